"""The import graph: which module makes which other one run, and when.

An edge is *import-time* (the target runs while the importer is being imported),
*deferred* (inside a function) or *type-only* (under `TYPE_CHECKING`). Parent packages,
which Python imports first, are implied by an edge and not part of the graph.
"""

import enum
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.discover.source import Kind
from ssot_audit.extract import facts
from ssot_audit.link.components import components
from ssot_audit.link.located import Module
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Symbols

_SHORTEST = 2
"""Modules on the shortest cycle there can be."""


class EdgeKind(enum.Enum):
    """When an import happens."""

    IMPORT_TIME = "import-time"
    DEFERRED = "deferred"
    TYPE_ONLY = "type-only"


@dataclass(frozen=True, slots=True)
class Edge:
    """One import of a module of ours by another."""

    importer: Module
    target: Module
    kind: EdgeKind
    fact: facts.Import


@dataclass(frozen=True, slots=True)
class Cycle:
    """A shortest cycle in a group of modules that need each other."""

    edges: tuple[Edge, ...]
    group: frozenset[Module]
    """All modules that need each other."""

    @property
    def size(self) -> int:
        """How many modules the whole group has."""
        return len(self.group)


class ImportGraph:
    """Who imports whom among the modules of a program."""

    def __init__(self, index: ModuleIndex, symbols: Symbols) -> None:
        """Resolve every import statement."""
        self._index = index
        self._symbols = symbols
        self._modules = index.modules
        self.edges: Mapping[Module, tuple[Edge, ...]] = {
            module: tuple(self._edges(module)) for module in index.modules
        }
        self._importers: dict[Module, tuple[Module, ...]] | None = None

    def cycles(self) -> Iterator[Cycle]:
        """Yield one shortest cycle for each group of modules that need each other.

        Only import-time edges count. The cycle starts at the module whose path comes
        first; groups come in the order of those paths.
        """
        targets: dict[Module, list[Module]] = {}
        for edge in self._import_time_edges():
            targets.setdefault(edge.importer, []).append(edge.target)
        groups = components(targets)
        for group in sorted(groups, key=lambda group: min(m.path for m in group)):
            yield Cycle(self._shortest_cycle(group), group)

    def dependants(self, modules: Iterable[Module]) -> frozenset[Module]:
        """Return the modules that cannot be imported when these cannot."""
        if self._importers is None:
            importers: dict[Module, dict[Module, None]] = {}
            for edge in self._import_time_edges():
                importers.setdefault(edge.target, {})[edge.importer] = None
            self._importers = {m: tuple(found) for m, found in importers.items()}
        reached = set(modules)
        pending = list(reached)
        while pending:
            for importer in self._importers.get(pending.pop(), ()):
                if importer not in reached:
                    reached.add(importer)
                    pending.append(importer)
        return frozenset(reached)

    def _import_time_edges(self) -> Iterator[Edge]:
        for edges in self.edges.values():
            for edge in edges:
                if edge.kind is EdgeKind.IMPORT_TIME:
                    yield edge

    def _shortest_cycle(self, group: frozenset[Module]) -> tuple[Edge, ...]:
        """Return a shortest cycle, through the first module that is on one."""
        best: tuple[Edge, ...] = ()
        for start in sorted(group, key=lambda module: module.path):
            found = self._cycle_through(start, group)
            if found and (not best or len(found) < len(best)):
                best = found
            if len(best) == _SHORTEST:
                break
        return best

    def _cycle_through(
        self, start: Module, group: frozenset[Module]
    ) -> tuple[Edge, ...]:
        """Find a shortest way from a module back to itself, breadth first."""
        arrived: dict[Module, Edge] = {}
        queue = deque([start])
        while queue:
            current = queue.popleft()
            for edge in self.edges[current]:
                target = edge.target
                if edge.kind is not EdgeKind.IMPORT_TIME or target not in group:
                    continue
                if target is start:
                    return _way_back(edge, start, arrived)
                if target not in arrived:
                    arrived[target] = edge
                    queue.append(target)
        return ()

    def _edges(self, module: Module) -> Iterator[Edge]:
        for found in module.facts.imports:
            target = self._target(module, found)
            if target is not None and target is not module:
                yield Edge(module, target, _kind(module, found), found)

    def _target(self, module: Module, found: facts.Import) -> Module | None:
        located = self._index.locate(module, found.level, found.module)
        if found.name in {None, "*"}:
            return located if isinstance(located, Module) else None
        if isinstance(located, Module):
            return self._taken(located, module, found)
        resolved = self._symbols.imported(module, found)
        return resolved if isinstance(resolved, Module) else None

    def _taken(
        self, package: Module, module: Module, found: facts.Import
    ) -> Module | None:
        """Return which module `from package import name` needs: perhaps a submodule."""
        name = found.name or ""
        submodule = self._index.submodule(package, name)
        # A package's own name hides a submodule of that name, unless it means it.
        is_own = name in self._symbols.bindings(package)
        if isinstance(submodule, Module):
            means_it = self._symbols.imported(module, found) is submodule
            return submodule if means_it or not is_own else package
        if is_own or not package.file.is_package:
            return package
        is_compiled = self._index.is_generated(f"{package.location}/{name}")
        return None if is_compiled else package


def _way_back(
    last: Edge, start: Module, arrived: Mapping[Module, Edge]
) -> tuple[Edge, ...]:
    chain = [last]
    while chain[-1].importer is not start:
        chain.append(arrived[chain[-1].importer])
    return tuple(reversed(chain))


def _kind(importer: Module, found: facts.Import) -> EdgeKind:
    if found.guard & facts.TYPE_ONLY or importer.file.kind is Kind.STUB:
        return EdgeKind.TYPE_ONLY
    if found.guard & facts.DEFERRED:
        return EdgeKind.DEFERRED
    return EdgeKind.IMPORT_TIME
