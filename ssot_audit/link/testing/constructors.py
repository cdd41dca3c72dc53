"""How a class comes by a constructor, for which pytest leaves it out.

Source: `hasinit` and `hasnew` of `_pytest/python.py` (9.2): what `__init__` and
`__new__` of a class are must be what `object` has.
"""

from collections.abc import Callable

from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.written import Lost, LostKind

NAMES = ("__init__", "__new__")
MAKERS = frozenset(
    {
        *("attr.attrs", "attr.attributes", "attr.dataclass", "attr.define"),
        *("attr.frozen", "attr.mutable", "attr.s"),
        *("attrs.define", "attrs.frozen", "attrs.mutable"),
        *("dataclasses.dataclass", "pydantic.dataclasses.dataclass"),
    }
)
"""Decorators that give a class an `__init__`."""


class Constructors:
    """Finds constructors."""

    def __init__(
        self, hierarchy: Hierarchy, tests_in: Callable[[Module], ModuleTests]
    ) -> None:
        """Remember whom to ask."""
        self._hierarchy = hierarchy
        self._tests_in = tests_in

    def lost(self, node: ClassNode) -> Lost | None:
        """Return why pytest does not make an instance of a class that is no case."""
        for name in NAMES:
            for ancestor in node.mro:
                has = self._has(ancestor, name)
                if has:
                    return self._lost(node, ancestor, name)
                if has is False:
                    break
        return None

    def is_unknown(self, node: ClassNode) -> bool:
        """Tell whether a class of ours sets its constructor to something unknown."""
        return node.fact is not None and any(
            member.name in NAMES
            and member.function is None
            and member.value != f"object.{member.name}"
            for member in node.fact.members
        )

    def _has(self, node: ClassNode, name: str) -> bool | None:
        """Tell whether a class has its own constructor; False: that of `object`."""
        if node.fact is None or node.module is None:
            if node.dotted == "typing.NamedTuple":
                return name == "__new__"
            is_own = node.dotted != "builtins.object" and name in node.members
            return True if is_own else None
        for member in reversed(node.fact.members):
            if member.name == name and member.is_assigned:
                return member.value != f"object.{name}"
        is_made = name == "__init__" and self._is_given_init(node, node.module)
        return True if is_made else None

    def _is_given_init(self, node: ClassNode, module: Module) -> bool:
        if node.is_protocol:
            return True
        known = node.source[1]
        return known.qualname not in self._tests_in(module).uninitialised and any(
            self._hierarchy.full_name(module, decorator) in MAKERS
            for decorator in known.decorators
        )

    def _lost(self, node: ClassNode, cause: ClassNode, name: str) -> Lost:
        # What the standard library does shows first in a class of ours.
        ours = [a for a in node.mro if a.fact is not None and cause in a.mro]
        source = ours[-1]
        module, known = source.source
        own = [m.span for m in known.members if m.name == name and source is cause]
        how = _how(source, cause, name, is_written=bool(own))
        span = own[-1] if own else known.span
        return Lost(LostKind.CONSTRUCTOR, known.qualname, module, span, how)


def _how(source: ClassNode, cause: ClassNode, name: str, *, is_written: bool) -> str:
    """Return how a class comes by its constructor."""
    if is_written:
        return f"defines `{name}`"
    if source is not cause:
        return f"inherits `{name}` of `{cause.dotted}`"
    if source.is_protocol:
        return f"is a Protocol, which has an `{name}`"
    return f"is given an `{name}` by its decorator"
