"""What a rule says: one cause, the places it shows at, and the facts that prove it."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ssot_audit.config.settings import Level
from ssot_audit.extract.facts import START, Span
from ssot_audit.link.located import Module
from ssot_audit.rules.remedies import Remedy


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A region of a file."""

    path: str
    span: Span

    @property
    def line(self) -> int:
        """First line."""
        return self.span.line

    @classmethod
    def of(cls, module: Module, span: Span = START) -> "Place":
        """Return a place in a module's file."""
        return cls(module.path, span)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One of the things a finding is made of: a member, an importer, a use."""

    place: Place
    name: str
    """What the baseline knows it by; never a line or a column."""
    message: str = ""
    """What is said of it where the name alone is not enough."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the evidence."""

    place: Place
    message: str
    part: str = ""
    """Name of the part it is about; empty: about the finding as a whole."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Says that a finding shows one of many cases, e.g. one cycle of a group.

    The next scan may show another of them, which is not new for that.
    """

    shown: tuple[str, ...]
    """Names of what the case is made of, e.g. of its imports."""
    group: tuple[str, ...]
    """Names of what all the cases are made of."""


def reason(because: str | None) -> str:
    """Return what a configured table gives as its reason, to end a message with."""
    return f" (because: {' '.join(because.split())})" if because else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause. Identity is code, module, symbol and subject, never a place."""

    code: str
    place: Place
    """Where it is shown first: the cause, or the first part."""
    module: str
    symbol: str
    """Qualified name of what is at fault; empty for the module itself."""
    subject: str
    """What it is at fault about: an interface, a missing name, an environment key."""
    message: str
    """The fact, in one sentence."""
    help: str = ""
    """The remedy, in one sentence."""
    parts: tuple[Part, ...] = ()
    evidence: tuple[Hop, ...] = ()
    level: Level | None = None
    """Another level than the rule's own; the configuration has the last word."""
    listing: str = ""
    """The message while only some parts are shown: `{}` stands for these."""
    after: str = ""
    """ISO date of the last day on which nothing is wrong; empty: it is by now."""
    remedy: Remedy | None = None
    """How `fix` can mend it; None: a person has to."""
    sample: Sample | None = None
    """None: it stands for itself alone."""

    def narrowed(self, parts: Sequence[Part]) -> Self:
        """Return the finding with some of its parts, shown where one of them is."""
        if len(parts) == len(self.parts):
            return self
        places = {part.place for part in parts}
        names = {part.name for part in parts} | {""}
        listed = ", ".join(part.message or f"`{part.name}`" for part in parts)
        return dataclasses.replace(
            self,
            parts=tuple(parts),
            place=self.place if self.place in places else parts[0].place,
            message=self.listing.replace("{}", listed) or self.message,
            evidence=tuple(hop for hop in self.evidence if hop.part in names),
        )

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What stays the same when lines move."""
        return (self.code, self.module, self.symbol, self.subject)
