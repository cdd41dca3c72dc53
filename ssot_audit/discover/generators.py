"""Directories that a `setup.py` has its own helpers write modules into."""

import re
from collections.abc import Iterator
from itertools import accumulate

from ssot_audit.discover.paths import join

_IMPORT = re.compile(
    rb"^(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+([\w.]+)", re.MULTILINE
)
_WRITES = re.compile(rb"""["'][wx][bt]?["']|\bwrite_(?:text|bytes)\b""")
_DIRECTORY = re.compile(rb"""["']([\w-]+(?:/[\w-]+)+)/?["']""")


def helpers(directory: str, setup: bytes) -> Iterator[str]:
    """Yield where the modules would be that a `setup.py` takes from its directory."""
    for match in _IMPORT.finditer(setup):
        dotted = b".".join(part for part in match.groups() if part)
        names = dotted.decode("ascii", "replace").strip(".").split(".")
        for stem in accumulate(names, join):
            yield join(directory, f"{stem}.py")


def written_by(content: bytes) -> Iterator[str]:
    """Yield the directories that a helper names, if it writes files at all.

    Relative to where it is imported from: the directory of the `setup.py`.
    """
    if _WRITES.search(content):
        for match in _DIRECTORY.finditer(content):
            yield match[1].decode("ascii", "replace")
