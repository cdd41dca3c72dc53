"""Which class is to be mended where many never await their tests.

A class that makes its tests `async` on a plain `unittest.TestCase` is at fault itself.
But where a base is there for such classes, the base is: its name or its hooks say
`async`, or nearly all that have tests below it have `async` ones.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.testing.cases import Cases, Kind
from ssot_audit.link.testing.coroutines import async_hooks, has_tests, own_async_tests

_SHARE = 0.75
"""How many of the classes with tests below a base are affected if it is at fault."""


def causes(
    affected: AbstractSet[ClassNode], cases: Cases
) -> Mapping[ClassNode, ClassNode]:
    """Return the class at fault for each class whose tests are never awaited."""
    judge = _Judge(affected, cases)
    return {node: judge.cause(node) for node in affected}


class _Judge:
    """Weighs the bases of affected classes against each other."""

    def __init__(self, affected: AbstractSet[ClassNode], cases: Cases) -> None:
        self._affected = affected
        self._cases = cases
        self._below: dict[ClassNode, frozenset[ClassNode]] = {}

    def cause(self, node: ClassNode) -> ClassNode:
        """Return the class that accounts for the most; of equal ones the nearest.

        Of those that say they are `async` it is the one furthest from the class.
        """
        bases = [base for base in node.mro if base is not node and self._counts(base)]
        speaking = [base for base in bases if _says_async(base)]
        if speaking:
            return max(reversed(speaking), key=self._reach)
        fitting = [base for base in bases if self._is_meant_for_async(base)]
        return max(fitting, key=self._reach, default=node)

    def _counts(self, base: ClassNode) -> bool:
        """Tell whether a base has to do with it, and not for one class alone."""
        if base.fact is None or self._reach(base) <= 1:
            return False
        is_case = self._cases.kind(base) is Kind.SYNC
        return is_case or any(True for _ in own_async_tests(base))

    def _reach(self, base: ClassNode) -> int:
        return len(self._family(base) & self._affected)

    def _is_meant_for_async(self, base: ClassNode) -> bool:
        family = self._family(base)
        if self._cases.kind(base) is Kind.NONE:
            family -= {base}  # a mixin has no tests but in those who inherit it
        tested = sum(node in self._affected or has_tests(node) for node in family)
        return self._reach(base) >= _SHARE * tested

    def _family(self, base: ClassNode) -> frozenset[ClassNode]:
        if base not in self._below:
            self._below[base] = base.all_subclasses() | {base}
        return self._below[base]


def _says_async(node: ClassNode) -> bool:
    if "async" in node.name.lower() or any(True for _ in async_hooks(node)):
        return True
    return not {"asyncSetUp", "asyncTearDown"}.isdisjoint(node.members)
