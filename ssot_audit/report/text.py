"""The report for people at a terminal: the score card first, then every finding."""

from ssot_audit.report.text_card import card
from ssot_audit.report.text_findings import findings
from ssot_audit.report.text_layout import printed
from ssot_audit.verdict.verdict import Verdict


def render(verdict: Verdict, *, width: int, color: bool) -> str:
    """Return the report for a terminal of `width` columns."""
    lines = (*card(verdict), *findings(verdict, width))
    return printed(lines, width=width, color=color)
