"""A changed file as a unified diff."""

import difflib
import os
import re

from ssot_audit.fix.mend import Change
from ssot_audit.fix.text import Text

_ODD = re.compile(r"[\x00-\x1f\x7f\"\\\ud800-\udfff]")
_SPACE, _TILDE = 0x20, 0x7E
"""The first and the last byte that need no escape."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified(change: Change) -> str:
    """Return the diff of one file, which `patch -p1` takes."""
    before, after = (
        _LINE.findall(Text.of(content).content)
        for content in (change.before, change.after)
    )
    names = _quoted(f"a/{change.path}"), _quoted(f"b/{change.path}")
    lines = difflib.unified_diff(before, after, *names)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def _quoted(name: str) -> str:
    """Return a path as git and `patch` read it: in quotes if it has odd characters."""
    if not _ODD.search(name):
        return name
    shown = "".join(
        f"\\{byte:03o}" if byte < _SPACE or byte > _TILDE else chr(byte)
        for byte in os.fsencode(name.replace("\\", "\\\\").replace('"', '\\"'))
    )
    return f'"{shown}"'
