"""Tests that are `async` and that nothing awaits: their bodies never run.

In a case of `unittest` such a test passes, with a warning. A test function of pytest's
own is skipped with a warning, and fails from pytest 8.4 on.
"""

import enum
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.discover.paths import parent_of, upwards
from ssot_audit.extract.facts import Function, Span
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.async_plugins import (
    ASYNC_WORDS,
    AsyncPlugins,
    requests_backend,
)
from ssot_audit.link.testing.cases import Cases, Kind
from ssot_audit.link.testing.causes import causes
from ssot_audit.link.testing.collection import Collection
from ssot_audit.link.testing.coroutines import Wrapping, async_hooks, wrapping
from ssot_audit.link.testing.marks_in_force import MarksInForce
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.written import Item, LostKind, WrittenTest

_MAY_TAKE_OVER = frozenset({"anyio", "trio", ""})
"""Marks by which plugins may run tests themselves although a case has them."""


class Reason(enum.Enum):
    """Why nothing awaits a test."""

    CASE = "case"
    """Its class is a case of `unittest` that awaits nothing."""
    GENERATOR = "generator"
    """It has a `yield`, and nobody runs tests that are generators."""
    NO_PLUGIN = "no plugin"
    """pytest has no plugin that could."""
    NO_MARK = "no mark"
    """The plugin that could wants a mark."""


@dataclass(frozen=True, slots=True)
class Coroutine:
    """A test, or a hook, as it is written."""

    module: Module
    node: ClassNode | None
    """The class it stands in."""
    function: Function

    @property
    def place(self) -> tuple[str, Span]:
        """Its file and where it stands in it."""
        return self.module.path, self.function.span


@dataclass(frozen=True, slots=True)
class Taken:
    """A test as it is collected."""

    module: Module
    node: ClassNode | None
    """The class that it is collected from."""
    test: Coroutine


Cause = ClassNode | Module | PytestSettings


@dataclass(frozen=True, slots=True)
class Unawaited:
    """A test that nothing awaits."""

    taken: Taken
    reason: Reason
    cause: Cause
    """What is to be mended."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked about a program."""

    modules: Sequence[Module]
    hierarchy: Hierarchy
    plugins: AsyncPlugins
    settings: Callable[[Module], PytestSettings]
    tests_in: Callable[[Module], ModuleTests]
    taken: Sequence[Taken]
    """The `async` tests that are collected."""


