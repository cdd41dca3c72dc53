"""A suggested fix in the pull-request report: the diff of one finding."""

from ssot_audit.report.markdown_text import fenced, short
from ssot_audit.rules.finding import Finding

_LINES = 40
_LINE = 200
"""Characters of a line."""


def suggestion(patch: str, finding: Finding) -> str:
    """Return a unified diff as a block, and who can make it."""
    is_safe = finding.remedy is None or finding.remedy.is_safe
    lines = patch.rstrip("\n").split("\n")
    shown = [short(line, _LINE) for line in lines[:_LINES]]
    if len(lines) > _LINES:
        shown.append(f"… {len(lines) - _LINES} more lines")
    command = "`ssot-audit fix`" if is_safe else "`ssot-audit fix --unsafe`"
    note = "" if is_safe else ", to be looked at"
    title = f"**Suggested fix**, which {command} makes{note}"
    block = fenced("\n".join(shown), "diff")
    return f"{title}\n\n{block}"
