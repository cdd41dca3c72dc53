"""How real tests are, for a terminal: a row for each directory, then the reasons.

Names of directories are as long as they like, so they come last; where there is no room
for them beside the numbers, each stands above its own.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.text import Text

from ssot_audit.link.testing.tallies import Reality, Tally
from ssot_audit.report.printable import printable
from ssot_audit.report.tests_words import (
    ABOUT,
    COLUMNS,
    Cause,
    causes,
    cells,
    directory,
    more,
)
from ssot_audit.report.text_layout import (
    CODE,
    EMPTY,
    FAINT,
    HEADING,
    Line,
    located,
    printed,
    prose,
)
from ssot_audit.rules.finding import Place

_INDENT = "  "
_HEADS = (
    ("", "", "collect-", "", "", "", "mocked", ""),
    ("real", "written", "able", "skipped", "awaited", "checking", "only", "unknown"),
)
"""The columns; their names take two lines."""
_LEAST_NAME = 12
"""Columns for names of directories below which they stand above their numbers."""
_SHOWN = 10
"""Reasons that are shown; how many more there are is always said."""


def render(found: Reality, *, width: int, color: bool) -> str:
    """Return the table, the reasons, and what may be missing."""
    rows = [(directory(d), t) for d, t in found.directories.items()]
    rows.append(("total", found.total))
    widths = _widths([*_HEADS, *(cells(tally) for _, tally in rows)])
    is_narrow = len(_aligned(_HEADS[0], widths)) + _LEAST_NAME > width
    lines = [*(_stacked(rows) if is_narrow else _table(rows, widths, width))]
    lines += _reasons(causes(found.tests))
    if found.guesses:
        lines += [EMPTY, Line(prose(more(found)))]
    lines += [EMPTY, Line(prose(ABOUT, FAINT))]
    return printed(lines, width=width, color=color)


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _table(
    rows: Sequence[tuple[str, Tally]], widths: Sequence[int], width: int
) -> Iterator[Line]:
    for heads in _HEADS:
        last = "directory" if heads[0] else ""
        yield Line(Text((_aligned(heads, widths) + last).rstrip(), FAINT))
    margin = len(_aligned(_HEADS[0], widths))
    for name, tally in rows:
        first, *rest = _broken(printable(name), width - margin)
        numbers = Text(_aligned(cells(tally), widths), _style(tally))
        yield Line(Text.assemble(numbers, (first, CODE)))
        for part in rest:
            yield Line(Text(part, CODE), " " * margin)


def _broken(name: str, width: int) -> list[str]:
    """Return the lines of a path, broken after slashes as far as that goes."""
    lines = wrap(name.replace("/", "/ "), width, break_on_hyphens=False)
    return [line.replace("/ ", "/") for line in lines]


def _aligned(values: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(
        f"{value:>{width}} " for value, width in zip(values, widths, strict=True)
    )


def _stacked(rows: Sequence[tuple[str, Tally]]) -> Iterator[Line]:
    for name, tally in rows:
        yield Line(Text(printable(name), CODE))
        said = zip(COLUMNS, cells(tally), strict=True)
        numbers = ", ".join(f"{column} {value}" for column, value in said)
        yield Line(Text(numbers, _style(tally)), _INDENT, _INDENT)


def _style(tally: Tally) -> str:
    if not tally.written:
        return FAINT
    return "" if tally.unreal else "green"


def _reasons(found: Sequence[Cause]) -> Iterator[Line]:
    if not found:
        return
    yield EMPTY
    yield Line(Text("Why not all tests are real", HEADING))
    for cause in found[:_SHOWN]:
        yield Line(prose(cause.sentence), _INDENT, _INDENT * 2)
        test = cause.first.test
        place = Place.of(test.module, test.function.span)
        others = " and others" if cause.count > 1 else ""
        text = located(place, f"`{test.function.qualname}`{others}")
        yield Line(text, _INDENT * 2, _INDENT * 3)
    if len(found) > _SHOWN:
        text = Text(f"and {len(found) - _SHOWN} more reasons (see json)", FAINT)
        yield Line(text, _INDENT)
