"""What the HTML report knows: the JSON report, and what only people want to see."""

from collections.abc import Iterator, Mapping
from typing import Any

from ssot_audit.extract.facts import START
from ssot_audit.link.inferred import Tally, inferred, shortfalls
from ssot_audit.link.matrix import matrix
from ssot_audit.report import contracts_json, html_imports, json_document
from ssot_audit.report.background import Background
from ssot_audit.report.excerpt import pieces
from ssot_audit.report.figures import not_computed
from ssot_audit.report.printable import printable
from ssot_audit.report.relevance import by_relevance
from ssot_audit.rules.finding import Hop
from ssot_audit.verdict.verdict import Ratio, Reported, Score, Verdict

_EXCERPT = 400
"""Characters of each piece of a source line."""


def contents(verdict: Verdict, background: Background) -> dict[str, Any]:
    """Return the data of the report, every text of it harmless to look at."""
    report = json_document.contents(verdict)
    fixed = verdict.since.fixed if verdict.since else ()
    known = inferred(background.now)
    contracts = (
        *matrix(background.now, background.settings.contracts),
        *shortfalls(known),
    )
    data = {
        **report,
        "project": background.settings.root.name,
        "figures": list(_figures(verdict)),
        "rules": [
            {
                "code": rule.code,
                "name": rule.name,
                "summary": rule.summary,
                "precision": rule.precision.value,
            }
            for rule in verdict.rules
        ],
        "findings": _findings(verdict.findings, report["findings"], verdict),
        "fixed": _findings(fixed, (report["since"] or {}).get("fixed", []), verdict),
        **contracts_json.contents(contracts, Tally.of(known)),
        "imports": html_imports.contents(background.now),
    }
    return {key: _harmless(value) for key, value in data.items()}


def _figures(verdict: Verdict) -> Iterator[dict[str, Any]]:
    """Yield every figure of the score with what it was before."""
    then = dict(_named(verdict.since.score)) if verdict.since else {}
    for name, figure in _named(verdict.score):
        yield {
            "name": name,
            "is_files": name in {"overall", "production", "test"},
            "now": _ratio(figure),
            "before": _ratio(then[name]) if name in then else None,
            "why_not": None if figure.owed else not_computed(name),
        }


def _named(score: Score) -> Iterator[tuple[str, Ratio]]:
    yield "overall", score.overall
    yield "production", score.production
    yield "test", score.test
    yield from score.dimensions.items()


def _ratio(figure: Ratio) -> dict[str, Any]:
    return {"met": figure.met, "owed": figure.owed, "percent": figure.percent}


def _findings(
    items: tuple[Reported, ...], documents: list[dict[str, Any]], verdict: Verdict
) -> list[dict[str, Any]]:
    """Return the findings as JSON has them, with source, the most relevant first."""
    rank = {id(item): number for number, item in enumerate(by_relevance(items))}
    found = [
        (
            rank[id(item)],
            {
                **document,
                "excerpt": _excerpt(item, verdict),
                "evidence": [
                    {**step, "source": _source(hop, verdict)}
                    for hop, step in zip(
                        item.finding.evidence, document["evidence"], strict=True
                    )
                ],
            },
        )
        for item, document in zip(items, documents, strict=True)
    ]
    return [document for _, document in sorted(found, key=lambda pair: pair[0])]


def _excerpt(item: Reported, verdict: Verdict) -> list[str] | None:
    """Return the line of a finding in pieces; none where the whole file is meant."""
    place = item.finding.place
    source = verdict.excerpts.get((place.path, place.line))
    if source is None or place.span == START:
        return None
    before, marked, after = pieces(source, place.span)
    return [before[-_EXCERPT:], marked[:_EXCERPT], after[:_EXCERPT]]


def _source(hop: Hop, verdict: Verdict) -> str | None:
    source = verdict.excerpts.get((hop.place.path, hop.place.line))
    return None if source is None else source.strip().expandtabs(4)[:_EXCERPT]


def _harmless(value: Any) -> Any:  # noqa: ANN401 - any value that JSON can hold
    """Return data in which no text has a character that cannot be seen."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _harmless(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(each) for each in value]
    return value
