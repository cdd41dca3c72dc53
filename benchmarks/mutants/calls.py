"""Calls of methods as the text shows them, without any flow."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.link.located import Module

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OWN_NAMES = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class Site:
    """One place where a member is called."""

    module: Module
    name: str
    line: int
    column: int
    """Of the end of the name, 1-based, in characters."""
    positional: int
    keywords: tuple[str, ...]
    has_spread: bool
    is_awaited: bool
    is_dropped: bool
    receiver: str
    """Text of what it is called on."""
    form: str
    """What sort of expression that is."""

    @property
    def shown(self) -> str:
        """Where it is, for a report."""
        return f"{self.module.path}:{self.line} {self.receiver}.{self.name}(…)"


def call_sites(module: Module, source: bytes) -> Iterator[Site]:
    """Yield the calls of attributes in a file, not those on `self` or `super()`."""
    try:
        text = source.decode("utf-8-sig")
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = source.splitlines()
    pending: list[tuple[ast.AST, ast.AST | None, str]] = [(tree, None, "")]
    while pending:
        node, parent, own = pending.pop()
        if isinstance(node, _FUNCTIONS):
            is_method = isinstance(parent, ast.ClassDef)
            first = [*node.args.posonlyargs, *node.args.args][:1]
            own = first[0].arg if is_method and first else own
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and not _is_own(node.func.value, own)
        ):
            yield _site(module, node, node.func, parent, lines)
        pending += [(child, node, own) for child in ast.iter_child_nodes(node)]


def _is_own(receiver: ast.expr, own: str) -> bool:
    if isinstance(receiver, ast.Name):
        return receiver.id in _OWN_NAMES or receiver.id == own
    return (
        isinstance(receiver, ast.Call)
        and isinstance(receiver.func, ast.Name)
        and receiver.func.id == "super"
    )


def _site(
    module: Module,
    call: ast.Call,
    called: ast.Attribute,
    parent: ast.AST | None,
    lines: list[bytes],
) -> Site:
    line, end = called.end_lineno or 0, called.end_col_offset or 0
    starred = [isinstance(argument, ast.Starred) for argument in call.args]
    named = [keyword.arg for keyword in call.keywords]
    return Site(
        module,
        called.attr,
        line,
        len(lines[line - 1][:end].decode("utf-8", "replace")) + 1,
        len(starred) - sum(starred),
        tuple(name for name in named if name is not None),
        any(starred) or None in named,
        isinstance(parent, ast.Await),
        isinstance(parent, ast.Expr),
        " ".join(ast.unparse(called.value).split())[:60],
        _form(called.value),
    )


def _form(value: ast.expr) -> str:
    """Name the sort of an expression that something is called on."""
    match value:
        case ast.Name():
            return "name"
        case ast.Attribute(value=ast.Name(id="self")):
            return "attribute of self"
        case ast.Attribute():
            return "attribute of another object"
        case ast.Call() | ast.Await():
            return "result of a call"
        case ast.Subscript():
            return "item"
        case _:
            return "other expression"
