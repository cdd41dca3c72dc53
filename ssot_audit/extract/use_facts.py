"""Where a file uses what it imports, small enough to keep for every name.

Uses are grouped by scope and imported name. Few rules ask for them, so facts keep them
as msgpack. They are not in the order of the text.
"""

from collections.abc import Sequence

import msgspec

from ssot_audit.extract.facts import Span, Struct


class Keyword(Struct, frozen=True):
    """A keyword argument; the span is that of its name."""

    name: str
    span: Span


class Use(Struct, frozen=True):
    """A read or call of an imported name, or of something reached through it."""

    attributes: str
    """The rest of the dotted name: `environ.get` of `os.environ.get`; may be empty."""
    span: Span
    """Of the whole dotted name."""
    positional: int = -1
    """How many positional arguments are passed, `*args` left out; -1: no call."""
    keywords: tuple[Keyword, ...] = ()
    has_spread: bool = False
    """Whether `*args` or `**kwargs` pass more than is written."""
    is_partial: bool = False
    """Whether `functools.partial` is what is called, and this its first argument."""

    @property
    def is_call(self) -> bool:
        """Whether it is called."""
        return self.positional >= 0


class NameUses(Struct, frozen=True):
    """The uses of one imported name."""

    root: str
    """A reference (see `extract.facts`) as in `Import.bound`."""
    uses: tuple[Use, ...]

    def reference(self, use: Use) -> str:
        """Return the whole dotted name of a use."""
        return f"{self.root}.{use.attributes}" if use.attributes else self.root


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


def encoded(scopes: Sequence[object]) -> bytes:
    """Return uses as facts keep them, given as tuples in the shape of `ScopeUses`."""
    return _encode([scopes]) if scopes else b""


def decoded(uses: bytes) -> ModuleUses:
    """Return the uses of a file's facts."""
    return _decoder.decode(uses) if uses else ModuleUses()
