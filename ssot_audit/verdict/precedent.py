"""Verdicts of earlier scans: where nothing has changed, nothing is judged anew.

A verdict follows from the bytes of all files, from what discovery made of them, from
what was asked, and from this program. It is found by a digest of all four. The last
case is found by all but the bytes: where few have changed, it may be amended.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from ssot_audit.discover.source import Document, SourceFile, SourceTree
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.identity import package_identity
from ssot_audit.extract.parse import Parser
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.case import Case
from ssot_audit.verdict.record import (
    case_from_bytes,
    case_to_bytes,
    from_bytes,
    to_bytes,
)
from ssot_audit.verdict.verdict import Verdict

_LAST = b"the last case"


@dataclass(frozen=True, slots=True)
class Last:
    """The case heard last, and what edited files were then."""

    case: Case
    files: Mapping[str, ModuleFacts]
    documents: Mapping[str, DocumentFacts]
    """Those that some rule looked at."""

    @classmethod
    def of(
        cls,
        case: Case,
        files: Mapping[str, ModuleFacts | None],
        documents: Mapping[str, DocumentFacts | None],
    ) -> Self | None:
        """Return the case; None if the facts of some file are not known."""
        known = {path: facts for path, facts in files.items() if facts}
        told = {path: facts for path, facts in documents.items() if facts}
        if len(known) < len(files) or len(told) < len(documents):
            return None
        return cls(case, known, told)


class Precedents:
    """The verdicts on one tree that a cache holds."""

    def __init__(
        self, cache: FactCache | None, tree: SourceTree, parser: Parser, *asked: object
    ) -> None:
        """Prepare for a tree; each thing `asked` must show all it says in its `repr`.

        Without a cache there are no precedents.
        """
        self._tree = tree
        self._cache = cache
        self._question = b""
        if cache is not None:
            question = blake2b(package_identity(parser), digest_size=32)
            question.update(tree.describing())
            # No `repr` holds a null character: what was asked ends here.
            question.update(repr(asked).encode(errors="surrogateescape") + b"\0")
            for text in _arrangement(tree):
                question.update(os.fsencode(text))
            self._question = question.digest()

    def recall(self) -> Verdict | None:
        """Return the verdict on a tree that is what it was."""
        record = self.recall_record()
        return from_bytes(record, all_rules()) if record else None

    def keep(self, verdict: Verdict) -> None:
        """Store the verdict on the bytes that the cache has seen."""
        if self._cache is not None:
            record = to_bytes(verdict)
            if record:
                self.keep_record(record)

    def recall_record(self) -> bytes | None:
        """Return the bytes that were kept of a tree that is what it was."""
        if self._cache is None:
            return None
        state = self._cache.state(self._tree)
        return self._cache.result(self._key(state)) if state else None

    def keep_record(self, record: bytes) -> None:
        """Store anything concluded from the bytes that the cache has seen."""
        state = self._cache.concluded(self._tree) if self._cache else None
        if self._cache and state:
            self._cache.keep_result(self._key(state), record)

    def last_case(self) -> "Last | None":
        """Return the case heard last, with the facts that edited files had by then.

        None: there is none, or too little is known of the files, then or now.
        """
        now = self._cache.keys(self._tree) if self._cache else None
        record = self._cache.result(self._key(_LAST)) if self._cache and now else None
        last = case_from_bytes(record) if record else None
        if self._cache is None or now is None or last is None:
            return None
        then, case = last
        edited = {
            file: old
            for file, old, new in zip(self._tree.everything, then, now, strict=True)
            if old != new
        }
        heard = {account.path for account in case.documents}
        files = {
            file.path: self._cache.facts(old)
            for file, old in edited.items()
            if isinstance(file, SourceFile)
        }
        documents = {
            file.path: self._cache.document_facts(old)
            for file, old in edited.items()
            if isinstance(file, Document) and file.path in heard
        }
        return Last.of(case, files, documents)

    def keep_case(self, case: Case) -> None:
        """Store the case on the bytes that the cache has seen, in place of the last."""
        keys = self._cache.keys(self._tree) if self._cache else None
        record = case_to_bytes(keys, case) if keys else None
        if self._cache and record:
            self._cache.keep_result(self._key(_LAST), record)

    def _key(self, state: bytes) -> bytes:
        return blake2b(state, digest_size=16, key=self._question).digest()


def _arrangement(tree: SourceTree) -> Iterator[str]:
    """Yield all that a tree says of its files but their content."""
    for file in tree.files:
        flags = f"{file.is_package} {file.kind} {file.scope} {file.is_reported}"
        yield f"{file.path}\0{file.module}\0{flags}\0"
    for document in tree.documents:
        flags = f"{document.kind} {document.scope} {document.is_reported}"
        yield f"{document.path}\0{flags}\0"
    yield repr(
        (
            tree.roots,
            tree.skipped,
            tree.python_requires,
            sorted(tree.dependencies),
            sorted(tree.natives),
        )
    )
