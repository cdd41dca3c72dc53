"""Blobs in one SQLite file, safe to share between processes that run at once.

    facts    id, outline      wide rows, read one by one
    usage    id, size, used   narrow rows beside them, for eviction
    trees    id, used, files  one row for each project: its files when last seen
    results  id, used, result what was concluded from whole trees, the latest few

An id is the first 8 bytes of a 16-byte key. Each blob begins with its whole key and a
checksum, since SQLite has none: a flipped bit must not become a fact. Facts are one
column because all of an outline is used by every scan; what only some scans need, such
as the flow of objects, is to become a column of its own.
"""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self
from zlib import crc32

LAYOUT = 2
"""Version of the tables."""
_APPLICATION = int.from_bytes(b"SSOT")
_SCHEMA = (
    """CREATE TABLE facts (id INTEGER PRIMARY KEY, outline BLOB NOT NULL)""",
    """CREATE TABLE usage (
        id INTEGER PRIMARY KEY, size INTEGER NOT NULL, used INTEGER NOT NULL)""",
    """CREATE TABLE trees (
        id INTEGER PRIMARY KEY, used INTEGER NOT NULL, files BLOB NOT NULL)""",
    """CREATE TABLE results (
        id INTEGER PRIMARY KEY, used INTEGER NOT NULL, result BLOB NOT NULL)""",
    """CREATE TRIGGER forget AFTER DELETE ON usage
        BEGIN DELETE FROM facts WHERE id = old.id; END""",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {LAYOUT}",
)
_PATIENCE = 5.0
"""Seconds to wait for another process that writes; one batch takes milliseconds."""
_STALE = 24 * 3600
"""Seconds after which a use is noted anew: most warm runs have nothing to write."""
_MOST_TREES = 32
_MOST_RESULTS = 16
_CHECKSUM = 4


class NotOurs(Exception):  # noqa: N818 - a state of a file, caught by its only caller
    """The file belongs to another program or to a newer version of this one."""


class Damaged(Exception):  # noqa: N818 - as above
    """A blob is not what was stored."""


class Held(NamedTuple):
    """What a store holds."""

    entries: int
    size: int
    """Bytes of all facts."""
    trees: int


