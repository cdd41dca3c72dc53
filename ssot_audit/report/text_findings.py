"""The findings of the text report, grouped by rule, each with what proves it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from ssot_audit.config.settings import Level
from ssot_audit.report.figures import counted
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
from ssot_audit.verdict.verdict import Reported, Status, Verdict

_MANY = 200
"""Findings above which only the first ones of each rule are shown in full."""
_IN_FULL = 10
_BRANCHES = 6
"""Steps of evidence, and further places, that one finding shows."""
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Group:
    """The open findings of one rule, those that are new first."""

    items: tuple[Reported, ...]

    @property
    def levels(self) -> Mapping[Level, int]:
        """How many findings have which level, worst first."""
        counts = Counter(item.level for item in self.items)
        return dict(sorted(counts.items(), reverse=True))


def findings(verdict: Verdict, width: int) -> Iterator[Line]:
    """Yield every open finding, and how many are suppressed."""
    shown = [item for item in verdict.findings if item.is_open]
    hidden = Counter(i.finding.code for i in verdict.findings if not i.is_open)
    yield EMPTY
    yield from _totals(shown, hidden)
    full = _IN_FULL if len(shown) > _MANY else len(shown)
    for group in _grouped(shown):
        yield EMPTY
        yield _heading(group)
        yield from _members(group, verdict, full, width)


def _totals(shown: list[Reported], hidden: Mapping[str, int]) -> Iterator[Line]:
    total = counted(len(shown), "finding") if shown else "No finding"
    yield Line(Text(total, HEADING))
    known = sum(item.status is Status.BASELINED for item in shown)
    if known:
        yield Line(Text(f"{known} of them in the baseline: a line each"), _INDENT)
    if len(shown) > _MANY:
        text = f"the first {_IN_FULL} of each rule in full, then a line each"
        yield Line(Text(text), _INDENT, _INDENT * 2)
    if hidden:
        codes = ", ".join(f"{code} ({hidden[code]})" for code in sorted(hidden))
        text = f"{sum(hidden.values())} suppressed by comments: {codes}"
        yield Line(Text(text), _INDENT, _INDENT * 2)


def _grouped(shown: Iterable[Reported]) -> Iterator[Group]:
    """Yield a group for each rule, the worst level first, then by code."""
    by_code: dict[str, list[Reported]] = {}
    for item in shown:
        by_code.setdefault(item.finding.code, []).append(item)
    for code in sorted(by_code, key=lambda code: (-_worst(by_code[code]), code)):
        items = sorted(by_code[code], key=lambda item: item.status is not Status.NEW)
        yield Group(tuple(items))


def _worst(items: Iterable[Reported]) -> Level:
    return max(item.level for item in items)


def _heading(group: Group) -> Line:
    rule, levels = group.items[0].rule, group.levels
    total = counted(len(group.items), "finding")
    worst = next(iter(levels))
    if len(levels) == 1:
        text = f"{worst.label}, {total}"
    else:
        split = ", ".join(counted(levels[level], level.label) for level in levels)
        text = f"{total} ({split})"
    head = Text(f"{rule.code} {rule.name}: ", "bold")
    return Line(head.append(text, LEVEL_STYLES[worst]), rest=_INDENT)


def _members(
    group: Group, verdict: Verdict, full: int, width: int
) -> Iterator[Line]:
    is_mixed = len(group.levels) > 1
    for number, item in enumerate(group.items):
        if number < full and item.status is Status.NEW:
            yield EMPTY
            yield from _in_full(item, is_mixed, verdict, width)
            continue
        if number == full or number and group.items[number - 1].status is Status.NEW:
            yield EMPTY
        yield _in_a_line(item, is_mixed)


def _in_a_line(item: Reported, is_mixed: bool) -> Line:
    known = " (baselined)" if item.status is Status.BASELINED else ""
    text = located(item.finding.place, f"{_label(item, is_mixed)}{item.finding.message}{known}")
    return Line(text, _INDENT, _INDENT * 2)


def _label(item: Reported, is_mixed: bool) -> str:
    """Return the level of a finding where its group's heading does not tell it."""
    return f"{item.level.label}: " if is_mixed else ""


def _in_full(
    item: Reported, is_mixed: bool, verdict: Verdict, width: int
) -> Iterator[Line]:
    finding = item.finding
    message = prose(_label(item, is_mixed) + finding.message, "bold")
    yield Line(message, _INDENT, _INDENT)
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
