"""What contracts on imports come to: who breaks them, and who needs no exemption."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from ssot_audit.config.import_contracts import (
    AnyContract,
    EdgeKind,
    Exemption,
    Forbidden,
    Independence,
    Layers,
    Protected,
)
from ssot_audit.extract.facts import Import
from ssot_audit.link.import_chains import ChainGraph
from ssot_audit.link.import_contracts import Breach, Judge
from ssot_audit.link.imports import ImportGraph, Step
from ssot_audit.link.located import External, Module
from ssot_audit.link.module_names import ModuleNames, prefixes
from ssot_audit.link.patterns import owner_matcher, whole_matcher


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one contract comes to."""

    breaches: tuple[Breach, ...]
    unused: tuple[Exemption, ...]
    """Exemptions that no import needs."""


class Rulings:
    """Rules on one contract after the other."""

    def __init__(self, modules: tuple[Module, ...], imports: ImportGraph) -> None:
        """Take a program's modules and its import graph."""
        self.names = ModuleNames(modules)
        self._modules = modules
        self._imports = imports
        self._steps: dict[tuple[EdgeKind, ...], dict[Module, list[Step]]] = {}

    def on(self, contract: AnyContract) -> Ruling:
        """Rule on a contract."""
        by_importer = self._counted(contract.imports)
        exempt: set[Step] = set()
        unused = []
        for exemption in contract.ignore:
            found = tuple(self._exempt(exemption, by_importer))
            exempt.update(found)
            if not found:
                unused.append(exemption)
        steps = (s for found in by_importer.values() for s in found if s not in exempt)
        graph = ChainGraph(_joined(steps, frozenset(_outside(contract))))
        judge = Judge(self._modules, self.names, graph)
        return Ruling(tuple(_breaches(judge, contract)), tuple(unused))

    def _counted(self, kinds: tuple[EdgeKind, ...]) -> dict[Module, list[Step]]:
        """Return the imports of some kinds, by importer."""
        if kinds not in self._steps:
            found: dict[Module, list[Step]] = {}
            for steps in (self._imports.steps, self._imports.steps_outside):
                for step in steps(kinds):
                    found.setdefault(step.importer, []).append(step)
            self._steps[kinds] = found
        return self._steps[kinds]

    def _exempt(
        self, exemption: Exemption, by_importer: dict[Module, list[Step]]
    ) -> Iterator[Step]:
        is_target = _target_matcher(exemption.imported)
        for module in self.names.exactly(exemption.importer):
            for step in by_importer.get(module, ()):
                if is_target(step):
                    yield step


def _outside(contract: AnyContract) -> tuple[str, ...]:
    """Return what a contract names that need not be ours."""
    match contract:
        case Forbidden():
            return contract.targets
        case Protected():
            return contract.modules
        case _:
            return ()


def _joined(steps: Iterable[Step], members: Collection[str]) -> Iterator[Step]:
    """Yield steps; of what is not ours only members, each as one for an importer."""
    joined: dict[tuple[Module, str], list[Import]] = {}
    for step in steps:
        if not isinstance(step.target, External):
            yield step
            continue
        for name in prefixes(step.target.dotted):
            if name in members:
                joined.setdefault((step.importer, name), []).extend(step.imports)
    for (importer, name), imports in joined.items():
        yield Step(importer, External(name), tuple(imports))


def _target_matcher(pattern: str) -> Callable[[Step], bool]:
    """Return a predicate: modules match exactly, what is not ours with all below it."""
    ours, outside = whole_matcher(pattern), owner_matcher(pattern)

    def matches(step: Step) -> bool:
        is_outside = isinstance(step.target, External)
        return (outside if is_outside else ours)(step.imported)

    return matches


def _breaches(judge: Judge, contract: AnyContract) -> Iterable[Breach]:
    match contract:
        case Layers():
            return judge.layers(contract)
        case Forbidden():
            return judge.forbidden(contract)
        case Independence():
            return judge.independence(contract)
        case Protected():
            return judge.protected(contract)
        case _:
            assert_never(contract)
