"""What a runner makes of a class: a test case, a plain class of tests, or nothing.

Sources: `Class.collect` and `istestclass` of `_pytest/python.py`, and
`_pytest/unittest.py` (9.2).
"""

import enum
from collections.abc import Callable
from fnmatch import fnmatchcase

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.methods import last

_CASE = "unittest.case.TestCase"
_MAKERS = frozenset(
    {
        "attr.attrs",
        "attr.attributes",
        "attr.dataclass",
        "attr.define",
        "attr.frozen",
        "attr.mutable",
        "attr.s",
        "attrs.define",
        "attrs.frozen",
        "attrs.mutable",
        "dataclasses.dataclass",
        "pydantic.dataclasses.dataclass",
    }
)
"""Decorators that give a class an `__init__`."""
_HARMLESS = (
    "pytest.mark.",
    "unittest.",
    "mock.",
    "django.test.",
    "freezegun.",
    "functools.",
    "typing.",
)
"""Beginnings of decorators that leave a class and its methods as they are."""
_CONSTRUCTORS = ("__init__", "__new__")


class Role(enum.Enum):
    """What a class is to a runner, by its bases alone."""

    CASE = "case"
    """A subclass of `unittest.TestCase`."""
    PLAIN = "plain"
    UNKNOWN = "unknown"
    """It has a base that is not known."""


def matches(name: str, options: tuple[str, ...]) -> bool:
    """Tell whether a name has one of some prefixes, or matches one of the patterns."""
    return any(
        name.startswith(option)
        or (any(sign in option for sign in "*?[") and fnmatchcase(name, option))
        for option in options
    )


class Suites:
    """Judges classes."""

    def __init__(
        self, hierarchy: Hierarchy, tests_in: Callable[[Module], ModuleTests]
    ) -> None:
        """Remember whom to ask."""
        self._hierarchy = hierarchy
        self._tests_in = tests_in
        self._roles: dict[ClassNode, Role] = {}

    def role(self, node: ClassNode) -> Role:
        """Return what a class is by its bases."""
        known = self._roles.get(node)
        if known is None:
            known = self._roles[node] = self._role(node)
        return known

    def _role(self, node: ClassNode) -> Role:
        if any(ancestor.dotted == _CASE for ancestor in node.mro):
            return Role.CASE
        is_open = False
        for ancestor in node.mro:
            for base in self._unknown_bases(ancestor):
                if "TestCase" in last(base) or base.endswith("TestWithScenarios"):
                    return Role.CASE
                is_open = True
        return Role.UNKNOWN if is_open else Role.PLAIN

    def _unknown_bases(self, node: ClassNode) -> list[str]:
        """Return the bases of a class that are nobody's we know, as well as we can."""
        if node.fact is None or node.module is None:
            return []
        if len(node.bases) + len(node.markers) >= len(node.fact.bases):
            return []
        found = []
        for reference in node.fact.bases:
            if isinstance(self._hierarchy.resolve(node.module, reference), str):
                full = self._hierarchy.full_name(node.module, reference)
                if full not in node.markers and not full.startswith("typing"):
                    found.append(full or reference)
        return found

    def flag(self, node: ClassNode) -> bool | str | None:
        """Return the `__test__` of a class; a text: why it is not known."""
        for ancestor in node.mro:
            if ancestor.fact is None or ancestor.module is None:
                continue
            said, name = self._tests_in(ancestor.module), ancestor.fact.qualname
            computed = any(
                a.name == "__test__" and a.on_class
                for a in ancestor.fact.self_attributes
            )
            if name in said.maybe_tested or computed:
                return f"`__test__` of `{ancestor.name}` is computed"
            if name in said.untested:
                return False
            if name in said.tested:
                return True
        return None

    def constructor(self, node: ClassNode) -> tuple[ClassNode, str] | None:
        """Return the class that has the `__init__` or `__new__` of a class."""
        for name in _CONSTRUCTORS:
            for ancestor in node.mro:
                if self._constructs(ancestor, name):
                    return ancestor, name
        return None

    def _constructs(self, node: ClassNode, name: str) -> bool:
        if node.fact is None or node.module is None:
            is_tuple = node.dotted == "typing.NamedTuple"
            return node.dotted != "builtins.object" and (
                name == "__new__" if is_tuple else name in node.members
            )
        if any(m.name == name and m.is_assigned for m in node.fact.members):
            return True
        if name == "__new__":
            return False
        if node.is_protocol:
            return True
        if node.fact.qualname in self._tests_in(node.module).uninitialised:
            return False
        return any(
            self._hierarchy.full_name(node.module, decorator) in _MAKERS
            for decorator in node.fact.decorators
        )

    def is_abstract(self, node: ClassNode) -> bool:
        """Tell whether `inspect.isabstract` holds: it cannot be instantiated."""
        if not any(ancestor.asks_for_abc_metaclass for ancestor in node.mro):
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
        """Tell why a class may hold other tests than its body shows."""
        module, known = node.source
        for decorator in known.decorators:
            full = self._hierarchy.full_name(module, decorator)
            if full not in _MAKERS and not full.startswith(_HARMLESS):
                return f"class decorator `{decorator or 'expression'}`"
        for ancestor in node.mro:
            if ancestor.fact is not None and (reason := _oddity(ancestor.fact)):
                return f"`{ancestor.name}` {reason}"
        if self.role(node) is Role.UNKNOWN:
            return "a base is not known"
        return ""


def _oddity(known: facts.Class) -> str:
    """Tell what makes it impossible to see what a class has."""
    if any(m.name in _CONSTRUCTORS and not m.function for m in known.members):
        return "is assigned a constructor"
    if known.metaclass is not None and last(known.metaclass) != "ABCMeta":
        return f"has the metaclass `{known.metaclass or 'expression'}`"
    return known.dynamic or ""
