"""Text from audited code in Markdown: nobody is pinged, nothing breaks out.

GitHub links mentions, issues and addresses in any text that is not code, escaped
or not. So names are code, and in prose an invisible space keeps apart what would link.
"""

import html
import re

from ssot_audit.report.printable import printable

MESSAGE = 600
"""Characters of a message."""
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]|^\s*[-+#=]|^\s*\d+[.)]")
"""What begins markup in a line, or at the beginning of one."""
_PINGS = re.compile(r"@(?=\w)|#(?=\d)|\bGH(?=-\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_RUNS = re.compile("`+")
_APART = "\u200b"
_HASH = re.compile(r"\b([0-9a-f]{7,40})\b", re.IGNORECASE)


def short(text: str, most: int = MESSAGE) -> str:
    """Return text that is no longer than a message may be."""
    return text if len(text) <= most else f"{text[: most - 2]} …"


def code(text: str) -> str:
    """Return text as a code span (CommonMark 6.1)."""
    shown = printable(text) or " "
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def cell(text: str) -> str:
    """Return text as a code span for a table, whose cells end at any bar (GFM 4.10)."""
    return code(text).replace("|", "\\|")


def prose(message: str) -> str:
    """Return a message, whose names stand in backticks, with those as code."""
    pieces = printable(message).split("`")
    if len(pieces) % 2 == 0:
        return escaped(message)
    return "".join(
        (code(piece) if number % 2 else escaped(piece))
        for number, piece in enumerate(pieces)
        if piece or not number % 2
    )


def escaped(text: str) -> str:
    """Return text in which nothing is markup and nothing becomes a link."""
    return _MARKUP.sub(_marked, _apart(printable(text)))


def in_html(message: str) -> str:
    """Return a message for the inside of an HTML element, names as code."""
    pieces = printable(message).split("`")
    if len(pieces) % 2 == 0:
        return f"<code>{html.escape(printable(message))}</code>"
    return "".join(
        f"<code>{html.escape(piece)}</code>"
        if number % 2
        else html.escape(_apart(piece), quote=False)
        for number, piece in enumerate(pieces)
    )


def fenced(lines: str, language: str = "") -> str:
    """Return a block of code that nothing in it can end."""
    shown = "\n".join(printable(line) for line in lines.split("\n"))
    fence = "`" * max(3, _longest_run(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _apart(text: str) -> str:
    """Return text in which nothing becomes a link."""
    apart = _PINGS.sub(lambda found: f"{found[0]}{_APART}", text)
    return _HASH.sub(lambda found: f"{found[0][0]}{_APART}{found[0][1:]}", apart)


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text)), default=0)


def _marked(found: re.Match[str]) -> str:
    """Return markup with a backslash before its last character."""
    return f"{found[0][:-1]}\\{found[0][-1]}"
