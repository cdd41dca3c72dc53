"""The source line of a finding, with its region underlined."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from ssot_audit.extract.facts import START, Span
from ssot_audit.report.excerpt import pieces
from ssot_audit.report.text_layout import Line

_CUT = "…"
_CONTEXT = 12
"""Columns kept on either side of a region, where a line has to be cut."""


def frame(source: str, span: Span, *, width: int, style: str) -> Iterator[Line]:
    """Yield the line and its underline, cut to `width` columns around the region."""
    if span == START:
        return  # the whole file is meant: its first line would explain nothing
    gutter = f"{span.line} | "
    under = " " * (len(gutter) - 2) + "| "
    room = max(width - len(gutter), 2 * _CONTEXT)
    before, marked, after = _cut(pieces(source, span), room)
    yield Line(Text(before + marked + after), gutter)
    carets = "^" * max(cell_len(marked), 1)
    yield Line(Text(" " * cell_len(before) + carets, style), under)


def _cut(pieces: tuple[str, str, str], room: int) -> tuple[str, str, str]:
    before, marked, after = pieces
    wanted = max(cell_len(marked), 1) + min(cell_len(after), _CONTEXT)
    if cell_len(before) + wanted > room:
        before = _end_of(before, max(room - wanted, _CONTEXT))
    marked = _start_of(marked, room - cell_len(before))
    return before, marked, _start_of(after, room - cell_len(before + marked))


def _start_of(text: str, room: int) -> str:
    """Cut a text on its right so that it fits into `room` columns."""
    if cell_len(text) <= room:
        return text
    kept = text[: max(room - 1, 0)]
    while kept and cell_len(kept) >= room:
        kept = kept[:-1]
    return kept + _CUT if room > 0 else ""


def _end_of(text: str, room: int) -> str:
    """Cut a text on its left so that it fits into `room` columns."""
    if cell_len(text) <= room:
        return text
    kept = text[-(room - 1) :]
    while cell_len(kept) >= room:
        kept = kept[1:]
    return _CUT + kept
