"""The source line of a finding, split where its region begins and ends."""

from ssot_audit.extract.facts import Span
from ssot_audit.report.printable import printable

_TAB = "    "


def pieces(source: str, span: Span) -> tuple[str, str, str]:
    """Split a line into what is before, in and after the region, all harmless."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    parts = (source[:start].lstrip(), source[start:end], source[end:].rstrip())
    before, marked, after = (printable(part.replace("\t", _TAB)) for part in parts)
    return before, marked, after
