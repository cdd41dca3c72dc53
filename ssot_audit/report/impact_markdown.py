"""Who depends on a target, as Markdown."""

from collections.abc import Iterator

from ssot_audit.link.dependants import Dependant
from ssot_audit.link.impact import Impact, Reach
from ssot_audit.report.answer_markdown import at, code, hops, table
from ssot_audit.report.impact_words import chain, counts, detail, groups, headline
from ssot_audit.report.printable import printable


def render(impact: Impact) -> str:
    """Return a section for each way to depend on the target."""
    target = impact.target
    lines = [
        f"# Impact of {code(target.dotted)}",
        "",
        f"{target.kind.value.capitalize()} in {at(target.module, target.span)}.",
    ]
    for reach in impact.reach:
        lines += _importers(impact, reach)
    for relation, dependants in groups(impact):
        lines += ["", f"## {headline(relation, dependants)}"]
        lines += table(("name", "place", "detail"), map(_cells, dependants))
    return "".join(f"{line}\n" for line in lines)


def _cells(one: Dependant) -> tuple[str, str, str]:
    said = "; ".join(filter(None, (detail(one), hops(one.chain))))
    return code(one.dotted), at(one.module, one.span), said


def _importers(impact: Impact, reach: Reach) -> Iterator[str]:
    yield ""
    yield f"## {printable(counts(impact, reach))}"
    if reach.direct:
        rows = (
            (code(edge.importer.name), at(edge.importer, edge.fact.span))
            for edge in reach.direct
        )
        yield from table(("module", "place"), rows)
    if len(reach.chains) > len(reach.direct):
        yield ""
        yield f"Farthest: {printable(chain(reach))}"