class Awaiting:
    """Tells which tests of a program nothing awaits, and why."""

    def __init__(self, sources: Sources) -> None:
        """Judge nothing yet."""
        self._sources = sources
        self._cases = Cases(sources.hierarchy)
        self._marks = MarksInForce(sources.hierarchy.full_name, sources.tests_in)

    @cached_property
    def unawaited(self) -> tuple[Unawaited, ...]:
        """The tests that certainly nothing awaits, in the order of collection."""
        reasons = [(one, self._reason(one)) for one in self._sources.taken]
        affected = {
            one.node for one, reason in reasons if reason is Reason.CASE and one.node
        }
        at_fault = causes(affected, self._cases)
        return tuple(
            Unawaited(one, reason, self._cause(one, reason, at_fault))
            for one, reason in reasons
            if reason is not None
        )

    def never_awaited(self, test: WrittenTest) -> Unawaited | None:
        """Return why nothing awaits a test, whichever class it is collected from."""
        return self._never.get((test.module.path, test.function.span))

    @cached_property
    def _never(self) -> Mapping[tuple[str, Span], Unawaited]:
        found = {one.taken.test.place: one for one in self.unawaited}
        lost = Counter(one.taken.test.place for one in self.unawaited)
        every = Counter(one.test.place for one in self._sources.taken)
        return {
            place: one for place, one in found.items() if lost[place] == every[place]
        }

    @cached_property
    def hooks(self) -> tuple[Coroutine, ...]:
        """The `async` hooks of `unittest`, which no case awaits."""
        return tuple(
            Coroutine(node.source[0], node, function)
            for node in self._sources.hierarchy.classes
            if node.source[1].bases  # a class without bases is no case
            for function in async_hooks(node)
            if self._cases.kind(node) in {Kind.SYNC, Kind.ASYNC}
            if self._wrapping(node.source[0], function) is Wrapping.NOTHING
        )

    def is_case(self, node: ClassNode) -> bool:
        """Tell whether a class of ours certainly is a case that awaits nothing."""
        return self._cases.kind(node) is Kind.SYNC

    def _cause(
        self, one: Taken, reason: Reason, at_fault: Mapping[ClassNode, ClassNode]
    ) -> Cause:
        if reason is Reason.CASE and one.node:
            return at_fault[one.node]
        if reason is Reason.NO_PLUGIN:
            return self._sources.settings(one.module)
        return one.test.node or one.test.module

    def _wrapping(self, home: Module, function: Function) -> Wrapping:
        full_name = self._sources.hierarchy.full_name
        return wrapping(function, lambda reference: full_name(home, reference))

    def _reason(self, one: Taken) -> Reason | None:
        """Return why nothing awaits a test; None: something does or may."""
        if self._wrapping(one.test.module, one.test.function) is not Wrapping.NOTHING:
            return None
        kind = self._cases.kind(one.node) if one.node else Kind.NONE
        if kind is Kind.SYNC:
            return None if self._may_be_taken_over(one) else Reason.CASE
        if kind is Kind.ASYNC and one.test.function.is_generator:
            return Reason.GENERATOR
        return self._reason_in_pytest(one) if kind is Kind.NONE else None

    def _may_be_taken_over(self, one: Taken) -> bool:
        """Tell whether a plugin may run a test of a case; none runs generators."""
        settings = self._sources.settings(one.module)
        return not one.test.function.is_generator and bool(
            _MAY_TAKE_OVER & self._marks_of(one)
            or self._sources.plugins.replace_tests(one.module, settings)
        )

    def _reason_in_pytest(self, one: Taken) -> Reason | None:
        plugins = self._sources.plugins
        if plugins.is_open(one.module):
            return None
        if one.test.function.is_generator:
            return Reason.GENERATOR
        settings = self._sources.settings(one.module)
        if plugins.run_unmarked(settings):
            return None
        if self._may_be_marked(one):
            return None
        if plugins.lacks_any(self._marks_in_use):
            return Reason.NO_PLUGIN
        wants_marks = plugins.wants_marks(self._marks_in_use, settings)
        return Reason.NO_MARK if wants_marks else None

    def _may_be_marked(self, one: Taken) -> bool:
        """Tell whether something may have a plugin run a test."""
        function = one.test.function
        return (
            any(map(_may_run, self._marks_of(one)))
            or requests_backend(function)
            or any(above in self._marked_packages for above in _above(one.module))
        )

    def _marks_of(self, one: Taken) -> frozenset[str]:
        return self._marks.of(one.module, one.node, one.test.function, one.test.module)

    @cached_property
    def _marks_in_use(self) -> frozenset[str]:
        """The marks of tests that may have a plugin run them.

        If there are none although there is such a plugin, something else makes it run
        the tests; if there is none for them, it comes from where nobody looked.
        """
        every = (mark for one in self._sources.taken for mark in self._marks_of(one))
        return frozenset(mark for mark in every if ASYNC_WORDS.search(mark))

    @cached_property
    def _marked_packages(self) -> frozenset[str]:
        """The packages with marks, which some versions of pytest heed."""
        return frozenset(
            parent_of(module.path)
            for module in self._sources.modules
            if module.file.is_package and self._sources.tests_in(module).pytestmarks
        )


def _may_run(mark: str) -> bool:
    return mark in {"", "usefixtures"} or bool(ASYNC_WORDS.search(mark))


def _above(module: Module) -> Iterator[str]:
    yield from upwards(parent_of(module.path))
    yield ""


def taken(tests: Collection, hierarchy: Hierarchy) -> Iterator[Taken]:
    """Yield the `async` tests that are collected, and those of cases out of the way.

    Where pytest does not look for cases, another runner may.
    """
    elsewhere = (
        item
        for item in tests.lost
        if item.lost and item.lost.kind is LostKind.ELSEWHERE and item.test.node
    )
    for item in (*tests.items, *elsewhere):
        test = item.test
        if test.function.is_async:
            written = Coroutine(test.module, test.node, test.function)
            if "::" not in item.qualname:
                yield Taken(item.module, None, written)
            elif node := _collecting(item, hierarchy):
                yield Taken(item.module, node, written)


def _collecting(item: Item, hierarchy: Hierarchy) -> ClassNode | None:
    """Return the class of ours that a test is collected from; None: it is not clear."""
    path = item.qualname.rpartition("::")[0].replace("::", ".")
    node = item.test.node
    if node and node.source[0] is item.module and node.source[1].qualname == path:
        return node
    found = hierarchy.resolve(item.module, path)
    return found if isinstance(found, ClassNode) and found.fact is not None else None