class Store:
    """An open file; every method may raise `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection to a database that has our tables."""
        self._connection = connection
        self._stale = int(time.time()) - _STALE
        self._used: set[int] = set()
        self._has_grown = False

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open a file, created if need be; raises `NotOurs` and `sqlite3.Error`."""
        connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
        try:
            # A crash of the machine may lose the last batches, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
            if not _is_ready(connection):
                _create(connection)
            _write_ahead(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def facts(self, key: bytes) -> bytes | None:
        """Return the facts stored under a key; raises `Damaged`."""
        number = _number(key)
        row = self._connection.execute(
            "SELECT outline FROM facts WHERE id = ?", (number,)
        ).fetchone()
        if row is None:
            return None
        self._used.add(number)
        return _opened(key, row[0])

    def tree(self, key: bytes) -> bytes | None:
        """Return what is known of a project's files; raises `Damaged`."""
        row = self._connection.execute(
            "SELECT files FROM trees WHERE id = ?", (_number(key),)
        ).fetchone()
        return None if row is None else _opened(key, row[0])

    def result(self, key: bytes) -> bytes | None:
        """Return what was concluded under a key; raises `Damaged`."""
        row = self._connection.execute(
            "SELECT result FROM results WHERE id = ?", (_number(key),)
        ).fetchone()
        return None if row is None else _opened(key, row[0])

    def has_results(self) -> bool:
        """Tell whether anything was ever concluded."""
        found = self._connection.execute("SELECT 1 FROM results LIMIT 1").fetchone()
        return found is not None

    def add_result(self, key: bytes, result: bytes) -> None:
        """Store what was concluded under a key, and forget the oldest conclusions."""
        row = _number(key), int(time.time()), _sealed(key, result)
        with _Transaction(self._connection) as connection:
            connection.execute("REPLACE INTO results VALUES (?, ?, ?)", row)
            connection.execute(
                """DELETE FROM results WHERE id NOT IN
                     (SELECT id FROM results ORDER BY used DESC, id LIMIT ?)""",
                (_MOST_RESULTS,),
            )

    def add(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Store facts by key."""
        now = int(time.time())
        rows = [(_number(key), _sealed(key, facts)) for key, facts in entries]
        usage = [(number, len(blob), now) for number, blob in rows]
        with _Transaction(self._connection) as connection:
            connection.executemany("REPLACE INTO usage VALUES (?, ?, ?)", usage)
            connection.executemany("REPLACE INTO facts VALUES (?, ?)", rows)
        self._has_grown = True

    def finish(self, key: bytes, files: bytes | None, limit: int) -> None:
        """Note what was used and, unless None, what a project's files are now.

        Then forget the least recently used facts over the limit. That waits for the
        end, when it is known what this scan uses.
        """
        used = self._used & self._stale_entries() if self._used else set()
        if not (used or self._has_grown or files is not None):
            return
        now = int(time.time())
        with _Transaction(self._connection) as connection:
            connection.executemany(
                "UPDATE usage SET used = ? WHERE id = ?",
                [(now, number) for number in used],
            )
            if files is not None:
                tree = _number(key), now, _sealed(key, files)
                connection.execute("REPLACE INTO trees VALUES (?, ?, ?)", tree)
            _evict(connection, limit)

    def _stale_entries(self) -> set[int]:
        """Return what was not used for so long that a use is worth a note."""
        return {
            number
            for (number,) in self._connection.execute(
                "SELECT id FROM usage WHERE used < ?", (self._stale,)
            )
        }

    def held(self) -> Held:
        """Count what is stored."""
        entries, size = self._connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM usage"
        ).fetchone()
        (trees,) = self._connection.execute("SELECT COUNT(*) FROM trees").fetchone()
        return Held(entries, size, trees)

    def close(self) -> None:
        """Close the file; the last process to do so folds the log into it."""
        self._connection.close()


class _Transaction:
    """All or nothing, waiting for other writers when it begins rather than inside."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        # A full disk has already rolled it back.
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _is_ready(connection: sqlite3.Connection) -> bool:
    """Tell whether the tables are there; raises `NotOurs`."""
    application = _pragma(connection, "application_id")
    layout = _pragma(connection, "user_version")
    if application == _APPLICATION and layout == LAYOUT:
        return True
    if application == _APPLICATION and layout > LAYOUT:
        raise NotOurs("it was written by a newer version of ssot-audit")
    if application or layout or _pragma(connection, "schema_version"):
        raise NotOurs("it belongs to another program")
    return False


def _create(connection: sqlite3.Connection) -> None:
    with _Transaction(connection):
        # Another process may have been faster while this one waited.
        if not _is_ready(connection):
            for statement in _SCHEMA:
                connection.execute(statement)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once, for good; a no-op the second time."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # Somebody else has it open: until he has gone, a plain journal does.
        if error.sqlite_errorcode not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise


def _evict(connection: sqlite3.Connection, limit: int) -> None:
    connection.execute(
        """DELETE FROM trees WHERE id NOT IN
             (SELECT id FROM trees ORDER BY used DESC LIMIT ?)""",
        (_MOST_TREES,),
    )
    connection.execute(
        """DELETE FROM usage WHERE id IN (SELECT id FROM
             (SELECT id, SUM(size) OVER (ORDER BY used DESC, id) AS total FROM usage)
             WHERE total > ?)""",
        (limit,),
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _number(key: bytes) -> int:
    return int.from_bytes(key[:8], signed=True)


def _sealed(key: bytes, content: bytes) -> bytes:
    return key + crc32(content).to_bytes(_CHECKSUM) + content


def _opened(key: bytes, blob: object) -> bytes:
    """Return the content of a blob; a damaged row may hold any other type."""
    if isinstance(blob, bytes) and blob.startswith(key):
        start = len(key) + _CHECKSUM
        content = blob[start:]
        if blob[len(key) : start] == crc32(content).to_bytes(_CHECKSUM):
            return content
    raise Damaged
