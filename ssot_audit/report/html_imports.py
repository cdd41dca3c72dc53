"""The import graph as the HTML report draws it: packages, and cycles in detail.

A graph of all modules of a large project is a black square. Packages are opened, the
largest first, while there is room; modules are drawn where they are on a cycle only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.components import components
from ssot_audit.link.cycles import Cycle, cycles
from ssot_audit.link.imports import Edge, ImportGraph
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.settled import unsettled

_PACKAGES = 24
"""Packages that one drawing holds."""
_GROUP = 24
"""Modules of a group that one drawing holds."""
_NEIGHBOURS = 8
"""Modules before and behind a group that are named."""
_GROUPS = 50
"""Groups that are drawn, the largest first."""


def contents(program: Program) -> dict[str, Any]:
    """Return the packages of production code, and all groups of modules on cycles."""
    graph = program.imports
    steps = unsettled(graph.steps({EdgeKind.IMPORT_TIME}))
    groups = sorted(cycles(steps), key=lambda cycle: (-cycle.size, _first(cycle)))
    importers = _importers(graph)
    return {
        **_packages(program.production, graph),
        "groups": len(groups),
        "cycles": [_cycle(cycle, graph, importers) for cycle in groups[:_GROUPS]],
    }


def _first(cycle: Cycle) -> str:
    return min(module.path for module in cycle.group)


def _importers(graph: ImportGraph) -> dict[Module, list[Edge]]:
    found: dict[Module, list[Edge]] = defaultdict(list)
    for edges in graph.edges.values():
        for edge in _import_time(edges):
            found[edge.target].append(edge)
    return found


def _import_time(edges: Iterable[Edge]) -> Iterator[Edge]:
    return (edge for edge in edges if edge.kind is EdgeKind.IMPORT_TIME)


def _packages(modules: Sequence[Module], graph: ImportGraph) -> dict[str, Any]:
    groups = _opened(modules)
    ranked = sorted(groups, key=lambda name: (-_weight(groups[name], graph), name))
    drawn = sorted(ranked[:_PACKAGES])
    home = {module: name for name in drawn for module in groups[name]}
    counts: Counter[tuple[str, str]] = Counter()
    for module, importer in home.items():
        for edge in _import_time(graph.edges[module]):
            target = home.get(edge.target, importer)
            if target != importer:
                counts[importer, target] += 1
    successors: dict[str, list[str]] = defaultdict(list)
    for importer, target in counts:
        successors[importer].append(target)
    tangle = {
        name: number
        for number, group in enumerate(sorted(map(sorted, components(successors))))
        for name in group
    }
    number = {name: index for index, name in enumerate(drawn)}
    return {
        "packages": [
            {
                "name": name or ".",
                "modules": len(groups[name]),
                "tangle": tangle.get(name),
            }
            for name in drawn
        ],
        "edges": [
            {"from": number[importer], "to": number[target], "count": count}
            for (importer, target), count in sorted(counts.items())
        ],
        "not_drawn": len(ranked) - len(drawn),
    }


def _weight(modules: Sequence[Module], graph: ImportGraph) -> int:
    """Return how much a package matters to the drawing: its modules and imports."""
    return len(modules) + sum(len(graph.edges[module]) for module in modules)


def _opened(modules: Iterable[Module]) -> dict[str, list[Module]]:
    """Group modules by package: the largest is opened as long as there is room.

    One package alone is opened all the same: it would be a drawing of nothing.
    """
    groups = _by_prefix(modules, 1)
    while True:
        for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
            inner = _by_prefix(groups[name], name.count(".") + 2)
            has_room = len(inner) <= _PACKAGES - len(groups) + 1
            if len(inner) > 1 and (has_room or len(groups) == 1):
                del groups[name]
                groups.update(inner)
                break
        else:
            return groups


def _by_prefix(modules: Iterable[Module], depth: int) -> dict[str, list[Module]]:
    found: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        found[".".join(module.name.split(".")[:depth])].append(module)
    return found


def _cycle(
    cycle: Cycle, graph: ImportGraph, importers: dict[Module, list[Edge]]
) -> dict[str, Any]:
    on_cycle = [step.importer for step in cycle.steps]
    others = sorted(cycle.group.difference(on_cycle), key=lambda module: module.path)
    drawn = [*on_cycle, *others][: max(_GROUP, len(on_cycle))]
    number = {module: index for index, module in enumerate(drawn)}
    inner = {
        (number[module], number[edge.target])
        for module in drawn
        for edge in _import_time(graph.edges[module])
        if edge.target in number
    }
    before = [e.importer for m in cycle.group for e in importers[m]]
    behind = [e.target for m in cycle.group for e in _import_time(graph.edges[m])]
    return {
        "size": cycle.size,
        "modules": [{"name": m.name, "path": m.path} for m in drawn],
        "edges": [list(ends) for ends in sorted(inner)],
        "steps": [
            {
                "importer": step.importer.name,
                "target": step.imported,
                "path": step.importer.path,
                "line": step.imports[0].span.line,
            }
            for step in cycle.steps
        ],
        "before": _neighbours(before, cycle),
        "behind": _neighbours(behind, cycle),
    }


def _neighbours(modules: Iterable[Module], cycle: Cycle) -> dict[str, Any]:
    """Return the modules that touch a group most often, and how many there are."""
    outside = Counter(module for module in modules if module not in cycle.group)
    ranked = sorted(outside, key=lambda module: (-outside[module], module.path))
    names = [module.name for module in ranked[:_NEIGHBOURS]]
    return {"names": names, "count": len(ranked)}
