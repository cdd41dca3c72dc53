"""Modules that a migration has left behind: they hand on what has moved elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.config.settings import Settings
from ssot_audit.discover.source import Kind
from ssot_audit.extract.facts import Import
from ssot_audit.link.homes import homes
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition

_ENTRY = "/__main__"


@dataclass(frozen=True, slots=True)
class Shim:
    """A module that has nothing of its own."""

    module: Module
    moves: tuple[tuple[str, str], ...]
    """Each path it gives a name, and where that is defined; both dotted."""
    why: str
    """How it is known to be left behind; empty: it is not."""
    importers: tuple[tuple[Module, Import], ...]

    @property
    def moves_as_a_whole(self) -> bool:
        """Whether one module has all it hands on, by the same names."""
        return len(self.sources) == 1 and all(
            old.rpartition(".")[2] == home.rpartition(".")[2]
            for old, home in self.moves
        )

    @property
    def sources(self) -> frozenset[str]:
        """The modules that define what it hands on."""
        return frozenset(home.rpartition(".")[0] for _, home in self.moves)


def shims(program: Program, settings: Settings) -> Iterator[Shim]:
    """Yield the production modules that only hand on names of ours, unless packages."""
    declared = {h.definition.dotted: h for h in homes(program, settings.canonical)}
    deprecated = {deprecation.target for deprecation in settings.deprecations}
    importers: dict[Module, list[tuple[Module, Import]]] = {}
    for edges in program.imports.edges.values():
        for edge in edges:
            importers.setdefault(edge.target, []).append((edge.importer, edge.fact))
    for module in program.production:
        moves = tuple(_moves(program, module)) if _may_be_shim(module) else ()
        if moves:
            away = [
                declared[home].module.name
                for _, home in moves
                if home in declared and declared[home].module is not module
            ]
            if module.name in deprecated:
                why = "it is declared deprecated"
            else:
                why = _why(module, away)
            yield Shim(module, moves, why, tuple(importers.get(module, ())))


def _may_be_shim(module: Module) -> bool:
    return (
        module.facts.handed_on is not None
        and not module.file.is_package
        and module.file.kind is not Kind.STUB
        and not module.location.endswith(_ENTRY)
    )


def _moves(program: Program, module: Module) -> Iterator[tuple[str, str]]:
    for name in sorted(program.public_names(module)):
        found = program.member(module, name)
        if isinstance(found, Definition) and found.module is not module:
            yield f"{module.name}.{name}", found.dotted


def _why(module: Module, away: list[str]) -> str:
    if module.facts.deprecation is not None:
        return "it issues a `DeprecationWarning`"
    if away:
        return f"`{away[0]}` is declared to be the home"
    return f"it says: {module.facts.handed_on}" if module.facts.handed_on else ""
