"""Which classes are cases of `unittest`, and whether what runs them awaits their tests.

`unittest.TestCase` calls a test and lets go of the coroutine that it gets;
`IsolatedAsyncioTestCase` awaits it. A class with a base that is not known, or with a
hand in how its tests are called, may do either.
"""

import enum
from collections.abc import Iterator

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy

_CASE = "unittest.case.TestCase"
_ASYNC_CASE = "unittest.async_case.IsolatedAsyncioTestCase"
_FOREIGN_CASES = frozenset(
    {
        "absl.testing.absltest.TestCase",
        "absl.testing.parameterized.TestCase",
        "testtools.TestCase",
        "testtools.testcase.TestCase",
        "twisted.trial.unittest.SynchronousTestCase",
    }
)
"""Cases of others that await nothing, as running them has shown.

Those of Django, Twisted, aiohttp and aiounittest do await, that of Tornado refuses.
"""
_CALLERS = frozenset(
    {
        *("run", "__call__", "debug", "_callTestMethod", "_callSetUp"),
        *("__getattribute__", "__new__"),
    }
)
"""Methods by which a case decides how its tests are called."""
PLAIN_DECORATORS = (
    *("unittest.case.skip", "unittest.mock.patch", "mock.patch", "mock.mock.patch"),
    *("typing.final", "typing_extensions.final", "dataclasses.dataclass"),
)
"""Beginnings of the names of class decorators that leave coroutines what they are."""
_HARMLESS = ("pytest.mark.", *PLAIN_DECORATORS)
"""Those that do so where `unittest` runs the tests: it knows no marks."""


class Kind(enum.Enum):
    """What a class is to those who run tests."""

    NONE = "none"
    """Its bases are all known, and no case among them."""
    SYNC = "sync"
    """A case that awaits nothing."""
    ASYNC = "async"
    """An `IsolatedAsyncioTestCase`."""
    UNKNOWN = "unknown"


class Cases:
    """Tells cases from other classes."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        """Judge nothing yet."""
        self._hierarchy = hierarchy
        self._known: dict[ClassNode, Kind] = {}

    def kind(self, node: ClassNode) -> Kind:
        """Return what a class of ours is."""
        if node not in self._known:
            self._known[node] = self._kind(node)
        return self._known[node]

    def _kind(self, node: ClassNode) -> Kind:
        names = {ancestor.dotted for ancestor in node.mro if ancestor.standard}
        ours = [ancestor for ancestor in node.mro if ancestor.fact is not None]
        foreign = [name for one in ours for name in self._foreign_bases(one)]
        if any(name not in _FOREIGN_CASES for name in foreign):
            return Kind.UNKNOWN
        if any(map(self._has_a_hand_in_it, ours)) or node.is_noted_when_made:
            return Kind.UNKNOWN
        if len(node.mro) == 1 and node.bases:
            return Kind.UNKNOWN
        if _ASYNC_CASE in names:
            return Kind.UNKNOWN if foreign else Kind.ASYNC
        return Kind.SYNC if foreign or _CASE in names else Kind.NONE

    def _foreign_bases(self, node: ClassNode) -> Iterator[str]:
        """Yield the bases that are known by name at most."""
        module, known = node.source
        if len(node.bases) + len(node.markers) < len(known.bases):
            for reference in known.bases:
                if isinstance(self._hierarchy.resolve(module, reference), str):
                    name = self._hierarchy.full_name(module, reference)
                    if name not in node.markers:
                        yield name

    def _has_a_hand_in_it(self, node: ClassNode) -> bool:
        """Tell whether a class, or who changes it, may have its tests awaited."""
        module, known = node.source
        if node.is_changed or not _CALLERS.isdisjoint(node.members):
            return True
        if known.dynamic and _may_replace_tests(node, known.dynamic):
            return True
        decorators = (self._hierarchy.full_name(module, d) for d in known.decorators)
        return not all(name.startswith(_HARMLESS) for name in decorators)


def _may_replace_tests(node: ClassNode, dynamic: str) -> bool:
    """Tell whether a class may put something else into the place of a test.

    A case looks its test up after `__init__` and before `setUp`.
    """
    return "__init__" in node.members or dynamic.startswith("calls ")
