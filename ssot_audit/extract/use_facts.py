"""Where a file uses what it imports, small enough to keep for every name.

Uses are grouped by scope and reference (see `extract.facts`). Few rules ask for them,
so facts keep them as msgpack.
"""

from collections.abc import Iterable

import msgspec

from ssot_audit.extract.facts import Span, Struct


class Keyword(Struct, frozen=True):
    """A keyword argument; the span is that of its name."""

    name: str
    span: Span


class CallUse(Struct, frozen=True):
    """A call of something imported."""

    span: Span
    """Of what is called, e.g. `jwt.decode`."""
    positional: int
    """Number of positional arguments; of `*args` at least this many."""
    keywords: tuple[Keyword, ...] = ()
    has_spread: bool = False
    """Whether `*args` or `**kwargs` pass more than is written."""
    is_partial: bool = False
    """Whether `functools.partial` is what is called, and this its first argument."""


class NameUses(Struct, frozen=True):
    """The uses of one reference."""

    reference: str
    """All of the dotted name, e.g. `os.environ.get`."""
    reads: tuple[Span, ...]
    """Other than as what is called."""
    calls: tuple[CallUse, ...]


class ScopeUses(Struct, frozen=True):
    """The uses in one function or class, or at the top."""

    scope: str
    """Qualified name of the function or class; empty at the top."""
    names: tuple[NameUses, ...]


class ModuleUses(Struct, frozen=True):
    """The uses of all names that a file imports."""

    scopes: tuple[ScopeUses, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(ModuleUses)


def encoded(scopes: Iterable[object]) -> bytes:
    """Return uses as facts keep them, given as lists in the shape of `ScopeUses`."""
    found = list(scopes)
    return _encode([found]) if found else b""


def decoded(uses: bytes) -> ModuleUses:
    """Return the uses of a file's facts."""
    return _decoder.decode(uses) if uses else ModuleUses()
