"""What a runner makes of a class: a test case, a plain class of tests, or nothing.

Sources: `Class.collect` and `istestclass` of `_pytest/python.py`, and
`_pytest/unittest.py` (9.2).
"""

import enum
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter

from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.constructors import MAKERS, Constructors
from ssot_audit.link.testing.names import last
from ssot_audit.link.testing.switches import Switches

_CASE = "unittest.case.TestCase"
_HARMLESS = (
    "pytest.mark.",
    "unittest.",
    "mock.",
    "ddt.",
    "django.test.",
    "freezegun.",
    "functools.",
    "typing.",
    "zope.interface.",
)
"""Beginnings of decorators that leave a class and its methods as they are."""


FORMER = "the test it was before"
"""A base that is an earlier class of the same name."""


class Role(enum.Enum):
    """What a class is to a runner, by its bases alone."""

    CASE = "case"
    """A subclass of `unittest.TestCase`."""
    PLAIN = "plain"
    UNKNOWN = "unknown"
    """It has a base that is not known."""


class Suites:
    """Judges classes."""

    def __init__(
        self,
        modules: Sequence[Module],
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        constructors: Constructors,
        switches: Switches,
    ) -> None:
        """Remember whom to ask."""
        self._switches = switches
        self._modules = modules
        self._hierarchy = hierarchy
        self._tests_in = tests_in
        self.role = cache(self._role)
        """Returns what a class is by its bases."""
        self._is_case = cache(lambda node: bool(node.dotted == _CASE))
        self._own_flag = cache(self._read_flag)
        self._unknown_bases = cache(self._read_unknown_bases)
        self._own_more = cache(self._read_more)
        self._is_odd = cache(constructors.is_unknown)
        self._asks_for_abc = cache(attrgetter("asks_for_abc_metaclass"))

    def _role(self, node: ClassNode) -> Role:
        if any(map(self._is_case, node.mro)):
            return Role.CASE
        is_open = False
        for base in chain.from_iterable(map(self._unknown_bases, node.mro)):
            if "TestCase" in last(base) or base.endswith("TestWithScenarios"):
                return Role.CASE
            is_open = True
        return Role.UNKNOWN if is_open else Role.PLAIN

    def _read_unknown_bases(self, node: ClassNode) -> list[str]:
        """Return the bases of a class that are nobody's we know, as well as we can."""
        if node.fact is None or node.module is None:
            return []
        if len(node.bases) + len(node.markers) >= len(node.fact.bases):
            return []
        found = []
        for reference in node.fact.bases:
            base = self._hierarchy.resolve(node.module, reference)
            if base is node:
                found.append(FORMER)
            elif isinstance(base, str):
                full = self._hierarchy.full_name(node.module, reference)
                if full not in node.markers and not full.startswith("typing"):
                    found.append(full or _told_by(node.module, reference))
        return found

    def flag(self, node: ClassNode) -> bool | str | None:
        """Return the `__test__` of a class; a text: why it is not known."""
        said = (own for own in map(self._own_flag, node.mro) if own is not None)
        return next(said, None)

    def _read_flag(self, node: ClassNode) -> bool | str | None:
        if node.fact is None or node.module is None:
            return None
        if elsewhere := self._switches.doubt(node.module, node.fact.span):
            return elsewhere
        said, name = self._tests_in(node.module), node.fact.qualname
        is_computed = name in said.maybe_tested or any(
            a.name == "__test__" and a.on_class for a in node.fact.self_attributes
        )
        if is_computed:
            return f"`__test__` of `{node.name}` is computed"
        if name in said.untested:
            return False
        return True if name in said.tested else None

    @staticmethod
    def is_in_its_base(node: ClassNode) -> bool:
        """Tell whether a class stands in its base: an earlier one of that name."""
        module, known = node.source
        return any(
            other.module is module
            and other.fact is not None
            and known.qualname.startswith(f"{other.fact.qualname}.")
            for other in node.mro
        )

    def is_abstract(self, node: ClassNode) -> bool:
        """Tell whether `inspect.isabstract` holds: it cannot be instantiated."""
        if not any(map(self._asks_for_abc, node.mro)):
            return False
        seen: set[str] = set()
        for ancestor in node.mro:
            if ancestor.fact is None:
                names = [n for n, m in ancestor.members.items() if m.is_abstract]
            else:
                names = [m.name for m in ancestor.fact.members if m.is_assigned]
            if any(
                name not in seen and ancestor.members[name].is_abstract
                for name in names
            ):
                return True
            seen.update(ancestor.members if ancestor.fact is None else names)
        return False

    def doubt(self, node: ClassNode) -> str:
        """Tell why it is not known what a runner makes of a class."""
        module, known = node.source
        for decorator in known.decorators:
            full = self._hierarchy.full_name(module, decorator) or decorator
            if not self._is_harmless(full):
                return f"class decorator `{decorator or 'expression'}`"
        odd = next(filter(self._is_odd, node.mro), None)
        if odd is not None:
            return f"`{odd.name}` is assigned a constructor"
        if self.role(node) is Role.UNKNOWN:
            return "a base is not known"
        return ""

    @staticmethod
    def _is_harmless(decorator: str) -> bool:
        return (
            decorator in MAKERS
            or decorator.startswith(_HARMLESS)
            or "skip" in decorator.lower()
        )

    def more(self, node: ClassNode) -> str:
        """Tell why a class may have tests that nobody sees."""
        unknown = (last(b) for a in node.mro for b in self._unknown_bases(a))
        if any("test" in name.lower() and "TestCase" not in name for name in unknown):
            return "a base is not known"
        return next(filter(None, map(self._own_more, node.mro)), "")

    def _read_more(self, node: ClassNode) -> str:
        known = node.fact
        if known is None:
            return ""
        if node in self._patched:
            return f"attributes of `{node.name}` are set from outside"
        if known.dynamic and known.dynamic.endswith("in its body"):
            return f"`{node.name}` {known.dynamic}"
        if known.metaclass is not None and last(known.metaclass) != "ABCMeta":
            return f"metaclass `{known.metaclass or 'expression'}`"
        return ""

    @cached_property
    def _patched(self) -> frozenset[ClassNode]:
        """The classes on which attributes with computed names are set."""
        found = (
            self._hierarchy.resolve(module, reference)
            for module in self._modules
            for reference in module.facts.patched
        )
        return frozenset(node for node in found if isinstance(node, ClassNode))


def _told_by(module: Module, reference: str) -> str:
    """Return the name of a base that is not known, if that says what it is.

    That of a variable may be another thing for type checkers than when it runs.
    """
    is_set = any(
        variable.name == reference and "TestCase" not in variable.value
        for variable in module.facts.variables
    )
    return "" if is_set else reference
