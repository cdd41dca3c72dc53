"""Who depends on a target, for people."""

from collections.abc import Iterator

from rich.text import Text

from ssot_audit.link.impact import Dependant, Impact, Reach
from ssot_audit.report.impact_words import chain, counts, groups, title
from ssot_audit.report.printable import printable
from ssot_audit.report.text_layout import (
    CODE,
    EMPTY,
    FAINT,
    Line,
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
        lines += [EMPTY, Line(Text(f"{title(relation)}: {len(dependants)}"))]
        lines += _branches([_dependant(one) for one in dependants])
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


def _dependant(one: Dependant) -> Text:
    detail = f" {one.detail}" if one.detail else ""
    return located(Place.of(one.module, one.span), f"`{one.dotted}`{detail}")


def _branches(branches: list[Text]) -> Iterator[Line]:
    shown, more = branches[:_SHOWN], len(branches) - _SHOWN
    if more > 0:
        shown.append(Text(f"and {more} more (see json)", FAINT))
    yield from tree(shown)
