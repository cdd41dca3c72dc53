"""From bytes to a syntax tree, by one of two front ends.

What is said of a file nobody can read must not depend on the interpreter, so the few
faults that CPython's versions place or word differently are found here first.
"""

import ast
import enum
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from ssot_audit.extract.text import decode


class Parser(enum.Enum):
    """Which front end reads the files."""

    AUTO = "auto"
    """CPython's parser, and LibCST for syntax it does not know yet."""
    PYTHON = "python"
    LIBCST = "libcst"


@dataclass(frozen=True, slots=True)
class ParseError(Exception):
    """A file that no chosen front end can read."""

    message: str
    line: int = 1
    column: int = 1
    is_certain: bool = True
    """False where the reader gave up, though the file may be right."""
    is_passing: bool = False
    """Whether it was for want of memory, of which there may be more the next time."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and what CPython's parser said if it was LibCST that made it."""

    tree: ast.Module
    rejection: ParseError | None = None


_TOO_DEEP = "nested too deeply for the parser"
_GIVES_UP = "LibCST cannot represent"


def parse(source: bytes, parser: Parser) -> Parsed:
    """Return the tree of a file; raises `ParseError`."""
    _require_text(source)
    if parser is Parser.LIBCST:
        return Parsed(_libcst_alone(source))
    try:
        return Parsed(_guarded(_python, source))
    except ParseError as error:
        if parser is Parser.PYTHON:
            raise
        return Parsed(_second_opinion(source, error), rejection=error)


def _libcst_alone(source: bytes) -> ast.Module:
    """Read with LibCST; where both reject a file, CPython's words are better."""
    try:
        return _guarded(_libcst, source)
    except ParseError as error:
        try:
            _guarded(_python, source)
        except ParseError as rejection:
            raise rejection from None
        raise error from None


def _second_opinion(source: bytes, rejection: ParseError) -> ast.Module:
    """Let LibCST read what CPython rejects; if it can't either, CPython is right."""
    try:
        return _guarded(_libcst, source)
    except ParseError as error:
        if error.is_certain:
            raise rejection from None
        raise


def _require_text(source: bytes) -> None:
    """Raise `ParseError` for bytes that are no text of the declared encoding."""
    nul = source.find(b"\0")
    if nul >= 0:
        raise ParseError("contains a NUL byte", source.count(b"\n", 0, nul) + 1)
    if source.isascii() and b"coding" not in source[:200]:
        return
    try:
        decode(source)
    except UnicodeDecodeError as error:
        raise _no_text(source, error) from None
    except (SyntaxError, LookupError, ValueError) as error:
        try:
            source.decode()
        except UnicodeDecodeError as decoding:
            raise _no_text(source, decoding) from None
        raise ParseError(f"has an encoding nobody can read: {error}") from None


def _no_text(source: bytes, error: UnicodeDecodeError) -> ParseError:
    line = source.count(b"\n", 0, error.start) + 1
    return ParseError(f"is not {error.encoding} text: {error.reason}", line)


def _guarded(read: Callable[[bytes], ast.Module], source: bytes) -> ast.Module:
    try:
        return read(source)
    except SyntaxError as error:
        message = error.msg or "invalid syntax"
        raise ParseError(
            message,
            error.lineno or 1,
            max(error.offset or 1, 1),
            is_certain=not message.startswith(_GIVES_UP),
        ) from None
    except (ValueError, LookupError) as error:
        raise ParseError(str(error)) from None
    except (MemoryError, RecursionError):
        raise ParseError(_TOO_DEEP, is_certain=False, is_passing=True) from None


def _python(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _libcst(source: bytes) -> ast.Module:
    from ssot_audit.extract.cst_to_ast import cst_to_ast  # noqa: PLC0415 - 300 ms

    return cst_to_ast(source)
