"""Modules and their names that are gone, though others take them from there."""

from collections.abc import Iterator, Mapping

from ssot_audit.extract.facts import START, Import
from ssot_audit.link.changes import Change, ChangeKind
from ssot_audit.link.counterparts import Counterparts
from ssot_audit.link.located import External, MissingModule, Module
from ssot_audit.link.matrix import Site
from ssot_audit.link.program import Program
from ssot_audit.link.reliance import FORGIVING, name_uses
from ssot_audit.link.symbols import Definition, Missing


def changed_names(versions: Counterparts) -> Iterator[Change]:
    """Yield production modules and names of theirs that are not there any more."""
    production = [pair for pair in versions.changed() if not pair[0].is_test]
    gone = {old: _gone_module(old) for old, new in production if new is None}
    lost = {
        old: {name: _gone_name(versions, old, new, name) for name in sorted(names)}
        for old, new in production
        if new is not None and (names := _lost(versions, old, new))
    }
    if gone:
        _note_modules(versions, gone)
    if lost:
        _note_names(versions, lost)
    yield from gone.values()
    for changes in lost.values():
        yield from changes.values()


def _gone_module(old: Module) -> Change:
    site = Site(old, START)
    return Change(ChangeKind.GONE, old.name, "is gone", site, None)


def _lost(versions: Counterparts, old: Module, new: Module) -> frozenset[str]:
    """Return the names of ours that a module had, and certainly has not any more."""
    return frozenset(
        name
        for name in versions.before.public_names(old)
        if isinstance(versions.now.member(new, name), Missing)
        and not isinstance(versions.before.member(old, name), External)
    )


def _gone_name(versions: Counterparts, old: Module, new: Module, name: str) -> Change:
    found = versions.before.member(old, name)
    site = Site(old, START)
    if isinstance(found, Definition):
        site = Site(found.module, found.fact.span)
    elsewhere = _elsewhere(versions, new, name)
    detail = f"is gone; there is `{elsewhere}` now" if elsewhere else "is gone"
    return Change(ChangeKind.GONE, f"{old.name}.{name}", detail, site, None)


def _elsewhere(versions: Counterparts, new: Module, name: str) -> str | None:
    """Return where a name may have gone: the only other module that has come by it."""
    homes = [
        module.name
        for module in versions.now.production
        if module is not new
        and _defines(module, name)
        and not ((former := versions.former(module)) and _defines(former, name))
    ]
    return f"{homes[0]}.{name}" if len(homes) == 1 else None


def _defines(module: Module, name: str) -> bool:
    known = module.facts
    return any(made.qualname == name for made in known.classes) or any(
        function.qualname == name for function in known.functions
    )


def _note_modules(versions: Counterparts, gone: Mapping[Module, Change]) -> None:
    for edges in versions.before.imports.edges.values():
        for edge in edges:
            change = gone.get(edge.target)
            if change is not None and not edge.fact.guard & FORGIVING:
                change.relied.append(Site(edge.importer, edge.fact.span))
    by_location = {old.location: change for old, change in gone.items()}
    for importer in versions.now.modules:
        for found in importer.facts.imports:
            change = by_location.get(_missing(versions.now, importer, found))
            if change is not None and not found.guard & FORGIVING:
                change.broken.append(Site(importer, found.span))


def _missing(program: Program, importer: Module, found: Import) -> str:
    """Return the location that an import leads to in vain, or nothing."""
    match program.imported(importer, found):
        case MissingModule(location=location):
            return location
        case Missing(module=module, name=name):
            return f"{module.location}/{name}"
        case _:
            return ""


def _note_names(
    versions: Counterparts, lost: Mapping[Module, Mapping[str, Change]]
) -> None:
    for use in name_uses(versions.before, lost):
        lost[use.owner][use.name].relied.append(use.site)
    still = {
        new: names
        for old, names in lost.items()
        if (new := versions.module(old)) is not None
    }
    for use in name_uses(versions.now, still):
        still[use.owner][use.name].broken.append(use.site)
