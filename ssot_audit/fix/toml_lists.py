"""Texts added to a list in a TOML file, whose layout and comments stay as they are."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.fix.text import Untouched

_HEADER = re.compile(r"[ \t]*\[(?P<name>[\w.\-\"' \t]+)\][ \t]*(?:#.*)?$")
_TOKEN = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
    r"|\#[^\n]*|[\[\]{},]|[^\s\[\]{},#\"']+|\s+",
    re.DOTALL,
)
_INDENT = "    "


def with_texts(
    content: str, table: str, key: str, texts: Sequence[str], end: str
) -> str:
    """Return a file with more texts in a list, which it may not yet have.

    The table is added if there is none. `end` is how lines end. Raises `Untouched` for
    a value that is no list; whatever else is odd shows when the result is parsed.
    """
    written = [json.dumps(text, ensure_ascii=False) for text in texts]
    area = _area(content, table)
    if area is None:
        blank = end if content.strip() else ""
        first = "" if content.endswith("\n") or not content else end
        return f"{content}{first}{blank}[{table}]{end}{_list(key, written, end)}"
    name = rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=[ \t]*"
    at = re.compile(name, re.MULTILINE).search(content, *area)
    if at is not None:
        return _extended(content, at.end(), written, end)
    here = area[0] + len(content[slice(*area)].rstrip())
    line = f"{end}{_list(key, written, end)}".removesuffix(end)
    return f"{content[:here]}{line}{content[here:] or end}"


def _area(content: str, table: str) -> tuple[int, int] | None:
    """Return where the lines of a table begin, below its header, and where they end."""
    start = None
    for position, line in _lines(content):
        header = _HEADER.match(line)
        if header is None and not line.lstrip().startswith("[["):
            continue
        if start is not None:
            return start, position
        if header and re.sub(r"[\"'\s]", "", header["name"]) == table:
            start = position + len(line)
    return None if start is None else (start, len(content))


def _lines(content: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that begin outside of any value, each with where it begins."""
    depth = position = 0
    is_first = True
    while position < len(content):
        token = _TOKEN.match(content, position)
        if token is None:
            raise Untouched("its text is not understood")
        if is_first and depth == 0:
            line = content[position:].partition("\n")[0]
            yield position, line.rstrip("\r")
            header = _HEADER.match(line)
            if header:
                position += len(line)
                is_first = False
                continue
        text = token[0]
        depth += (text in "[{") - (text in "]}") if len(text) == 1 else 0
        is_first = text.isspace() and "\n" in text
        position = token.end()


def _list(key: str, written: Sequence[str], end: str) -> str:
    lines = "".join(f"{_INDENT}{text},{end}" for text in written)
    return f"{key} = [{end}{lines}]{end}"


@dataclass(slots=True)
class _Array:
    """Where the things of an array stand."""

    close: int = 0
    last: int = 0
    """End of the last item, or of the bracket."""
    indent: str = ""
    has_items: bool = False
    has_comma: bool = False
    """After the last item."""


def _array(content: str, position: int) -> _Array:
    found = _Array(last=position + 1)
    depth = 0
    while position < len(content):
        token = _TOKEN.match(content, position)
        if token is None:
            break
        text, position = token[0], token.end()
        depth += (text in "[{") - (text in "]}") if len(text) == 1 else 0
        if depth == 0:
            found.close = token.start()
            return found
        if text == ",":
            found.has_comma = True
            found.last = position
        elif text != "[" and not text.isspace() and not text.startswith("#"):
            found.has_items, found.has_comma, found.last = True, False, position
            before = content[content.rfind("\n", 0, token.start()) + 1 : token.start()]
            found.indent = before if not before.strip() else found.indent
    raise Untouched("the end of its list is not found")


def _extended(content: str, position: int, written: Sequence[str], end: str) -> str:
    if not content.startswith("[", position):
        raise Untouched("`markers` is no list there")
    array = _array(content, position)
    before = content[: array.close]
    line = before[before.rfind("\n") + 1 :]
    head, tail = content[: array.last], content[array.last :]
    if not line.strip() and "\n" in content[position : array.close]:
        comma = "," if array.has_items and not array.has_comma else ""
        indent = array.indent or _INDENT
        # Lines are added below the comments that follow the last item.
        rest = content[array.last : array.close - len(line)]
        lines = "".join(f"{indent}{text},{end}" for text in written)
        return f"{head}{comma}{rest}{lines}{line}{content[array.close :]}"
    comma = ", " if array.has_items and not array.has_comma else ""
    space = " " if array.has_comma else ""
    return f"{head}{comma}{space}{', '.join(written)}{tail}"
