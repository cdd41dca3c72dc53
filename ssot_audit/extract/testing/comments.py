"""Runs of comment lines that are the code of tests.

What is text between quotes is no comment, however it looks, and what does not parse is
prose. Tests that hold nothing but a commented-out body are `hollow`.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.collect_classes import FunctionNode
from ssot_audit.extract.facts import Span
from ssot_audit.extract.scopes import Scope
from ssot_audit.extract.testing.facts import CommentedTest
from ssot_audit.extract.text import SourceText

_TRACE = re.compile(rb"#[ \t]*(?:async[ \t]+)?(?:def test|class Test)")
_DEFINITION = re.compile(r"\s*(?:async\s+)?(?:def test|class Test)\w*")
_CLOSING = (")", "]", "}")
_MOST_TRIES = 20
_DOING = (ast.Assert, ast.Assign, ast.AugAssign, ast.Await, ast.Call, ast.Delete)
"""What tells code from prose that happens to parse."""


def commented(
    source: bytes, tree: ast.Module, text: SourceText
) -> Iterator[CommentedTest]:
    """Yield each run of comments that defines tests."""
    if not _TRACE.search(source):
        return
    quoted = _quoted_lines(tree)
    for first, block in _runs(text.lines, quoted):
        for start, end, names in _tests(block):
            span = _span(text, first + start, first + end)
            yield CommentedTest(names, span, end - start + 1)


def hollow(
    found: Iterable[tuple[FunctionNode, Scope]], text: SourceText
) -> Iterator[CommentedTest]:
    """Yield each test whose body is empty but for code that is commented out."""
    for node, scope in found:
        has_acts = scope.acts[0] < scope.acts[1]
        if has_acts or not node.name.startswith("test") or not _is_empty(node.body):
            continue
        first = node.lineno + 1
        if _is_text(node.body[0]):
            first = (node.body[0].end_lineno or first) + 1
        block = [text.lines[node.lineno - 1]]
        for line in text.lines[first - 1 :]:
            is_code = line.strip() and not line.lstrip().startswith("#")
            if is_code and line.strip() not in {"pass", "..."}:
                break
            block.append(line)
        numbers = [
            first + at
            for at, line in enumerate(block[1:])
            if line.lstrip().startswith("#") and _indent(line) > node.col_offset
        ]
        if numbers and _is_code(_bare(text.lines[n - 1]) for n in numbers):
            span = _span(text, numbers[0], numbers[-1])
            names = (scope.qualname,)
            yield CommentedTest(names, span, len(numbers), is_hollow=True)


def _quoted_lines(tree: ast.Module) -> set[int]:
    """Return the lines that begin within a text."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            lines.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return lines


def _runs(lines: Sequence[str], quoted: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield each run of comments, bare, and of blank lines in it; where it begins."""
    run: list[str] = []
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if number not in quoted and (
            stripped.startswith("#") or (run and not stripped)
        ):
            run.append(_bare(line))
        elif run:
            yield number - len(run), run
            run = []
    if run:
        yield len(lines) + 1 - len(run), run


def _bare(line: str) -> str:
    """Return what a comment says, indented as it is behind the mark."""
    return line.strip().lstrip("#").rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _tests(block: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield first and last line, and the names of the tests, of each definition."""
    at = 0
    while at < len(block):
        if _DEFINITION.match(block[at]):
            end, names = _definition(block, at)
            if names:
                yield _decorated(block, at), end, names
                at = end
        at += 1


def _definition(block: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Return where a definition ends, and the tests in it; none if it is no code."""
    indent, end = _indent(block[at]), at
    for number in range(at + 1, len(block)):
        line = block[number]
        if not line.strip():
            continue
        if _indent(line) <= indent and not line.lstrip().startswith(_CLOSING):
            break
        end = number
    for last in range(end, max(at, end - _MOST_TRIES), -1):
        tree = _parsed(block[at : last + 1])
        if tree is not None:
            return last, tuple(_names(tree.body[:1]))
    return at, ()


def _decorated(block: Sequence[str], at: int) -> int:
    indent = _indent(block[at])
    while at and block[at - 1].startswith("@", indent):
        at -= 1
    return at


def _names(body: Iterable[ast.stmt], outer: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _names(node.body, f"{outer}{node.name}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (
            node.name.startswith("test") and not _is_empty(node.body)
        ):
            yield f"{outer}{node.name}"


def _parsed(lines: Iterable[str]) -> ast.Module | None:
    given = [line for line in lines if line.strip()]
    indent = min((_indent(line) for line in given), default=0)
    code = "\n".join(line[indent:] for line in given)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_code(lines: Iterable[str]) -> bool:
    tree = _parsed(lines)
    return tree is not None and any(isinstance(n, _DOING) for n in ast.walk(tree))


def _is_empty(body: Sequence[ast.stmt]) -> bool:
    return all(isinstance(node, ast.Pass) or _is_constant(node) for node in body)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _span(text: SourceText, first: int, last: int) -> Span:
    lines = text.lines
    return Span(first, _indent(lines[first - 1]) + 1, last, len(lines[last - 1]) + 1)
