"""From bytes to a syntax tree, by one of two front ends."""

import ast
import enum
import warnings
from dataclasses import dataclass


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
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and what CPython's parser said if it was LibCST that made it."""

    tree: ast.Module
    rejection: ParseError | None = None


_TOO_DEEP = "nested too deeply for the parser"


def parse(source: bytes, parser: Parser) -> Parsed:
    """Return the tree of a file; raises `ParseError`."""
    if parser is Parser.LIBCST:
        return Parsed(_parse_with_libcst(source))
    try:
        return Parsed(_parse_with_python(source))
    except ParseError as error:
        if parser is Parser.PYTHON:
            raise
        return Parsed(_second_opinion(source, error), rejection=error)


def _second_opinion(source: bytes, rejection: ParseError) -> ast.Module:
    """Let LibCST read what CPython rejects; if it can't either, CPython is right."""
    try:
        return _parse_with_libcst(source)
    except ParseError:
        raise rejection from None


def _parse_with_python(source: bytes) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        raise ParseError(
            error.msg, error.lineno or 1, max(error.offset or 1, 1)
        ) from None
    except (ValueError, LookupError) as error:
        raise ParseError(str(error), 1, 1) from None
    except (MemoryError, RecursionError):
        raise ParseError(_TOO_DEEP, 1, 1) from None


def _parse_with_libcst(source: bytes) -> ast.Module:
    from ssot_audit.extract.cst_to_ast import cst_to_ast  # noqa: PLC0415 - 300 ms

    try:
        return cst_to_ast(source)
    except SyntaxError as error:
        raise ParseError(
            error.msg, error.lineno or 1, max(error.offset or 1, 1)
        ) from None
    except (ValueError, LookupError) as error:
        raise ParseError(str(error), 1, 1) from None
    except (MemoryError, RecursionError):
        raise ParseError(_TOO_DEEP, 1, 1) from None
