"""Where a file mentions what may be the name of an event, and what it does with it."""

import enum
import re

import msgspec

from ssot_audit.extract.facts import Span, Struct

TEXT = r"[A-Za-z][A-Za-z0-9]*(?:[_.:/-][A-Za-z0-9]+)+"
"""Two words or more: a single one is too often something else."""
_is_text = re.compile(TEXT).fullmatch


class Role(enum.IntEnum):
    """What is done with a text or constant."""

    VALUE = 0
    """Anything that is none of the others: assigned, returned, a default."""
    ARGUMENT = 1
    """It is passed to a call, perhaps inside of something else."""
    TESTED = 2
    """It is compared, matched, a key, or what a decorator is given."""
    LISTED = 3
    """It is an item of a list, set or tuple, or a key of a table of literals."""
    NAMED = 4
    """A constant or a member of an enumeration stands for it."""


class Mention(Struct, frozen=True):
    """A text, or a constant in capitals, in code."""

    text: str
    """The text, or the dotted name of the constant as written."""
    is_constant: bool
    role: int
    callees: tuple[str, ...]
    """Dotted names of the calls around it, the innermost last; of one on a result that
    is no name, the last segment."""
    display: int
    """Number of the list it is an item of, from 1; 0: none."""
    constant: str
    """Qualified name of the constant that stands for it."""
    span: Span
    scope: str


class Mentions(Struct, frozen=True):
    """All mentions of a file, in the order in which they are met."""

    all: tuple[Mention, ...] = ()
    displays: tuple[Span, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Mentions)


def is_mentionable(text: str) -> bool:
    """Tell whether a text is kept where it is mentioned."""
    return _is_text(text) is not None


def encoded_mentions(mentions: Mentions) -> bytes:
    """Return mentions as facts keep them."""
    return _encode(mentions) if mentions.all else b""


def decoded_mentions(mentions: bytes) -> Mentions:
    """Return the mentions of a file's facts."""
    return _decoder.decode(mentions) if mentions else Mentions()
