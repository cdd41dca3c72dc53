"""Text from audited code, made harmless for terminals and documents.

A file name may hold bytes that are no text, a class name may come from a string with
escape sequences: neither may move a cursor, forge a line or break an encoder.
"""

import re

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return text in which every control and surrogate character is escaped."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(_escape, text)


def encodable(text: str) -> str:
    """Return text that UTF-8 can encode; other characters are kept as they are."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode()


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - a byte that is no UTF-8 (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004
