"""What each cause costs in tests."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.testing.collection import Collection, Item, Lost, LostKind


@dataclass(frozen=True)
class Loss:
    """One cause, and the tests that no runner collects because of it."""

    lost: Lost
    tests: Sequence[Item]
    """Each once, though several files may import it."""

    @cached_property
    def by_class(self) -> Mapping[ClassNode, int]:
        """The classes that are left out, with the number of their tests."""
        found: dict[ClassNode, int] = {}
        for item in self.tests:
            if item.suite is not None:
                found[item.suite] = found.get(item.suite, 0) + 1
        return found

    @cached_property
    def by_file(self) -> Mapping[Module, int]:
        """The files that the tests would be collected from, with their number."""
        found: dict[Module, int] = {}
        for item in self.tests:
            found[item.module] = found.get(item.module, 0) + 1
        return found


def losses(collection: Collection) -> Iterator[Loss]:
    """Yield what certainly is lost, cause by cause, in the order of files."""
    causes: dict[Hashable, tuple[Lost, dict[Hashable, Item]]] = {}
    for item, lost in collection.certainly_lost:
        _, tests = causes.setdefault(_cause(lost), (lost, {}))
        function = (item.test.module.path, item.test.function.span)
        where = item.module if lost.kind in _OF_FILES else item.suite
        tests.setdefault((where, function), item)
    for lost, tests in causes.values():
        yield Loss(lost, tuple(tests.values()))


_OF_FILES = frozenset({LostKind.IMPORT, LostKind.NAMESAKE})
"""Kinds of which a file loses all its tests."""


def _cause(lost: Lost) -> Hashable:
    match lost.kind:
        case LostKind.IMPORT:
            return lost.kind, lost.cause
        case LostKind.NAMESAKE:
            return lost.kind, lost.cause, lost.detail
        case _:
            return lost.kind, lost.module.path, lost.span
