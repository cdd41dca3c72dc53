"""Which attributes the objects of a class certainly lack."""

import re
from collections.abc import Container

from ssot_audit.extract import facts
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.stdlib import StdlibTable

_VALUES = ("str", "bytes", "int", "float", "list", "tuple", "dict", "set")
"""Builtin types whose members any value may be asked for."""
_TEST_CASE = "unittest.case.TestCase"
_UNWRITTEN = (facts.Body.NOT_IMPLEMENTED, facts.Body.REFUSAL)
_MANGLED = re.compile(r"__\w+__|_[^\W_]\w*?__\w+")


class Absences:
    """What is not there, for all that others may add."""

    def __init__(
        self,
        hierarchy: Hierarchy,
        stdlib: StdlibTable,
        called: Container[str],
        stored: Container[str],
    ) -> None:
        """Judge by the names that are called, and those that others set, anywhere."""
        self._hierarchy = hierarchy
        self._stdlib = stdlib
        self._called = called
        self._stored = stored

    def is_common(self, name: str) -> bool:
        """Tell whether texts, numbers or containers have a member."""
        values = (f"builtins.{known}" for known in _VALUES)
        return not all(self._stdlib.lacks(known, name) for known in values)

    def is_undefined(self, node: ClassNode, name: str, *, on_class: bool) -> bool:
        """Tell whether a closed class certainly lacks an attribute it uses itself."""
        if is_mangled(name) or name in self._stored:
            return False
        if not self._hierarchy.lacks(node, name):
            return False
        if on_class and not self._stdlib.lacks("builtins.type", name):
            return False
        return not self.is_template(node) and all(
            below.why_open is None
            and self._hierarchy.lacks(below, name)
            and not self.is_template(below)
            for below in node.all_subclasses()
        )

    def is_template(self, node: ClassNode) -> bool:
        """Tell whether others, whom we may not see, are meant to complete a class."""
        if node.name in self._hierarchy.unresolved_bases or self._cooperates(node):
            return True
        if node.subclasses or node.is_completed:
            return node.is_completed
        if not node.bases and self._asserts(node):
            return True
        return "Mixin" in node.name or (
            node.name not in self._called
            and any(
                member.function is not None and member.function.body in _UNWRITTEN
                for member in node.source[1].members
            )
        )

    def _cooperates(self, node: ClassNode) -> bool:
        """Tell whether a class calls on `super()` what only a class beside it has."""
        return any(
            self._stdlib.lacks("builtins.object", name)
            and all(name not in ancestor.members for ancestor in node.mro[1:])
            for name in node.source[1].super_calls
        )

    def _asserts(self, node: ClassNode) -> bool:
        """Tell whether a class without bases speaks as a test case does."""
        return any(
            use.name.startswith("assert")
            and not self._stdlib.lacks(_TEST_CASE, use.name)
            for use in node.source[1].self_uses
        )


def is_mangled(name: str) -> bool:
    """Tell whether a name is special, or private to a class as the compiler writes it.

    Of such a name nothing is said.
    """
    return _MANGLED.fullmatch(name) is not None
