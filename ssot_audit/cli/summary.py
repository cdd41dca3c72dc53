"""The last lines of a scan, on standard error."""

from collections import Counter

from ssot_audit.config.settings import Level
from ssot_audit.report.figures import counted, ratio
from ssot_audit.report.printable import printable
from ssot_audit.verdict.verdict import Status, Verdict


def summary(verdict: Verdict) -> str:
    """Return findings by level, the score, and whether the gate is passed."""
    since = verdict.since
    statuses = Counter(item.status for item in verdict.findings)
    levels = Counter(item.level for item in verdict.listed)
    counts = ", ".join(
        counted(levels[level], level.label)
        for level in (Level.ERROR, Level.WARNING, Level.NOTE)
    )
    suppressed = statuses[Status.SUPPRESSED]
    more = f", {suppressed} suppressed" if suppressed else ""
    score = f"score: {ratio(verdict.score.overall)} of files comply"
    if since is None:
        lines = [f"{counts}{more}", score]
    else:
        revision = printable(since.revision)
        known = f"{statuses[Status.BASELINED]} known, {since.gone} fixed"
        lines = [
            f"new since {revision}: {counts}; {known}{more}",
            f"{score}; at {revision}: {ratio(since.score.overall)}",
        ]
    baseline = verdict.baseline
    if baseline is not None:
        more = f", {len(baseline.stale)} stale" if baseline.stale else ""
        accepted = sum(item.status is Status.BASELINED for item in verdict.findings)
        count = "" if since else f"; {accepted} of the findings known"
        lines.append(
            f"baseline: {counted(baseline.entries, 'entry', 'entries')}{more}{count}"
        )
    if verdict.score.partial_because:
        lines.append(f"partial: {'; '.join(verdict.score.partial_because)}")
    if verdict.gate.passed:
        lines.append("passed")
    lines += (f"failed: {failure}" for failure in verdict.gate.failures)
    return "".join(f"{line}\n" for line in lines)
