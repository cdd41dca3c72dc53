"""Lines of a text report: wrapped to the terminal, styled only if that is wanted.

Text from audited code goes into `rich.text.Text` and is never read as rich's markup.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ssot_audit.config.settings import Level
from ssot_audit.link.flow.graph import Step
from ssot_audit.report.printable import printable
from ssot_audit.rules.finding import Place

LEVEL_STYLES = {
    Level.ERROR: "bold red",
    Level.WARNING: "yellow",
    Level.NOTE: "blue",
    Level.OFF: "",
}
PLACE, CODE, FAINT, HEADING = "cyan", "bold", "dim", "bold underline"

_LEAST_WIDTH = 20
"""Columns below which wrapping would leave single letters."""
_CODE = re.compile("`[^`]+`")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is meant; a narrow terminal folds it into several."""

    text: Text
    first: str = ""
    """What stands before it."""
    rest: str = ""
    """What stands before each further line of a folded one."""


EMPTY = Line(Text())


def prose(sentence: str, style: str = "") -> Text:
    """Return a sentence, harmless, with the code in backticks made to stand out."""
    text = Text(printable(sentence), style)
    text.highlight_regex(_CODE, CODE)
    return text


def located(place: Place, message: str = "") -> Text:
    """Return `path:line:column`, and a message after it."""
    span = place.span
    text = Text(f"{printable(place.path)}:{span.line}:{span.column}", PLACE)
    return Text.assemble(text, " ", prose(message)) if message else text


def tree(branches: Iterable[Text], indent: str = "") -> Iterator[Line]:
    """Yield branches with guides at their left."""
    all_branches = tuple(branches)
    for number, branch in enumerate(all_branches, 1):
        is_last = number == len(all_branches)
        guide, below = ("└── ", "    ") if is_last else ("├── ", "│   ")
        yield Line(branch, indent + guide, indent + below)


def hops(chain: Iterable[Step], indent: str = "") -> Iterator[Line]:
    """Yield what happens to an object on its way, a line for each hop."""
    for step in chain:
        text = located(Place.of(step.module, step.span), step.text)
        yield Line(text, f"{indent}  ", f"{indent}    ")


def printed(lines: Iterable[Line], *, width: int, color: bool) -> str:
    """Return the lines as text of at most `width` columns, where that is possible."""
    width = max(width, _LEAST_WIDTH)
    console = _console(width, color=color)
    folded = (text for line in lines for text in _folded(line, console, width))
    if not color:
        return "".join(f"{text.plain}\n" for text in folded)
    with console.capture() as capture:
        console.print(
            Text("\n").join(folded), no_wrap=True, overflow="ignore", crop=False
        )
    return capture.get()


def _console(width: int, *, color: bool) -> Console:
    """Return a console that asks neither the terminal nor the environment."""
    return Console(
        file=io.StringIO(),
        width=width,
        height=25,  # of no consequence, but rich would look for one
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _folded(line: Line, console: Console, width: int) -> Iterator[Text]:
    room = width - max(cell_len(line.first), cell_len(line.rest))
    if cell_len(line.text.plain) <= room:
        yield _with(line.first, line.text)
        return
    before = line.first
    for part in line.text.wrap(console, room, overflow="fold"):
        part.rstrip()
        yield _with(before, part)
        before = line.rest


def _with(before: str, text: Text) -> Text:
    return Text.assemble((before, FAINT), text) if before else text
