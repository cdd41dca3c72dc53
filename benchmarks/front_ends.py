"""The law of the two front ends, and the defects that excuse a breach of it.

For every source that both parsers accept, the tree made from LibCST's equals
CPython's, positions included. It is compared node by node and not by `ast.dump`,
which is slower, recurses and cannot say where two trees part.
"""

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ssot_audit.extract.cst_to_ast import cst_to_ast

# Before 3.12 CPython gives wrong positions inside formatted strings, and the kind of
# the first literal to all; 3.12 ends some format specifications with an empty text.
_FIELDS_ARE_MISPLACED = sys.version_info < (3, 12)
_SPECIFICATIONS_END_EMPTY = sys.version_info < (3, 13)
_POSITION = ("lineno", "col_offset", "end_lineno", "end_col_offset")


class Outcome(StrEnum):
    """How the two parsers compare on one source."""

    EQUAL = "equal"
    BOTH_REFUSE = "both refuse"
    ONLY_CPYTHON = "only CPython"
    ONLY_LIBCST = "only LibCST"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Defect:
    """A valid text that LibCST refuses, recognised by the source having it."""

    name: str
    pattern: re.Pattern[bytes]
    example: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one source."""

    outcome: Outcome
    detail: str = ""
    defect: Defect | None = None

    @property
    def is_breach(self) -> bool:
        """Whether the law is broken with no excuse."""
        suspect = {Outcome.ONLY_CPYTHON, Outcome.DIFFERENT}
        return self.outcome in suspect and self.defect is None


@dataclass(frozen=True, slots=True)
class _Pair:
    place: str
    expected: object
    actual: object
    is_formatted: bool = False
    """Whether the pair is inside a formatted string."""


DEFECTS = (
    Defect(
        "annotation of a parenthesised name",
        re.compile(rb"^\s*\(+\w+\)+\s*:", re.MULTILINE),
        "(x): int = 1\n",
    ),
    Defect(
        "starred base after a class keyword",
        re.compile(rb"^\s*class\s[^:]*=[^:]*,\s*\*[^*]", re.MULTILINE),
        "class A(metaclass=B, *C): pass\n",
    ),
    Defect(
        "more than 3,000 strings in one concatenation",
        re.compile(rb"(?:(?:'[^'\n]*'|\"[^\"\n]*\")\s*){3000}"),
        "'a' " * 4000,
    ),
)


def judge(source: bytes) -> Verdict:
    """Parse the source with both parsers and compare."""
    expected = _from_cpython(source)
    try:
        actual = cst_to_ast(source)
    except SyntaxError as error:
        if expected is None:
            return Verdict(Outcome.BOTH_REFUSE)
        return Verdict(Outcome.ONLY_CPYTHON, str(error), _excuse(source))
    if expected is None:
        return Verdict(Outcome.ONLY_LIBCST)
    difference = next(differences(expected, actual), None)
    if difference is None:
        return Verdict(Outcome.EQUAL)
    return Verdict(Outcome.DIFFERENT, difference)


def _from_cpython(source: bytes) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None


def _excuse(source: bytes) -> Defect | None:
    return next((d for d in DEFECTS if d.pattern.search(source)), None)


def differences(expected: ast.AST, actual: ast.AST) -> Iterator[str]:
    """Yield where two trees differ, in no particular order."""
    pairs = [_Pair("the module", expected, actual)]
    while pairs:
        pair = pairs.pop()
        left, right = pair.expected, pair.actual
        if not _alike(left, right):
            yield f"{pair.place} is {right!r}, not {left!r}"
        elif isinstance(left, list) and isinstance(right, list):
            both = zip(left, right, strict=True)
            pairs += [replace(pair, expected=one, actual=two) for one, two in both]
        elif isinstance(left, ast.AST):
            pairs += _children(left, right, is_formatted=pair.is_formatted)


def _children(left: ast.AST, right: object, *, is_formatted: bool) -> Iterator[_Pair]:
    place = f"line {getattr(left, 'lineno', '?')}: {type(left).__name__}"
    inside = is_formatted or isinstance(left, ast.JoinedStr)
    for name in _compared(left, is_formatted=is_formatted):
        yield _Pair(f"{place}.{name}", _value(left, name), _value(right, name), inside)


def _compared(node: ast.AST, *, is_formatted: bool) -> tuple[str, ...]:
    """Name the fields and attributes that must be equal."""
    if not (is_formatted and _FIELDS_ARE_MISPLACED):
        return node._fields + _POSITION
    return ("value",) if isinstance(node, ast.Constant) else node._fields


def _value(node: object, name: str) -> object:
    if name == "values" and isinstance(node, ast.JoinedStr):
        return [value for value in node.values if not _is_spurious(value)]
    return getattr(node, name, None)


def _is_spurious(value: ast.expr) -> bool:
    is_empty = isinstance(value, ast.Constant) and value.value == ""
    return is_empty and _SPECIFICATIONS_END_EMPTY


def _alike(left: object, right: object) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right)
    return isinstance(left, ast.AST) or repr(left) == repr(right)
