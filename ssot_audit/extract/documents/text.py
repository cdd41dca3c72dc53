"""The text of a document by lines; whatever the bytes are, there is one."""

import re

_NEWLINE = re.compile(r"\r\n|\r|\n")


def lines_of(source: bytes) -> list[str]:
    """Return the lines without their ends; what is no UTF-8 is replaced."""
    text = source.decode("utf-8-sig", "replace")
    return _NEWLINE.split(text) if "\r" in text else text.split("\n")
