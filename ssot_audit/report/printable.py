"""Text from audited code, made harmless for terminals and documents.

A file name may hold bytes that are no text, a class name may come from a string with
escape sequences: neither may move a cursor, forge a line or break an encoder.
"""

import re

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control and format characters, line separators, lone surrogates: the invisible."""
_SHORT, _MIDDLE = 0xFF, 0xFFFF
_RAW_BYTES = range(0xDC80, 0xDD00)
"""Surrogates that stand for bytes which are no UTF-8 (PEP 383)."""


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
    if code in _RAW_BYTES:
        return f"\\x{code - 0xDC00:02x}"
    if code <= _SHORT:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _MIDDLE else f"\\U{code:08x}"
