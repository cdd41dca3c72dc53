"""How real tests are, as Markdown: a table of directories, and one of reasons."""

from collections.abc import Iterator

from ssot_audit.link.testing.tallies import Reality
from ssot_audit.report.answer_markdown import at, code, table
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


def render(found: Reality) -> str:
    """Return the tables."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Reality) -> Iterator[str]:
    yield "# Tests"
    yield ""
    yield ABOUT
    rows = [(code(directory(d)), *cells(t)) for d, t in found.directories.items()]
    yield from table(
        ("directory", *COLUMNS), [*rows, ("**total**", *cells(found.total))]
    )
    reasons = causes(found.tests)
    if reasons:
        yield ""
        yield "## Why not all tests are real"
        yield from table(("tests", "state", "why", "first"), map(_cells, reasons))
    if found.guesses:
        yield ""
        yield printable(more(found))


def _cells(cause: Cause) -> tuple[str, ...]:
    test = cause.first.test
    place = at(test.module, test.function.span)
    return str(cause.count), cause.state.value, cause.reason, place
