"""The pull-request report: Markdown for a comment or a job summary on GitHub or GitLab.

A comment holds 65,536 characters and is refused whole above that, so the report ends
where the next finding would not fit, and says how many more there are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.config.settings import Level
from ssot_audit.report.background import Background
from ssot_audit.report.figures import counted, percentage
from ssot_audit.report.markdown_text import code, escaped, fenced, in_html, prose
from ssot_audit.report.places import at, elsewhere, is_chain
from ssot_audit.report.relevance import by_relevance
from ssot_audit.rules.finding import Part, Place
from ssot_audit.verdict.verdict import Ratio, Reported, Score, Status, Verdict

MARKER = "<!-- ssot-audit:report -->"
"""By its first line a later run finds the comment that it is to replace."""
MOST_CHARACTERS = 60_000
_STEPS = 12
"""Steps of evidence, and further places, that one finding shows."""
_MESSAGE = 600
"""Characters of a message."""
_SIGNS = {Level.ERROR: "🔴", Level.WARNING: "🟠", Level.NOTE: "🔵"}


def render(verdict: Verdict, _background: Background) -> str:
    """Return the report, its marker first."""
    head = "\n\n".join(_head(verdict))
    left = MOST_CHARACTERS - len(head)
    sections = [head]
    for title, items in _groups(verdict):
        section, left = _section(title, items, verdict, left)
        sections.append(section)
    return "\n\n".join(sections) + "\n"


def _head(verdict: Verdict) -> Iterator[str]:
    yield MARKER
    if verdict.gate.passed:
        yield "## ✅ ssot-audit passed"
    else:
        yield "## ❌ ssot-audit failed"
        yield "\n".join(
            f"- {escaped(_short(failure))}" for failure in verdict.gate.failures
        )
    yield _counts(verdict)
    yield "\n".join(_figures(verdict))
    if verdict.score.partial_because:
        yield f"Partial: {escaped('; '.join(verdict.score.partial_because))}."


def _counts(verdict: Verdict) -> str:
    statuses = Counter(item.status for item in verdict.findings)
    new = [item for item in verdict.findings if item.status is Status.NEW]
    levels = Counter(item.level for item in new)
    of_which = ", ".join(
        counted(levels[level], level.label)
        for level in (Level.ERROR, Level.WARNING, Level.NOTE)
        if levels[level]
    )
    words = [f"**{counted(len(new), 'new finding')}**"]
    if of_which:
        words[0] += f" ({of_which})"
    if verdict.since is not None:
        words.append(f"{len(verdict.since.fixed)} fixed")
        moved = sum(item.moved_from is not None for item in verdict.findings)
        words += [f"{moved} moved"] if moved else []
        words.append(f"{statuses[Status.BASELINED]} unchanged")
        words[-1] += f" since {code(_short(verdict.since.revision))}"
    elif verdict.baseline is not None:
        words.append(f"{statuses[Status.BASELINED]} in the baseline")
    if statuses[Status.SUPPRESSED]:
        words.append(f"{statuses[Status.SUPPRESSED]} suppressed")
    return ", ".join(words) + "."


def _figures(verdict: Verdict) -> Iterator[str]:
    before = verdict.since.score if verdict.since else None
    heads = ["figure", "now", *(["before", "change"] if before else [])]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    then = dict(_named(before)) if before else {}
    for name, figure in _named(verdict.score):
        cells = [name, _ratio(figure)]
        if before:
            cells += [_ratio(then[name]), _change(then[name], figure)]
        yield f"| {' | '.join(cells)} |"


def _named(score: Score) -> Iterator[tuple[str, Ratio]]:
    yield "files that comply", score.overall
    yield "… in production", score.production
    yield "… tests", score.test
    yield from score.dimensions.items()


def _ratio(figure: Ratio) -> str:
    if figure.percent is None:
        return "not computed"
    return f"{percentage(figure)} ({figure.met} of {figure.owed})"


def _change(before: Ratio, now: Ratio) -> str:
    if before.percent is None or now.percent is None:
        return ""
    change = round(now.percent - before.percent, 1)
    sign = "🔻 " if change < 0 else "🔺 " if change > 0 else ""
    return f"{sign}{change:+.1f}" if change else "±0"


def _groups(verdict: Verdict) -> Iterator[tuple[str, Sequence[Reported]]]:
    new = [item for item in verdict.findings if item.status is Status.NEW]
    if new:
        yield "New", by_relevance(new)
    if verdict.since is not None and verdict.since.fixed:
        yield "Fixed", by_relevance(verdict.since.fixed)


def _section(
    title: str, items: Sequence[Reported], verdict: Verdict, left: int
) -> tuple[str, int]:
    """Return a section with as many findings as fit, and how much room is left."""
    blocks = [f"### {title}: {counted(len(items), 'finding')}"]
    left -= len(blocks[0]) + 200
    for number, item in enumerate(items):
        block = _finding(item, verdict) if title == "New" else _line(item)
        if len(block) + 2 > left:
            more = counted(len(items) - number, "more finding")
            blocks.append(f"**{more}**: see the full report.")
            return "\n\n".join(blocks), 0
        blocks.append(block)
        left -= len(block) + 2
    return "\n\n".join(blocks), left


def _line(item: Reported) -> str:
    names = ", ".join(
        code(_short(part.name)) for part in item.finding.parts if part.name
    )
    place = code(_short(item.finding.place.path))
    rest = f" ({names})" if names else ""
    return f"- {item.finding.code} {prose(_short(item.finding.message))} {place}{rest}"


def _finding(item: Reported, verdict: Verdict) -> str:
    finding = item.finding
    message, place = _short(finding.message), _short(at(finding.place))
    title = (
        f"{_SIGNS[item.level]} <b>{finding.code}</b> "
        f"{in_html(message)} {in_html(f'`{place}`')}"
    )
    return "\n\n".join(
        (
            f"<details><summary>{title}</summary>",
            *_body(item, verdict),
            "</details>",
        )
    )


def _body(item: Reported, verdict: Verdict) -> Iterator[str]:
    finding = item.finding
    source = verdict.excerpts.get((finding.place.path, finding.place.line))
    if source is not None:
        yield fenced(_short(source.strip()), "python")
    yield f"{item.level.label.capitalize()} by {code(item.rule.name)}."
    if finding.help:
        yield f"**Remedy:** {prose(_short(finding.help))}"
    if is_chain(finding):
        steps = [f"{_at(h.place)} {prose(_short(h.message))}" for h in finding.evidence]
        yield "**Evidence**\n\n" + "\n".join(_listed(steps))
    places = [f"{_at(part.place)} {_named_part(part)}" for part in elsewhere(finding)]
    if places:
        yield "**Further places**\n\n" + "\n".join(_listed(places))


def _listed(lines: Sequence[str]) -> Iterable[str]:
    shown = [f"{number}. {line}" for number, line in enumerate(lines[:_STEPS], 1)]
    more = len(lines) - _STEPS
    return [*shown, f"{_STEPS + 1}. and {more} more"] if more > 0 else shown


def _short(text: str) -> str:
    return text if len(text) <= _MESSAGE else f"{text[: _MESSAGE - 2]} …"


def _at(place: Place) -> str:
    return code(_short(at(place)))


def _named_part(part: Part) -> str:
    return prose(_short(part.message)) or code(_short(part.name))
