"""Facts of earlier scans: found by content, or, without reading, by a file's stamp.

The truth is what git calls the bytes, hashed again with what else facts depend on. So
what git knows of a file need not be read either. SHA-1 took 95 ms for 10,424 files of
158 MB, BLAKE2b 128 ms. Two files made to share a SHA-1 would share their facts; git
refuses to hold such files.

A stamp that has not changed stands for the hash, except that a file written while it
was looked at may change once more and keep its stamp. Git calls such files racy. Here
they are not noted: only files that had been at rest before the scan began are.

Nobody depends on a cache, so nothing here raises: after the first fault there is one
warning, and at most a scan as slow as the first.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from ssot_audit.discover.source import (
    Blob,
    Document,
    File,
    SourceFile,
    SourceTree,
    Stamp,
    Unreadable,
)
from ssot_audit.extract.cache_folder import CacheFolder, is_damage
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.identity import extractor_identity
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.store import Damaged, Store

LIMIT = 512 * 1024 * 1024
"""Bytes of facts to keep."""

_KEY_SIZE = 16
_AT_REST = 2_000_000_000
"""Nanoseconds; the coarsest clock of a common file system, FAT, ticks every two s."""
_BATCH = 4_000_000
"""Bytes of facts that a killed scan may lose."""

_Files = dict[bytes, tuple[Stamp, bytes]]
"""Stamp and key by path, which need not be text."""
_T = TypeVar("_T")
_Facts = TypeVar("_Facts", ModuleFacts, DocumentFacts)

_encode = msgspec.msgpack.Encoder().encode
_facts = msgspec.msgpack.Decoder(ModuleFacts)
_document_facts = msgspec.msgpack.Decoder(DocumentFacts)
_look = msgspec.msgpack.Decoder(bytes)
_files = msgspec.msgpack.Decoder(_Files)


class FactCache:
    """The facts that a scan of one tree finds and leaves; to be used in a `with`."""

    def __init__(
        self,
        folder: Path,
        project: Path,
        parser: Parser,
        *,
        warn: Callable[[str], None],
        limit: int = LIMIT,
    ) -> None:
        """Prepare for a project; `warn` is called at most once."""
        self._folder = CacheFolder(folder)
        self._warn: Callable[[str], None] | None = warn
        self._limit = limit
        self._identity = extractor_identity(parser)
        self._project = self._hash(os.fsencode(project))
        self._store: Store | None = None
        self._known: _Files = {}
        self._seen: _Files = {}
        self._stamps: dict[str, Stamp | None] = {}
        self._keys: dict[str, bytes] = {}
        self._is_lasting = True
        self._pending: dict[bytes, bytes] = {}
        self._pending_size = 0
        self._began = 0

    def __enter__(self) -> Self:
        """Open the cache and remember what the project's files were."""
        self._began = time.time_ns()
        self._attempt(self._open)
        self._known = self._ask(lambda store: store.tree(self._project), _files) or {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Store what is left; also after Ctrl-C, so that no work is lost."""
        self._flush()
        # A scan cut short has not seen every file; what was known of others stays. One
        # of files that are not on disk has nothing to say of those that are.
        is_partial = kind is not None or not any(self._stamps.values())
        seen = self._known | self._seen if is_partial else self._seen
        changed = None if seen == self._known else _encode(seen)
        self._do(lambda store: store.finish(self._project, changed, self._limit))
        # Whoever still asks a linked program is told without a cache.
        self._close()

    def unchanged(self, tree: SourceTree, file: SourceFile) -> ModuleFacts | None:
        """Return the facts of a file that is what it was, without reading it."""
        key = self._keys.get(file.path) or self._recognised(tree, file)
        return None if key is None else self.facts(key)

    def state(self, tree: SourceTree) -> bytes | None:
        """Return a digest of all files, of which only changed ones are read.

        None: nothing has been concluded yet, or a file cannot be read.
        """
        if not self._do(Store.has_results):
            return None
        files = tree.everything
        if not all(self._is_noted(tree, file) for file in files):
            return None
        return self._digest(self._keys[file.path] for file in files)

    def concluded(self, tree: SourceTree) -> bytes | None:
        """Return the digest of the bytes that the facts of this scan were taken from.

        None: there is a file of which a later scan may know more.
        """
        keys = self.keys(tree)
        return None if keys is None else self._digest(keys)

    def keys(self, tree: SourceTree) -> tuple[bytes, ...] | None:
        """Return what the facts of each file are found by: files, then documents.

        None: as for `concluded`. Documents are looked at now, if nobody has read them.
        """
        is_complete = self._is_lasting and all(
            file.path in self._keys for file in tree.files
        )
        if not is_complete or not all(
            document.path in self._keys or self._is_noted(tree, document)
            for document in tree.documents
        ):
            return None
        return tuple(self._keys[f.path] for f in tree.everything)

    def key(self, file: File, source: bytes) -> bytes:
        """Return what the facts of these bytes are found by, and note whose it is.

        The stamp was taken before the bytes were read: if the file has changed in
        between, its stamp has, too, and the note is worth nothing.
        """
        return self._noted(file, Blob.of(source))

    def facts(self, key: bytes) -> ModuleFacts | None:
        """Return the facts found by a key."""
        return self._ask(
            lambda store: self._pending.get(key) or store.facts(key), _facts
        )

    def document_key(self, tree: SourceTree, document: Document) -> bytes | None:
        """Return the key of a document that need not be read."""
        return self._keys.get(document.path) or self._recognised(tree, document)

    def document_facts(self, key: bytes) -> DocumentFacts | None:
        """Return the facts of a document found by a key."""
        return self._ask(
            lambda store: self._pending.get(key) or store.facts(key), _document_facts
        )

    def look(self, file: File, name: str) -> bytes | None:
        """Return what a second look at a file has found."""
        key = self._keys.get(file.path)
        return None if key is None else self.look_by_key(key, name)

    def look_by_key(self, key: bytes, name: str) -> bytes | None:
        """Return what a second look has found at bytes whose facts have this key."""
        of = self._of_look(key, name)
        return self._ask(lambda store: self._pending.get(of) or store.facts(of), _look)

    def keep_look(self, file: File, name: str, found: bytes) -> None:
        """Store what a second look has found at the bytes that a key is noted of."""
        self._keep(self._of_look(self._keys[file.path], name), _encode(found))

    def is_still(self, file: File, source: bytes | None) -> bool:
        """Tell whether a file's facts were taken from these bytes.

        If not, it has changed since; what is concluded now is not stored.
        """
        content = None if source is None else self._content(file, Blob.of(source))
        same = content is not None and self._hash(content) == self._keys.get(file.path)
        self._is_lasting = self._is_lasting and same
        return same

    def keep(self, key: bytes, facts: _Facts) -> _Facts:
        """Store facts, and return them; what may go better next time is not stored."""
        if _is_passing(facts):
            self._is_lasting = False
            return facts
        if self._store is not None:
            self._keep(key, _encode(facts))
        return facts

    def result(self, key: bytes) -> bytes | None:
        """Return what was concluded under a key."""
        return self._do(lambda store: store.result(key))

    def keep_result(self, key: bytes, result: bytes) -> None:
        """Store what was concluded under a key of 16 bytes."""
        self._do(lambda store: store.add_result(key, result))

    def _keep(self, key: bytes, blob: bytes) -> None:
        if self._store is None:
            return
        self._pending[key] = blob
        self._pending_size += len(blob)
        if self._pending_size > _BATCH:
            self._flush()

    def _open(self) -> None:
        self._store = self._folder.open()

    def _is_noted(self, tree: SourceTree, file: File) -> bool:
        """Find out what a file holds, by reading it if need be."""
        if self._recognised(tree, file) is None:
            try:
                self.key(file, tree.read(file))
            except Unreadable:
                return False
        return True

    def _recognised(self, tree: SourceTree, file: File) -> bytes | None:
        """Return the key of a file that is what it was, or that git vouches for."""
        if self._store is None:
            return None
        stamp = tree.stamp(file)
        self._stamps[file.path] = stamp
        name = os.fsencode(file.path)
        known = self._known.get(name)
        if known is not None and known[0] == stamp:
            self._seen[name] = known
            self._keys[file.path] = known[1]
            return known[1]
        blob = tree.blob(file, stamp)
        return None if blob is None else self._noted(file, blob)

    def _noted(self, file: File, blob: Blob) -> bytes:
        key = self._keys[file.path] = self._hash(self._content(file, blob))
        stamp = self._stamps.get(file.path)
        if stamp and max(stamp.mtime_ns, stamp.ctime_ns) < self._began - _AT_REST:
            self._seen[os.fsencode(file.path)] = stamp, key
        return key

    @staticmethod
    def _content(file: File, blob: Blob) -> bytes:
        content = b"%b %d" % blob
        if isinstance(file, Document):  # the same bytes say something else then
            content += f" {file.kind.value}".encode()
        return content

    def _of_look(self, key: bytes, name: str) -> bytes:
        return self._hash(key + name.encode())

    @staticmethod
    def _digest(keys: Iterable[bytes]) -> bytes:
        return blake2b(b"".join(keys), digest_size=_KEY_SIZE).digest()

    def _hash(self, content: bytes) -> bytes:
        key = self._identity
        return blake2b(content, digest_size=_KEY_SIZE, key=key).digest()

    def _flush(self) -> None:
        entries, self._pending, self._pending_size = self._pending, {}, 0
        if entries:
            self._do(lambda store: store.add(entries.items()))

    def _ask(
        self,
        query: Callable[[Store], bytes | None],
        decoder: msgspec.msgpack.Decoder[_T],
    ) -> _T | None:
        blob = self._do(query)
        if blob is None:
            return None
        try:
            return decoder.decode(blob)
        except msgspec.DecodeError:
            self._say("holds a damaged entry, which is made anew")
            return None

    def _do(self, action: Callable[[Store], _T]) -> _T | None:
        store = self._store
        return None if store is None else self._attempt(lambda: action(store))

    def _attempt(self, action: Callable[[], _T]) -> _T | None:
        """Do something with the disk; what fails is a miss."""
        try:
            return action()
        except Damaged:
            self._say("holds a damaged entry, which is made anew")
        except Exception as error:  # noqa: BLE001 - a damaged file may raise anything
            self._recover(error)
        return None

    def _recover(self, error: Exception) -> None:
        """Go on with a new database in place of a damaged one, else without any."""
        self._close()
        if not is_damage(error):
            self._say(f"is not used: {error}")
            return
        self._say(f"is damaged, and made anew: {error}")
        with suppress(sqlite3.Error, OSError):
            self._folder.discard()
            self._open()

    def _close(self) -> None:
        if self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
        self._store = None

    def _say(self, what: str) -> None:
        if self._warn is not None:
            self._warn(f"the cache in `{self._folder.path}` {what}")
        self._warn = None


def opened(
    folder: Path | None, project: Path, parser: Parser, warn: Callable[[str], None]
) -> AbstractContextManager[FactCache | None]:
    """Return the cache for a `with`; None, without a folder."""
    if folder is None:
        return nullcontext()
    return FactCache(folder, project, parser, warn=warn)


def _is_passing(facts: ModuleFacts | DocumentFacts) -> bool:
    failure = facts.failure if isinstance(facts, ModuleFacts) else None
    return failure is not None and failure.is_passing
