"""One finding a line: `path:line:col: CODE message`."""

from ssot_audit.report.printable import printable
from ssot_audit.verdict.verdict import Verdict


def render(verdict: Verdict) -> str:
    """Return the findings to be read, a line each."""
    lines = []
    for item in verdict.listed:
        finding = item.finding
        span = finding.place.span
        lines.append(
            f"{printable(finding.place.path)}:{span.line}:{span.column}: "
            f"{finding.code} {printable(finding.message)}\n"
        )
    return "".join(lines)
