"""The scan itself, cold, warm and after an edit."""

import shlex
import shutil
from pathlib import Path

from benchmarks.peers.series import Series
from benchmarks.peers.tools import PROCESSES
from benchmarks.process import scan, scan_command, sound


class Ours:
    """Scans of one tree, with a cache of their own outside of it."""

    def __init__(self, tree: Path, cache: Path, series: Series) -> None:
        """Take the tree, a folder for the cache, and where to keep what is measured."""
        self._tree = tree
        self._cache = cache
        self._series = series

    def cold(self) -> None:
        """Scan without a cache."""
        self._scan("cold", None)

    def fill(self) -> None:
        """Scan with an empty cache, which is written."""
        shutil.rmtree(self._cache, ignore_errors=True)
        self._scan("cold, cache written", self._cache)

    def warm(self) -> None:
        """Scan again."""
        self._scan("warm", self._cache)

    def edited(self, what: str) -> None:
        """Scan again after an edit."""
        self._scan(f"edited, {what}", self._cache)

    def since(self, name: str) -> None:
        """Scan for what is new since the last commit."""
        self._scan(name, self._cache, "--since", "HEAD")

    def _scan(self, name: str, cache: Path | None, *more: str) -> None:
        options = ("--jobs", str(PROCESSES), *more)
        done = sound(scan(self._tree, *options, cache=cache))
        _, *command = scan_command(self._tree, *options, cache=cache)
        shown = shlex.join(["python", *command]).replace(str(self._tree), "TREE")
        self._series.add(name, done, shown.replace(str(self._cache), "CACHE"))
