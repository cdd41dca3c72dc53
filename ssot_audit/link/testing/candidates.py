"""What is come upon while a file is collected."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from ssot_audit.extract import facts
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.written import Guess, Lost, LostKind


class Candidate(msgspec.Struct, frozen=True, eq=False):
    """A test that a runner finds in a file, or would but for a fault."""

    file: Module
    """The one it is collected from."""
    qualname: str
    """As of an item."""
    module: Module
    """Where the function is written."""
    node: ClassNode | None
    """The class it is a method of."""
    function: facts.Function
    suite: ClassNode | None = None
    """The class it is collected in."""
    doubt: str = ""
    lost: Lost | None = None


Found = Candidate | Guess


class Where(msgspec.Struct, frozen=True, eq=False):
    """Where a runner is: in a file, and perhaps in a class of it."""

    module: Module
    settings: PytestSettings
    path: str = ""
    """As of an item; empty: at the top."""

    @property
    def depth(self) -> int:
        """How many classes it is in."""
        return self.path.count("::") + bool(self.path)

    def name_of(self, name: str) -> str:
        """Return how an item of a name is called here."""
        return f"{self.path}::{name}" if self.path else name

    def inside(self, name: str) -> "Where":
        """Return the place inside a class."""
        return Where(self.module, self.settings, self.name_of(name))

    def guess(self, name: str, reason: str) -> Guess:
        """Return that there may be tests of a name; empty: of any."""
        return Guess(self.module, self.name_of(name) if name else self.path, reason)


def replacement(module: Module, found: facts.Redefinition) -> Lost:
    """Return that a later definition takes the name of a test."""
    return Lost(LostKind.REPLACED, found.qualname, module, found.later, found.kind)


def refusal(module: Module, function: facts.Function) -> Lost:
    """Return that pytest refuses a generator."""
    return Lost(LostKind.GENERATOR, function.qualname, module, function.span)


def with_refused(tests: Iterable[Found], where: Where) -> Iterator[Found]:
    """Yield the tests of a class or file; one that is refused takes all with it.

    So it is since pytest 8.4; before, it was the only one that did not run.
    """
    found = list(tests)
    lost = next(
        (
            one.lost
            for one in found
            if isinstance(one, Candidate) and one.lost and _is_refused(one, where)
        ),
        None,
    )
    yield from found if lost is None else (marked(one, lost=lost) for one in found)


def marked(found: Found, doubt: str = "", lost: Lost | None = None) -> Found:
    """Return what is found with what holds for all around it."""
    if isinstance(found, Guess) or not (doubt or lost):
        return found
    return replace(found, doubt=found.doubt or doubt, lost=lost or found.lost)


def _is_refused(found: Candidate, where: Where) -> bool:
    """Tell whether pytest refuses a test that stands right there."""
    is_here = found.qualname.count("::") == where.depth
    return is_here and found.lost is not None and found.lost.kind is LostKind.GENERATOR
