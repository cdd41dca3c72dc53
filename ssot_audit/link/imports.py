"""The import graph: which module makes which other one run, and when.

An edge is *import-time* (the target runs while the importer is being imported),
*deferred* (inside a function) or *type-only* (under `TYPE_CHECKING`). Parent packages,
which Python imports first, are implied by an edge and not part of the graph.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.discover.source import FileKind
from ssot_audit.extract import facts
from ssot_audit.link.located import External, Module
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Symbols


@dataclass(frozen=True, slots=True)
class Edge:
    """One import of a module of ours by another."""

    importer: Module
    target: Module
    kind: EdgeKind
    fact: facts.Import


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """All imports of one module, or of what is not ours, by another."""

    importer: Module
    target: Module | External
    imports: tuple[facts.Import, ...]

    @property
    def imported(self) -> str:
        """Dotted name of the target."""
        target = self.target
        return target.name if isinstance(target, Module) else target.dotted

    @property
    def statements(self) -> Iterator[tuple[facts.Import, ...]]:
        """The imported names, statement by statement."""
        statement: list[facts.Import] = []
        for found in self.imports:
            if statement and not _is_next(statement[-1], found):
                yield tuple(statement)
                statement = []
            statement.append(found)
        yield tuple(statement)


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

    def steps(self, kinds: Collection[EdgeKind]) -> Iterator[Step]:
        """Yield who imports whom by imports of some kinds, in the order of files."""
        for module, edges in self.edges.items():
            found: dict[Module, list[facts.Import]] = {}
            for edge in edges:
                if edge.kind in kinds:
                    found.setdefault(edge.target, []).append(edge.fact)
            for target, known in found.items():
                yield Step(module, target, tuple(known))

    def steps_outside(self, kinds: Collection[EdgeKind]) -> Iterator[Step]:
        """Yield who imports what that is not ours, each name on its own."""
        for module in self._modules:
            found: dict[External, list[facts.Import]] = {}
            for known in module.facts.imports:
                located = self._index.locate(module, known.level, known.module)
                if isinstance(located, External) and _kind(module, known) in kinds:
                    name = "" if known.name in {None, "*"} else f".{known.name}"
                    target = External(located.dotted + name)
                    found.setdefault(target, []).append(known)
            for target, facts_found in found.items():
                yield Step(module, target, tuple(facts_found))

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

    def import_time_targets(self, module: Module) -> Iterator[Module]:
        """Yield the modules that a module imports while it is itself imported."""
        for edge in self.edges[module]:
            if edge.kind is EdgeKind.IMPORT_TIME:
                yield edge.target

    def _import_time_edges(self) -> Iterator[Edge]:
        for edges in self.edges.values():
            for edge in edges:
                if edge.kind is EdgeKind.IMPORT_TIME:
                    yield edge

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


def _continues(found: facts.Import) -> bool:
    """Tell a further name of a statement: its span lacks `from module import`."""
    span = found.span
    if found.name is None or span.end_line > span.line:
        return False
    text = f"from {'.' * found.level}{found.module} import {found.name}"
    if found.is_renamed:
        text += f" as {found.bound.rpartition('.')[2]}"
    return span.end_column - span.column < len(text)


def _is_next(last: facts.Import, found: facts.Import) -> bool:
    """Tell whether a name follows another in one statement."""
    return (
        _continues(found)
        and found.span.line - last.span.end_line <= 1
        and (found.level, found.module) == (last.level, last.module)
    )


def _kind(importer: Module, found: facts.Import) -> EdgeKind:
    if found.guard & facts.TYPE_ONLY or importer.file.kind is FileKind.STUB:
        return EdgeKind.TYPE_ONLY
    if found.guard & facts.DEFERRED:
        return EdgeKind.DEFERRED
    return EdgeKind.IMPORT_TIME
