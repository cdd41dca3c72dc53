"""One fault as an edit of one file's text, by the positions of its syntax tree."""

import ast
import enum
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

_HEAD = re.compile(rb"(async\s+)?def\s+")
_INDENT = re.compile(rb"[ \t]*")
_BOM = b"\xef\xbb\xbf"
_WAIT = b'__import__("asyncio").run('
"""In the place of `await`, so that a plain function does the same."""
SUFFIX = "_gone"
"""What a renamed member ends with."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_OTHER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Kind(enum.Enum):
    """What is done to a method."""

    DELETE = "delete"
    RENAME = "rename"
    DROP_PARAMETER = "drop-parameter"
    MAKE_ASYNC = "make-async"
    """And some call throws its result away."""
    MAKE_ASYNC_USED = "make-async, used"
    """And every call does something with its result, which may be to await it."""
    MAKE_SYNC = "make-sync"


class Edit(NamedTuple):
    """Bytes `start` to `end` become `text`."""

    start: int
    end: int
    text: bytes


class Method(NamedTuple):
    """A method by where its `def` stands."""

    name: str
    line: int


def mutated(
    source: bytes, kind: Kind, method: Method, parameter: str = ""
) -> bytes | None:
    """Return the file with one method changed; None: not by an edit of this sort."""
    tree = _parsed(source)
    if tree is None or (function := _found(tree, method)) is None:
        return None
    text = _Text(source)
    if kind is Kind.DROP_PARAMETER:
        edits = _dropped(function, parameter, text)
    else:
        edits = _EDITS[kind](function, text)
    if not edits:
        return None
    changed = text.edited(edits)
    return changed if _parsed(changed) is not None else None


class _Text:
    """The bytes of a file by line and column of its syntax tree."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def indent(self, line: int) -> bytes:
        found = _INDENT.match(self.lines[line - 1])
        return found.group() if found else b""

    def begins(self, line: int, column: int) -> bool:
        """Tell whether nothing stands before a column."""
        return not self.lines[line - 1][:column].strip()

    def edited(self, edits: list[Edit]) -> bytes:
        changed = self.source
        for edit in sorted(edits, reverse=True):
            changed = changed[: edit.start] + edit.text + changed[edit.end :]
        return changed


def _parsed(source: bytes) -> ast.Module | None:
    """Parse UTF-8 only: columns of a syntax tree count its bytes."""
    if source.startswith(_BOM):
        return None
    try:
        return ast.parse(source.decode("utf-8"))
    except (SyntaxError, ValueError):
        return None


def _found(tree: ast.Module, method: Method) -> FunctionNode | None:
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode) and (node.name, node.lineno) == method:
            return node
    return None


def _head(function: FunctionNode, text: _Text) -> tuple[int, int, int]:
    """Return where `def` begins, and where its name begins and ends."""
    start = text.at(function.lineno, function.col_offset)
    found = _HEAD.match(text.source, start)
    if found is None:
        raise AssertionError(function.name)
    return start, found.end(), found.end() + len(function.name.encode())


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _deleted(function: FunctionNode, text: _Text) -> list[Edit]:
    if not text.begins(function.lineno, function.col_offset):
        return []
    start = text.at(_first_line(function), 0)
    end = text.at((function.end_lineno or 0), 0) + len(
        text.lines[(function.end_lineno or 0) - 1]
    )
    return [Edit(start, end, text.indent(function.lineno) + b"pass\n")]


def _renamed(function: FunctionNode, text: _Text) -> list[Edit]:
    _, _, end = _head(function, text)
    return [Edit(end, end, SUFFIX.encode())]


def _made_async(function: FunctionNode, text: _Text) -> list[Edit]:
    if isinstance(function, ast.AsyncFunctionDef):
        return []
    start, _, _ = _head(function, text)
    return [Edit(start, start, b"async ")]


def _made_sync(function: FunctionNode, text: _Text) -> list[Edit]:
    if not isinstance(function, ast.AsyncFunctionDef):
        return []
    start, name, _ = _head(function, text)
    edits = [Edit(start, name, b"def ")]
    for node in _own(function):
        if isinstance(node, ast.Await):
            begin = text.at(node.lineno, node.col_offset)
            end = text.at(node.end_lineno or 0, node.end_col_offset or 0)
            edits.append(Edit(begin, begin + len(b"await"), _WAIT))
            edits.append(Edit(end, end, b")"))
        elif isinstance(node, ast.AsyncFor | ast.AsyncWith):
            begin = text.at(node.lineno, node.col_offset)
            edits.append(Edit(begin, begin + len(b"async "), b""))
        elif isinstance(node, ast.comprehension) and node.is_async:
            return []
    return edits


_EDITS: Mapping[Kind, Callable[[FunctionNode, _Text], list[Edit]]] = {
    Kind.DELETE: _deleted,
    Kind.RENAME: _renamed,
    Kind.MAKE_ASYNC: _made_async,
    Kind.MAKE_ASYNC_USED: _made_async,
    Kind.MAKE_SYNC: _made_sync,
}


def _own(function: FunctionNode) -> Iterator[ast.AST]:
    """Yield what stands in a function and in none that is inside it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _OTHER_SCOPES):
            pending += ast.iter_child_nodes(node)


def _dropped(function: FunctionNode, parameter: str, text: _Text) -> list[Edit]:
    """Take a parameter out; the body goes on with None in its place."""
    first = function.body[0]
    line = _first_line(first)
    if not text.begins(line, len(text.indent(line))) or line == function.lineno:
        return []
    if not text.begins(first.lineno, first.col_offset):
        return []
    if not _take_out(function.args, parameter):
        return []
    _, _, end = _head(function, text)
    signature = _parentheses(text, end)
    if signature is None:
        return []
    body = text.at(line, 0)
    none = text.indent(line) + f"{parameter} = None\n".encode()
    between = ast.unparse(function.args).encode()
    return [Edit(*signature, b"(" + between + b")"), Edit(body, body, none)]


def _take_out(arguments: ast.arguments, parameter: str) -> bool:
    placed = [*arguments.posonlyargs, *arguments.args]
    for number, argument in enumerate(placed):
        if argument.arg == parameter:
            without = len(placed) - len(arguments.defaults)
            if number >= without:
                del arguments.defaults[number - without]
            home = arguments.posonlyargs
            (home if argument in home else arguments.args).remove(argument)
            return True
    for number, argument in enumerate(arguments.kwonlyargs):
        if argument.arg == parameter:
            del arguments.kwonlyargs[number], arguments.kw_defaults[number]
            return True
    return False


def _parentheses(text: _Text, name_end: int) -> tuple[int, int] | None:
    """Return where the parentheses of a signature begin and end."""
    rest = text.source[name_end:]
    if not rest.lstrip().startswith(b"("):
        return None
    lines = io.BytesIO(rest).readline
    depth, start = 0, None
    offsets = _Text(rest)
    for token in tokenize.tokenize(lines):
        if token.type != tokenize.OP:
            continue
        row, column = token.start
        before = offsets.lines[row - 1].decode()[:column].encode()
        place = name_end + offsets.at(row, len(before))
        if token.string in "([{":
            depth += 1
            start = place if start is None else start
        elif token.string in ")]}":
            depth -= 1
            if not depth and start is not None:
                return start, place + 1
    return None
