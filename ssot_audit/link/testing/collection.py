"""Which tests a project has, and which of them its runner collects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from ssot_audit.discover.source import FileKind
from ssot_audit.extract.facts import START, Import, Span
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.broken_imports import BrokenImport
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.imports import ImportGraph
from ssot_audit.link.located import Located, Module
from ssot_audit.link.symbols import Symbols
from ssot_audit.link.testing.candidates import Candidate, Found
from ssot_audit.link.testing.collecting import Collector
from ssot_audit.link.testing.collection_hooks import CollectionHooks
from ssot_audit.link.testing.constructors import Constructors
from ssot_audit.link.testing.decorators import Decorators
from ssot_audit.link.testing.files import Look, Lookup
from ssot_audit.link.testing.in_classes import ClassCollector
from ssot_audit.link.testing.methods import Methods
from ssot_audit.link.testing.namesakes import namesakes
from ssot_audit.link.testing.namespaces import Namespaces
from ssot_audit.link.testing.runner import Runner, runner_of
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.suites import Suites
from ssot_audit.link.testing.switches import Switches
from ssot_audit.link.testing.unimportable import unimportable
from ssot_audit.link.testing.written import (
    Guess,
    Item,
    Lost,
    LostKind,
    WrittenTest,
    may_end,
)

__all__ = ["Collection", "Guess", "Item", "Lost", "LostKind", "Runner", "WrittenTest"]


@dataclass(frozen=True)
class Collection:
    """The tests of a project."""

    runner: Runner
    written: tuple[WrittenTest, ...]
    """Each function once, sorted by place."""
    items: tuple[Item, ...]
    """What the runner collects, in the order of files."""
    lost: tuple[Item, ...]
    """What it would collect but for a fault."""
    guesses: tuple[Guess, ...]
    """Where there may be more."""

    @property
    def certainly_lost(self) -> Iterator[tuple[Item, Lost]]:
        """The tests that are lost without a doubt, and why."""
        for item in self.lost:
            if item.lost is not None and not item.doubt:
                yield item, item.lost

    @cached_property
    def replaced(self) -> frozenset[tuple[str, Span]]:
        """Where definitions stand that take the name of a test, path and span."""
        return frozenset(
            (lost.module.path, lost.span)
            for _, lost in self.certainly_lost
            if lost.kind is LostKind.REPLACED
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked about a program."""

    modules: Sequence[Module]
    dependencies: frozenset[str]
    symbols: Symbols
    locate: Callable[[Module, Import], Located]
    hierarchy: Hierarchy
    imports: ImportGraph
    broken: Sequence[BrokenImport]
    settings: Callable[[Module], PytestSettings]
    settings_above: Callable[[Module], Iterable[PytestSettings]]
    tests_in: Callable[[Module], ModuleTests]


def collection(sources: Sources) -> Collection:
    """Return the tests of a program."""
    runner = _runner(sources)
    found = list(_found(sources, runner))
    items = _items([one for one in found if isinstance(one, Candidate)])
    return Collection(
        runner,
        _written(items),
        tuple(item for item in items if item.lost is None),
        tuple(item for item in items if item.lost is not None),
        tuple(one for one in found if isinstance(one, Guess)),
    )


def _runner(sources: Sources) -> Runner:
    is_configured = any(sources.settings(m).path for m in sources.modules)
    return runner_of(sources.modules, sources.dependencies, is_configured=is_configured)


