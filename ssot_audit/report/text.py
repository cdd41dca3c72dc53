"""The report for people at a terminal."""

from ssot_audit.report import concise
from ssot_audit.verdict.verdict import Verdict


def render(verdict: Verdict, *, width: int, color: bool) -> str:
    """Return the report."""
    return concise.render(verdict)
