"""A changed file as a unified diff."""

import difflib
import re

from ssot_audit.fix.mend import Change
from ssot_audit.fix.text import Text

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified(change: Change) -> str:
    """Return the diff of one file, which `patch -p1` takes."""
    before, after = (
        _LINE.findall(Text.of(content).content)
        for content in (change.before, change.after)
    )
    lines = difflib.unified_diff(before, after, f"a/{change.path}", f"b/{change.path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )
