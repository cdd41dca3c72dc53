"""The last lines of a scan, on standard error."""

from collections import Counter

from ssot_audit.config.settings import Level
from ssot_audit.report.figures import counted, ratio
from ssot_audit.verdict.verdict import Status, Verdict


def summary(verdict: Verdict) -> str:
    """Return findings by level, the score, and whether the gate is passed."""
    levels = Counter(item.level for item in verdict.findings if item.is_open)
    counts = ", ".join(
        counted(levels[level], level.label)
        for level in (Level.ERROR, Level.WARNING, Level.NOTE)
    )
    suppressed = sum(item.status is Status.SUPPRESSED for item in verdict.findings)
    more = f", {suppressed} suppressed" if suppressed else ""
    lines = [
        f"{counts}{more}",
        f"score: {ratio(verdict.score.overall)} of files comply",
    ]
    if verdict.score.partial_because:
        lines.append(f"partial: {'; '.join(verdict.score.partial_because)}")
    if verdict.gate.passed:
        lines.append("passed")
    lines += (f"failed: {failure}" for failure in verdict.gate.failures)
    return "".join(f"{line}\n" for line in lines)
