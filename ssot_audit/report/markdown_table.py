"""Tables in the pull-request report: as many rows as there is room for."""

from collections.abc import Iterable, Sequence

from ssot_audit.report.figures import counted
from ssot_audit.report.markdown_text import cell, short

_NAME = 120
"""Characters of a name in a table."""
_NAMES = 8
"""Names in one cell."""


def named(name: str) -> str:
    """Return a name for a cell."""
    return cell(short(name, _NAME))


def listed(names: Sequence[str]) -> str:
    """Return cells' texts in one cell, and how many more there are."""
    more = len(names) - _NAMES
    shown = ", ".join(names[:_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def table(
    title: str, heads: Sequence[str], rows: Sequence[Iterable[str]], most: int
) -> str:
    """Return a section of at most so many characters; empty if there is no row.

    What stands in the rows is Markdown already.
    """
    if not rows:
        return ""
    lines = [f"### {title}", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    left = most - sum(len(line) + 1 for line in lines) - len("\n**999999 more rows.**")
    for number, row in enumerate(rows):
        line = f"| {' | '.join(row)} |"
        if len(line) + 1 > left:
            lines += ["", f"**{counted(len(rows) - number, 'more row')}.**"]
            break
        lines.append(line)
        left -= len(line) + 1
    return "\n".join(lines)