def _found(sources: Sources, runner: Runner) -> Iterator[Found]:
    collector = _collector(sources, runner)
    known = {m.location: m for m in sources.modules if m.file.kind is FileKind.PYTHON}
    looks = _looks(sources, runner, known)
    failing = unimportable(sources.modules, sources.imports, sources.broken)
    taken = [m for m, look in looks.items() if look.is_taken]
    is_pytest = runner is Runner.PYTEST
    hidden = namesakes(taken, known, sources.settings) if is_pytest else {}
    for module, look in looks.items():
        lost = _unimportable(failing.get(module)) or hidden.get(module)
        stops = sources.tests_in(module).stops
        doubt = look.doubt or may_end(stops)
        elsewhere = None if look.is_taken else _elsewhere(module)
        for one in collector.collect(module, sources.settings(module)):
            if isinstance(one, Candidate):
                why = elsewhere or one.lost or lost
                unsure = one.doubt or doubt or ("" if why else look.choice)
                if one.lost is not None and _is_production(one, one.lost, looks):
                    continue
                is_same = why is one.lost and unsure == one.doubt
                yield one if is_same else replace(one, lost=why, doubt=unsure)
            elif look.is_taken:
                yield one
        if look.more:
            yield Guess(module, "", look.more)


def _is_production(test: Candidate, lost: Lost, looks: Mapping[Module, Look]) -> bool:
    """Tell whether what looks like a lost test is no test, but imported by one."""
    is_lost = lost.kind is LostKind.CONSTRUCTOR
    return is_lost and test.suite is not None and test.suite.module not in looks


def _looks(
    sources: Sources, runner: Runner, known: Mapping[str, Module]
) -> Mapping[Module, Look]:
    """Return how the runner sees each file, of those that it takes or that test."""
    hooks = CollectionHooks(sources.tests_in, sources.locate)
    lookup = Lookup(
        runner, known, sources.settings, sources.settings_above, sources.tests_in, hooks
    )
    looks = {module: lookup.look(module) for module in known.values()}
    return {m: look for m, look in looks.items() if look.is_taken or m.is_test}


def _collector(sources: Sources, runner: Runner) -> Collector:
    asked = sources.symbols, sources.hierarchy, sources.tests_in
    settings = [sources.settings(module) for module in sources.modules]
    told = {n for s in settings for n in (*s.python_functions, *s.python_classes)}
    names = ("test", "runTest", *sorted(told - {"test"}))
    is_pytest = runner is Runner.PYTEST
    constructors = Constructors(sources.hierarchy, sources.tests_in)
    namespaces = Namespaces(*asked, sources.locate)
    switches = Switches(sources.modules, *asked, namespaces)
    suites = Suites(
        sources.modules, sources.hierarchy, sources.tests_in, constructors, switches
    )
    methods, decorators = Methods(*asked, names), Decorators(*asked, switches)
    in_classes = ClassCollector(
        methods, suites, constructors, decorators, takes_plain=is_pytest
    )
    return Collector(
        sources.hierarchy,
        sources.tests_in,
        namespaces,
        decorators,
        in_classes,
        takes_functions=is_pytest,
    )


def _items(found: Sequence[Candidate]) -> tuple[Item, ...]:
    best: dict[int, Candidate] = {}
    """By the `id` of the function, of which there is one for each place."""
    for one in found:
        other = best.setdefault(id(one.function), one)
        if other is not one and _badness(one) < _badness(other):
            best[id(one.function)] = one
    tests = {
        key: WrittenTest(one.module, one.node, one.function, one.lost, one.doubt)
        for key, one in best.items()
    }
    return tuple(
        Item(
            one.file,
            one.qualname,
            one.suite,
            tests[id(one.function)],
            one.lost,
            one.doubt,
        )
        for one in found
    )


def _badness(one: Candidate) -> int:
    """Return how far a test is from being collected: the best way to it counts."""
    if one.lost is None:
        return 1 if one.doubt else 0
    is_elsewhere = one.lost.kind is LostKind.ELSEWHERE
    return 2 + is_elsewhere


def _written(items: Iterable[Item]) -> tuple[WrittenTest, ...]:
    tests = dict.fromkeys(item.test for item in items)
    return tuple(sorted(tests, key=lambda test: (test.module.path, test.function.span)))


def _unimportable(broken: BrokenImport | None) -> Lost | None:
    if broken is None:
        return None
    return Lost(LostKind.IMPORT, broken.dotted, broken.importer, broken.fact.span)


def _elsewhere(module: Module) -> Lost:
    return Lost(LostKind.ELSEWHERE, module.name, module, START)
