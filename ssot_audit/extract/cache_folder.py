"""Where a project's cache lies on disk: made when needed, replaced when damaged.

.ssot_audit_cache/    any directory; ours by default
  .gitignore          where the directory was empty
  facts-1/            always ours: one per layout, moved away as a whole
    facts.sqlite3
"""

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ssot_audit.extract.store import LAYOUT, Held, NotOurs, Store

DEFAULT_NAME = ".ssot_audit_cache"
_FILES = {
    ".gitignore": "# Made by ssot-audit.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n",
}
_OURS = "facts-*"


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """A directory that holds the cache, or will."""

    path: Path

    @property
    def file(self) -> Path:
        """The database."""
        return self.path / f"facts-{LAYOUT}" / "facts.sqlite3"

    def open(self) -> Store:
        """Open the store, made if need be; raises `NotOurs`, `OSError`, sqlite's."""
        self.path.mkdir(parents=True, exist_ok=True)
        # In a directory that others use, too, this would hide their files from git.
        if not any(self.path.iterdir()):
            for name, content in _FILES.items():
                (self.path / name).write_text(content, encoding="ascii")
        self.file.parent.mkdir(exist_ok=True)
        return Store.open(self.file)

    def discard(self) -> None:
        """Get a damaged database out of the way; raises `OSError`.

        Its log goes with it in one step: replayed into a new file, it would ruin it.
        """
        ruin = self.path / f"{self.file.parent.name}.damaged-{os.getpid()}"
        self.file.parent.rename(ruin)
        shutil.rmtree(ruin, ignore_errors=True)

    def clear(self) -> None:
        """Remove what is ours, of every layout, and nothing else; raises `OSError`."""
        for folder in self.path.glob(_OURS):
            shutil.rmtree(folder)
        if {file.name for file in self._content()} <= _FILES.keys():
            shutil.rmtree(self.path, ignore_errors=True)

    def held(self) -> Held | None:
        """Count what is stored, creating nothing; None: there is no cache.

        Raises the same as `open`.
        """
        if not self.file.exists():
            return None
        store = Store.open(self.file)
        try:
            return store.held()
        finally:
            store.close()

    def bytes_on_disk(self) -> int:
        """Return the size of all our files."""
        return sum(file.stat().st_size for file in self.path.glob(f"{_OURS}/*"))

    def _content(self) -> tuple[Path, ...]:
        return tuple(self.path.iterdir()) if self.path.is_dir() else ()


def is_damage(error: Exception) -> bool:
    """Tell a broken file from a file system that does not let us use a sound one."""
    if isinstance(error, (OSError, NotOurs)):
        return False
    # "No such table", in a file that is marked as ours, has this code.
    code = getattr(error, "sqlite_errorcode", None)
    is_refusal = isinstance(error, sqlite3.OperationalError)
    return not is_refusal or code == sqlite3.SQLITE_ERROR
