"""The depth of brackets in a text, known before any parser sees it.

LibCST's parser overflows the stack of the process at some 3,000 nested brackets,
which no exception handler survives. CPython refuses more than 200.
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

LIMIT: Final = 200

_STEPS: Final = {ord(b): 1 for b in "([{"} | {ord(b): -1 for b in ")]}"}
_NOT_BRACKETS: Final = bytes(set(range(256)) - _STEPS.keys())
_NEWLINE: Final = ord("\n")
# Comments and strings, whose brackets do not nest, but those of formatted strings may.
_OPAQUE: Final = re.compile(
    rb"""(?isx) \#[^\n]* | (?P<formatted> [ft]r? | r[ft] )?
      (?: ''' (?: [^\\] | \\. )*? '''   | \"\"\" (?: [^\\] | \\. )*? \"\"\"
        | '   (?: [^\\\n'] | \\. )* '   | "       (?: [^\\\n"] | \\. )* " )
    """
)


def too_deep_line(source: bytes) -> int | None:
    """Return the line of the first bracket over the limit, or None if there is none."""
    brackets = source.translate(None, _NOT_BRACKETS)
    if _deepest(brackets) <= LIMIT:
        return None
    return _line_over_limit(_OPAQUE.sub(_bracketless, source))


def _deepest(brackets: bytes) -> int:
    return max(accumulate(map(_STEPS.__getitem__, brackets), _deeper), default=0)


def _deeper(depth: int, step: int) -> int:
    # A closing bracket too many, as in a comment, must not hide what follows it.
    return max(depth + step, 0)


def _bracketless(opaque: re.Match[bytes]) -> bytes:
    return opaque[0] if opaque["formatted"] else b"\n" * opaque[0].count(b"\n")


def _line_over_limit(code: Iterable[int]) -> int | None:
    depth, line = 0, 1
    for byte in code:
        if byte == _NEWLINE:
            line += 1
        depth = _deeper(depth, _STEPS.get(byte, 0))
        if depth > LIMIT:
            return line
    return None
