"""The baseline file: known findings, one a line, so that branches merge.

The lines are sorted by identity and end alike: the list closes with a `null`, so adding
or removing an entry touches one line only. What merging leaves twice is joined.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from ssot_audit.errors import ConfigError, Fault
from ssot_audit.verdict.identity import Identity

SCHEMA_VERSION = 1
_MARKS = (b"<<<<<<< ", b"=======", b">>>>>>> ")


class Entry(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A finding that is known and accepted."""

    code: str
    path: str
    """Where it was shown; tells whether a scan of some paths could have seen it."""
    module: str
    symbol: str
    subject: str
    parts: dict[str, int]
    """How many parts of each name are accepted."""
    reason: str | None = None
    owner: str | None = None
    expires: date | None = None
    """The last day on which it is accepted."""

    @property
    def identity(self) -> Identity:
        """What it has in common with the finding."""
        return (self.code, self.module, self.symbol, self.subject)


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    schema_version: int
    findings: list[Entry | None]


def parse(content: bytes, name: str) -> tuple[Entry, ...]:
    """Return the entries of a file; raises `ConfigError` with what is wrong, where."""
    for number, line in enumerate(content.splitlines(), 1):
        if line.startswith(_MARKS):
            raise _fault(
                f"{name}:{number}", "there is a merge conflict; keep both sides"
            )
    try:
        document = msgspec.json.decode(content, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _fault(name, f"is no baseline: {error}") from None
    if document.schema_version != SCHEMA_VERSION:
        raise _fault(
            f"{name}: schema_version",
            f"this version reads {SCHEMA_VERSION}, the file has "
            f"{document.schema_version}",
        )
    joined: dict[Identity, Entry] = {}
    for entry in document.findings:
        if entry is not None:
            first = joined.get(entry.identity)
            joined[entry.identity] = _joined(first, entry) if first else entry
    return tuple(joined.values())


def render(entries: Iterable[Entry]) -> bytes:
    """Return the file's bytes, the same for the same entries."""
    lines = [
        "{",
        f'"schema_version": {SCHEMA_VERSION},',
        '"findings": [',
        *(f"{_line(entry)}," for entry in sorted(entries, key=lambda e: e.identity)),
        "null",
        "]",
        "}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _line(entry: Entry) -> str:
    known: Mapping[str, Any] = msgspec.to_builtins(entry)
    return json.dumps(
        {**known, "parts": dict(sorted(entry.parts.items()))}, ensure_ascii=True
    )


def _joined(first: Entry, second: Entry) -> Entry:
    """Join what two branches said of one finding."""
    names = first.parts.keys() | second.parts.keys()
    parts = {n: max(first.parts.get(n, 0), second.parts.get(n, 0)) for n in names}
    dates = [entry.expires for entry in (first, second) if entry.expires]
    return msgspec.structs.replace(
        first,
        parts=parts,
        reason=first.reason or second.reason,
        owner=first.owner or second.owner,
        expires=min(dates, default=None),
    )


def _fault(where: str, message: str) -> ConfigError:
    return ConfigError((Fault(where, message),))
