"""The findings of the text report, by level and rule, each with what proves it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.text import Text

from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable
from ssot_audit.report.text_frame import frame
from ssot_audit.report.text_layout import (
    EMPTY,
    FAINT,
    HEADING,
    LEVEL_STYLES,
    Line,
    located,
    prose,
    tree,
)
from ssot_audit.rules.finding import Finding, Place
from ssot_audit.verdict.verdict import Baseline, Reported, Since, Status, Verdict

_MANY = 200
"""Findings above which only the first ones of each group are shown in full."""
_IN_FULL = 10
_BRANCHES = 6
"""Steps of evidence, and further places, that one finding shows."""
_INDENT = "  "


def findings(verdict: Verdict, width: int) -> Iterator[Line]:
    """Yield every finding to be read, and how many others there are."""
    shown = verdict.listed
    hidden = Counter(i.finding.code for i in verdict.findings if not i.is_open)
    yield EMPTY
    yield from _totals(shown, hidden)
    yield from _left_out(verdict)
    in_full = _IN_FULL if len(shown) > _MANY else len(shown)
    for group in _grouped(shown):
        yield EMPTY
        yield _heading(group)
        yield from _members(group, verdict, in_full, width)
    yield from _stale(verdict.baseline)


def _totals(shown: Sequence[Reported], hidden: Mapping[str, int]) -> Iterator[Line]:
    total = counted(len(shown), "finding") if shown else "No finding"
    yield Line(Text(total, HEADING))
    known = sum(item.status is Status.BASELINED for item in shown)
    if known:
        yield Line(Text(f"{known} of them in the baseline: a line each"), _INDENT)
    if len(shown) > _MANY:
        text = f"the first {_IN_FULL} below each heading in full, then a line each"
        yield Line(Text(text), _INDENT, _INDENT * 2)
    if hidden:
        codes = ", ".join(f"{code} ({hidden[code]})" for code in sorted(hidden))
        text = f"{sum(hidden.values())} suppressed by comments: {codes}"
        yield Line(Text(text), _INDENT, _INDENT * 2)


def _left_out(verdict: Verdict) -> Iterator[Line]:
    since = verdict.since
    if since is not None:
        known = sum(item.status is Status.BASELINED for item in verdict.findings)
        text = (
            f"not listed: {known} that were there at `{since.revision}`; "
            f"{since.gone} of that time are fixed"
        )
        yield Line(prose(text), _INDENT, _INDENT * 2)
        yield from _fixed(since)


def _fixed(since: Since) -> Iterator[Line]:
    """Yield what is fixed, a line each."""
    for item in since.fixed[:_MANY]:
        names = [part.name for part in item.finding.parts if part.name]
        rest = f": {', '.join(f'`{name}`' for name in names)}" if names else ""
        text = f"fixed {item.finding.code} {item.finding.message}"
        place = item.finding.place
        yield Line(located(place, f"{text}{rest}"), _INDENT, _INDENT * 2)
    if len(since.fixed) > _MANY:
        more = f"and {len(since.fixed) - _MANY} more (see json)"
        yield Line(Text(more, FAINT), _INDENT)


def _stale(baseline: Baseline | None) -> Iterator[Line]:
    """Yield the entries of the baseline that match nothing any more."""
    if baseline is None or not baseline.stale:
        return
    yield EMPTY
    count = counted(len(baseline.stale), "stale entry", "stale entries")
    head = f"{count} in {baseline.path}"
    yield Line(Text(printable(head), HEADING))
    for entry in baseline.stale[:_MANY]:
        what = " ".join(word for word in (entry.symbol, entry.subject) if word)
        names = ", ".join(name for name in entry.parts if name)
        text = f"{entry.path}: {entry.code} {what} ({names})"
        yield Line(Text(printable(text)), _INDENT, _INDENT * 2)
    if len(baseline.stale) > _MANY:
        more = f"and {len(baseline.stale) - _MANY} more (see json)"
        yield Line(Text(more, FAINT), _INDENT)


def _grouped(shown: Iterable[Reported]) -> Iterator[list[Reported]]:
    """Yield the findings of each level and rule, the worst first, known ones last."""
    groups: dict[tuple[int, str], list[Reported]] = {}
    for item in shown:
        groups.setdefault((-item.level, item.finding.code), []).append(item)
    for key in sorted(groups):
        yield sorted(groups[key], key=lambda item: item.status is not Status.NEW)


def _heading(group: Sequence[Reported]) -> Line:
    rule, level = group[0].rule, group[0].level
    head = Text(f"{rule.code} {rule.name}: ", "bold")
    text = f"{level.label}, {counted(len(group), 'finding')}"
    return Line(head.append(text, LEVEL_STYLES[level]), rest=_INDENT)


def _members(
    group: Sequence[Reported], verdict: Verdict, in_full: int, width: int
) -> Iterator[Line]:
    new = sum(item.status is Status.NEW for item in group)
    in_full = min(in_full, new)
    for item in group[:in_full]:
        yield EMPTY
        yield from _in_full(item, verdict, width)
    if in_full < len(group):
        yield EMPTY
    for item in group[in_full:]:
        known = " (baselined)" if item.status is Status.BASELINED else ""
        text = located(item.finding.place, f"{item.finding.message}{known}")
        yield Line(text, _INDENT, _INDENT * 2)


def _in_full(item: Reported, verdict: Verdict, width: int) -> Iterator[Line]:
    finding = item.finding
    yield Line(prose(finding.message, "bold"), _INDENT, _INDENT)
    yield Line(located(finding.place), _INDENT, _INDENT)
    source = verdict.excerpts.get((finding.place.path, finding.place.line))
    if source is not None:
        style = LEVEL_STYLES[item.level]
        for line in frame(source, finding.place.span, width=width - 4, style=style):
            yield Line(line.text, _INDENT * 2 + line.first, _INDENT * 2)
    if finding.help:
        yield Line(prose(f"help: {finding.help}"), _INDENT, _INDENT * 2)
    yield from _proof(finding)


def _proof(finding: Finding) -> Iterator[Line]:
    """Yield the evidence, and the places of parts that it does not mention."""
    hops = finding.evidence
    if [hop.place for hop in hops] != [finding.place]:  # else it is the frame above
        yield from _branches("evidence", [located(h.place, h.message) for h in hops])
    seen = {finding.place, *(hop.place for hop in hops)}
    parts: dict[Place, list[str]] = {}
    for part in finding.parts:
        if part.place not in seen:
            parts.setdefault(part.place, []).append(part.message or part.name)
    yield from _branches(
        "further places",
        [located(place, ", ".join(texts)) for place, texts in parts.items()],
    )


def _branches(title: str, branches: list[Text]) -> Iterator[Line]:
    if not branches:
        return
    yield Line(Text(f"{title}:"), _INDENT)
    shown, more = branches[:_BRANCHES], len(branches) - _BRANCHES
    if more > 0:
        shown.append(Text(f"and {more} more (see json)", FAINT))
    yield from tree(shown, _INDENT)
