"""The part of the import graph that a change affects.

Its modules are those whose facts differ, and those that import them; tests are left
out. Imports for types only are no edges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.components import components
from ssot_audit.link.counterparts import Counterparts
from ssot_audit.link.program import Program

Pair = tuple[str, str]
"""Importer and target, by their dotted names."""


class State(Enum):
    """What became of a module or an import."""

    ADDED = "new"
    REMOVED = "removed"
    CHANGED = "changed"
    KEPT = "as before"


@dataclass(frozen=True, slots=True)
class ImportChanges:
    """Modules and imports, by dotted names."""

    modules: dict[str, State]
    """Those that changed, and what they and their importers are connected with."""
    edges: dict[Pair, State]
    """Those that came or went, and those that lead to a module that changed."""
    others: frozenset[Pair]
    """All other imports, as they were."""
    closed: frozenset[Pair]
    """Import-time imports on cycles that there were not before."""


def import_changes(before: Program, now: Program) -> ImportChanges:
    """Return the affected part of two versions."""
    old, new = _edges(before), _edges(now)
    modules = dict(sorted(_modules(before, now)))
    states = {
        pair: _state(pair in old, pair in new)
        for pair in sorted(old.keys() | new.keys())
    }
    edges = {
        pair: state
        for pair, state in states.items()
        if state is not State.KEPT or pair[1] in modules
    }
    for name in (name for pair in edges for name in pair):
        modules.setdefault(name, State.KEPT)
    others = frozenset(states.keys() - edges.keys())
    return ImportChanges(modules, edges, others, _closed(old, new))


def _modules(before: Program, now: Program) -> Iterator[tuple[str, State]]:
    versions = Counterparts(before, now)
    for old, new in versions.changed():
        if not old.is_test:
            yield old.name, State.REMOVED if new is None else State.CHANGED
    for new in now.production:
        if versions.former(new) is None:
            yield new.name, State.ADDED


def _edges(program: Program) -> dict[Pair, bool]:
    """Return who imports whom, and whether while being imported itself."""
    found: dict[Pair, bool] = {}
    for importer, edges in program.imports.edges.items():
        for edge in edges:
            is_type = edge.kind is EdgeKind.TYPE_ONLY
            if not (is_type or importer.is_test or edge.target.is_test):
                pair = importer.name, edge.target.name
                is_eager = edge.kind is EdgeKind.IMPORT_TIME
                found[pair] = found.get(pair, False) or is_eager
    return found


def _state(was: bool, is_now: bool) -> State:  # noqa: FBT001 - both, in their order
    if was and is_now:
        return State.KEPT
    return State.ADDED if is_now else State.REMOVED


def _closed(old: dict[Pair, bool], new: dict[Pair, bool]) -> frozenset[Pair]:
    """Return the imports among modules that need each other and did not before."""
    groups, former = _groups(new), _groups(old)
    return frozenset(
        (importer, target)
        for (importer, target), is_eager in new.items()
        if is_eager
        and groups.get(importer, importer) == groups.get(target, target)
        and former.get(importer, importer) != former.get(target, target)
    )


def _groups(edges: dict[Pair, bool]) -> dict[str, frozenset[str] | str]:
    """Return the group of modules that need each other, for each that is in one."""
    targets: dict[str, list[str]] = {}
    for (importer, target), is_eager in edges.items():
        if is_eager:
            targets.setdefault(importer, []).append(target)
    return {name: group for group in components(targets) for name in group}
