"""The head of the pull-request report: the verdict, the counts and the figures."""

from collections import Counter
from collections.abc import Iterator

from ssot_audit.config.settings import Level
from ssot_audit.report.figures import counted, percentage
from ssot_audit.report.markdown_text import code, escaped, short
from ssot_audit.verdict.verdict import Ratio, Score, Status, Verdict

MARKER = "<!-- ssot-audit:report -->"
"""By its first line a later run finds the comment that it is to replace."""


def head(verdict: Verdict) -> Iterator[str]:
    """Yield the paragraphs, the marker first."""
    yield MARKER
    if verdict.gate.passed:
        yield "## ✅ ssot-audit passed"
    else:
        yield "## ❌ ssot-audit failed"
        yield "\n".join(
            f"- {escaped(short(failure))}" for failure in verdict.gate.failures
        )
    yield _counts(verdict)
    yield "\n".join(_figures(verdict))
    if verdict.score.partial_because:
        yield f"Partial: {escaped(short('; '.join(verdict.score.partial_because)))}."


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
        words[-1] += f" since {code(short(verdict.since.revision))}"
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
