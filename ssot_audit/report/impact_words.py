"""How reports word who depends on a target."""

from collections.abc import Iterator
from itertools import groupby

from ssot_audit.link.impact import Dependant, Impact, Reach, Relation
from ssot_audit.link.imports import EdgeKind

_TITLES = {
    Relation.IMPORTS: "Imports of the name",
    Relation.DERIVES: "Subclasses",
    Relation.OVERRIDES: "Classes that override it",
    Relation.INHERITS: "Classes that inherit it",
}
_WHEN = {
    EdgeKind.IMPORT_TIME: "when they are imported",
    EdgeKind.DEFERRED: "in functions only",
    EdgeKind.TYPE_ONLY: "for types only",
}


def title(relation: Relation) -> str:
    """Return what stands above the dependants of one kind."""
    return _TITLES[relation]


def groups(impact: Impact) -> Iterator[tuple[Relation, tuple[Dependant, ...]]]:
    """Yield the dependants of each kind that has any."""
    for relation, found in groupby(impact.dependants, lambda one: one.relation):
        yield relation, tuple(found)


def counts(impact: Impact, reach: Reach) -> str:
    """Return how many modules need the target's module at some moment."""
    name = f"`{impact.target.module.name}`"
    direct = len(reach.direct)
    whole = "" if reach.when is EdgeKind.TYPE_ONLY else f", {len(reach.chains)} in all"
    return f"Importers of {name}, {_WHEN[reach.when]}: {direct} direct{whole}"


def chain(reach: Reach) -> str:
    """Return the way from the module that is farthest away."""
    return " → ".join(f"`{module.name}`" for module in reach.longest)
