"""Files that say of themselves that a program wrote them, and that nobody should edit.

Only both together count, close to each other: the heads of protobuf, ANTLR and Swagger
say so, and Go's convention asks for it (https://go.dev/s/generatedcode).
"""

import re

_ORDER = re.compile(rb"(?i)\bdo\s+not\s+(?:edit|modify)\b")
_NEAR = 200
"""Bytes between the two."""
_WORDS = (b"enerated", b"ENERATED")


def is_generated(source: bytes) -> bool:
    """Tell whether a file says so."""
    if not any(word in source for word in _WORDS):
        return False
    return any(
        b"generated" in source[max(0, m.start() - _NEAR) : m.end() + _NEAR].lower()
        for m in _ORDER.finditer(source)
    )
