"""Files that cannot be imported, and the missing module or name that is the root."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.discover.paths import join, parent_of, upwards
from ssot_audit.discover.source import FileKind
from ssot_audit.extract import facts
from ssot_audit.link.broken_imports import BrokenImport
from ssot_audit.link.imports import ImportGraph
from ssot_audit.link.located import Module

_PERHAPS = facts.DEFERRED | facts.TYPE_ONLY | facts.OPTIONAL | facts.CONDITIONAL
"""Guards of imports that need not run, or may fail."""


def unimportable(
    modules: Sequence[Module],
    imports: ImportGraph,
    broken: Sequence[BrokenImport],
) -> Mapping[Module, BrokenImport]:
    """Return the import that ends the import of each file that cannot be imported.

    Directly, through what it imports, through a package above it, or through the
    `conftest.py` that pytest reads before it. A file with several has the nearest.
    """
    found: dict[Module, BrokenImport] = {}
    for one in broken:
        if one.fact.guard & _PERHAPS or one.is_of_stub:
            continue
        if one.importer.file.kind is FileKind.PYTHON:
            found.setdefault(one.importer, one)
    if not found:
        return found
    needed_by = _needed_by(modules, imports)
    pending = list(found)
    for module in pending:  # grows as it goes, so that the nearest comes first
        for dependant in needed_by.get(module, ()):
            if dependant not in found:
                found[dependant] = found[module]
                pending.append(dependant)
    return found


def _needed_by(
    modules: Sequence[Module], imports: ImportGraph
) -> Mapping[Module, list[Module]]:
    needed_by: dict[Module, list[Module]] = {}
    for importer, edges in imports.edges.items():
        for edge in edges:
            if edge.kind is EdgeKind.IMPORT_TIME and not edge.fact.guard & _PERHAPS:
                needed_by.setdefault(edge.target, []).append(importer)
    by_location = {module.location: module for module in modules}
    run_before = cache(lambda directory: tuple(_run_before(directory, by_location)))
    for module in modules:
        for above in run_before(parent_of(module.path)):
            if above is not module:
                needed_by.setdefault(above, []).append(module)
    return needed_by


def _run_before(directory: str, known: Mapping[str, Module]) -> Iterator[Module]:
    """Yield the `conftest.py` files and packages around what is in a directory."""
    for above in (*upwards(directory), ""):
        conftest = known.get(join(above, "conftest"))
        if conftest is not None:
            yield conftest
    for above in upwards(directory):
        package = known.get(above)
        if package is None:
            return
        yield package
