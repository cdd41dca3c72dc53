"""Suppression comments without the codes that they hide nothing of."""

import re
from collections.abc import Iterable, Mapping

from ssot_audit.extract.facts import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_CODES = re.compile(r"\[([^\]]*)\]")


def without_codes(content: str, dropped: Mapping[Span, Iterable[str]]) -> str:
    """Return a text without some codes, or comments of which none is left."""
    lines = _LINE.findall(content)
    for span in sorted(dropped, reverse=True):
        line = lines[span.line - 1]
        lines[span.line - 1] = _shortened(line, span, set(dropped[span]))
    return "".join(lines)


def _shortened(line: str, span: Span, dropped: set[str]) -> str:
    text = line.rstrip("\r\n")
    end = line[len(text) :]
    before, comment = (
        text[: span.column - 1],
        text[span.column - 1 : span.end_column - 1],
    )
    after = text[span.end_column - 1 :]
    codes = _CODES.search(comment)
    listed = codes[1].replace(",", " ").split() if codes else []
    kept = [code for code in listed if code not in dropped]
    if codes and kept:
        start, stop = codes.span(1)
        comment = f"{comment[:start]}{', '.join(kept)}{comment[stop:]}"
        return f"{before}{comment}{after}{end}"
    if after.strip():
        return f"{before}{after.lstrip()}{end}"
    return f"{before.rstrip()}{end}" if before.strip() else ""
