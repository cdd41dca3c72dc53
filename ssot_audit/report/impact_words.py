"""How reports word who depends on a target."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.dependants import Dependant, Relation
from ssot_audit.link.impact import Impact, Reach
from ssot_audit.report.figures import counted

_TITLES = {
    Relation.IMPORTS: "Imports of the name",
    Relation.DERIVES: "Subclasses",
    Relation.OVERRIDES: "Classes that override it",
    Relation.INHERITS: "Classes that inherit it",
    Relation.CREATES: "Functions that create objects",
    Relation.CALLS: "Functions that call it",
    Relation.READS: "Functions that read it",
    Relation.WRITES: "Functions that write it",
    Relation.HOLDS: "Slots that its objects get to",
}
_WHEN = {
    EdgeKind.IMPORT_TIME: "when they are imported",
    EdgeKind.DEFERRED: "in functions only",
    EdgeKind.TYPE_ONLY: "for types only",
}


def groups(impact: Impact) -> Iterator[tuple[Relation, tuple[Dependant, ...]]]:
    """Yield the dependants of each kind that has any."""
    for relation, found in groupby(impact.dependants, lambda one: one.relation):
        yield relation, tuple(found)


def headline(relation: Relation, dependants: Sequence[Dependant]) -> str:
    """Return the title with how many there are, and in how many places if in more."""
    places = sum(one.count for one in dependants)
    whole = "" if places == len(dependants) else f", {counted(places, 'place')}"
    return f"{_TITLES[relation]}: {len(dependants)}{whole}"


def detail(one: Dependant) -> str:
    """Return what else is to be said of a dependant: how often, on what."""
    if not one.more:
        return one.detail
    lines = ", ".join(str(span.line) for span in one.more)
    times = f"{one.count} times, again in line {lines}"
    return f"{one.detail}, {times}" if one.detail else times


def counts(impact: Impact, reach: Reach) -> str:
    """Return how many modules need the target's module at some moment."""
    name = f"`{impact.target.module.name}`"
    direct = len(reach.direct)
    whole = "" if reach.when is EdgeKind.TYPE_ONLY else f", {len(reach.chains)} in all"
    return f"Importers of {name}, {_WHEN[reach.when]}: {direct} direct{whole}"


def chain(reach: Reach) -> str:
    """Return the way from the module that is farthest away."""
    return " → ".join(f"`{module.name}`" for module in reach.longest)
