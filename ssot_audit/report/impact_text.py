"""Who depends on a target, for people."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from ssot_audit.link.dependants import Dependant
from ssot_audit.link.impact import Impact, Reach
from ssot_audit.report.impact_words import chain, counts, detail, groups, headline
from ssot_audit.report.printable import printable
from ssot_audit.report.text_layout import (
    CODE,
    EMPTY,
    FAINT,
    Line,
    hops,
    located,
    printed,
    prose,
    tree,
)
from ssot_audit.rules.finding import Place

_SHOWN = 20
"""Branches shown of each kind."""


def render(impact: Impact, *, width: int, color: bool) -> str:
    """Return a tree for each way to depend on the target."""
    target = impact.target
    place = located(Place.of(target.module, target.span))
    name = (printable(target.dotted), CODE)
    lines = [Line(Text.assemble(f"{target.kind.value} ", name, " ", place))]
    for reach in impact.reach:
        lines += _importers(impact, reach)
    for relation, dependants in groups(impact):
        lines += [EMPTY, Line(Text(headline(relation, dependants)))]
        lines += _dependants(dependants)
    return printed(lines, width=width, color=color)


def _importers(impact: Impact, reach: Reach) -> Iterator[Line]:
    yield EMPTY
    yield Line(prose(counts(impact, reach)))
    branches = [
        located(Place.of(edge.importer, edge.fact.span), f"`{edge.importer.name}`")
        for edge in reach.direct
    ]
    yield from _branches(branches)
    if len(reach.chains) > len(reach.direct):
        yield Line(prose(f"farthest: {chain(reach)}"), "  ", "    ")


def _dependants(dependants: Sequence[Dependant]) -> Iterator[Line]:
    branches = _branches([_dependant(one) for one in dependants])
    for number, branch in enumerate(branches):
        yield branch
        steps = dependants[number].chain if number < _SHOWN else ()
        yield from hops(steps, branch.rest)


def _dependant(one: Dependant) -> Text:
    said = detail(one)
    words = f"`{one.dotted}` {said}" if said else f"`{one.dotted}`"
    return located(Place.of(one.module, one.span), words)


def _branches(branches: list[Text]) -> Iterator[Line]:
    shown, more = branches[:_SHOWN], len(branches) - _SHOWN
    if more > 0:
        shown.append(Text(f"and {more} more (see json)", FAINT))
    yield from tree(shown)
