"""The text of a file as LibCST reads it, and the way back to the very same bytes."""

import codecs
import io
import tokenize
from dataclasses import dataclass
from typing import Self


class Untouched(Exception):  # noqa: N818 - an answer, caught by whoever asked
    """Something is not edited; the text is the reason, to follow a colon."""


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded source code."""

    content: str
    """With the line ends that the file has."""
    encoding: str
    mark: bytes
    """The byte order mark, or nothing."""

    @classmethod
    def of(cls, source: bytes) -> Self:
        """Decode by the rules of PEP 263; raises `Untouched`."""
        mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
            encoding = encoding.removesuffix("-sig")
            content = source.removeprefix(mark).decode(encoding)
        except (SyntaxError, LookupError, UnicodeError) as error:
            raise Untouched(f"it cannot be decoded: {error}") from None
        text = cls(content, encoding, mark)
        if text.encoded(content) != source:
            raise Untouched("its encoding has several spellings of the same text")
        return text

    def encoded(self, content: str) -> bytes:
        """Return new content as bytes of the same kind; raises `Untouched`."""
        try:
            return self.mark + content.encode(self.encoding)
        except UnicodeError as error:
            raise Untouched(f"its encoding lacks a character: {error}") from None
