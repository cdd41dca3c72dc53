"""The shape of a function: what its body does, whatever its locals are called.

Two functions of one shape are copies. Local names are numbered in the order in which
they are met; docstrings, annotations and comments are left out; all other names,
constants and defaults are kept. This is a second look at the larger functions, so it
is written to be quick: fields are taken with `attrgetter`, lists are walked as nodes.
"""

import ast
from ast import Attribute, Call, Constant, Name
from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from ssot_audit.extract.scopes import Scope

LEAST_STATEMENTS = 8
"""In smaller bodies, equality says little: on real projects most are delegations."""

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_Children = Callable[[Any], Iterable[Any]] | None

_LEFT_OUT = frozenset({"annotation", "ctx", "kind", "returns", "simple"}) | frozenset(
    {"type_comment", "type_ignores", "type_params"}
)
_BRANCHES = frozenset({"handlers", "cases"})
_BLOCKS: dict[type, tuple[str, ...]] = {
    kind: tuple(
        name
        for name in kind._fields
        if name in {"body", "orelse", "finalbody"} | _BRANCHES
    )
    for kind in ast.stmt.__subclasses__()
    if "body" in kind._fields or "cases" in kind._fields
}


def _children(kind: type[ast.AST]) -> _Children:
    names = [name for name in kind._fields if name not in _LEFT_OUT]
    if not names:
        return None
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(names[0])
    return lambda node: (only(node),)


_TABLE: dict[type, tuple[str, _Children]] = {
    kind: (kind.__name__, _children(kind))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
_TABLE[ast.AnnAssign] = ("Assign", lambda node: ([node.target], node.value))


def shape(node: _FunctionNode, scope: Scope) -> tuple[int, int] | None:
    """Return the number of statements and the digest of a function's body.

    None for a body that is too small, and for a test: those repeat each other.
    """
    if (node.end_lineno or 0) - node.lineno < LEAST_STATEMENTS:
        return None
    if node.name.startswith("test"):
        return None
    body = node.body
    first = body[0]
    if type(first) is ast.Expr and type(first.value) is Constant:
        body = body[1:]
    size = _statements(body)
    if size < LEAST_STATEMENTS:
        return None
    local = scope.bound - scope.outer if scope.outer else scope.bound
    try:
        text = repr(_words(node.args, body, local)).encode(errors="surrogatepass")
    except ValueError:  # an integer of more digits than Python is willing to print
        return None
    digest = blake2b(text, digest_size=8).digest()
    # msgpack knows integers of 64 bits, and most languages those with a sign.
    return size, int.from_bytes(digest, "big") >> 1


def _statements(body: list[Any]) -> int:
    count = len(body)
    for statement in body:
        for name in _BLOCKS.get(type(statement), ()):
            block = getattr(statement, name)
            if name in _BRANCHES:
                block = [inner for branch in block for inner in branch.body]
            count += _statements(block)
    return count


def _words(  # noqa: C901 - hot
    args: ast.arguments, body: list[ast.stmt], local: Collection[str]
) -> list[Any]:
    """Return what tells a body from another, in some fixed order."""
    words: list[Any] = []
    say = words.append
    numbers: dict[str, int] = {}
    stack: list[Any] = [args, *body]
    pop, push = stack.pop, stack.append
    table = _TABLE
    while stack:
        node = pop()
        kind = node.__class__
        if kind is Name:
            name = node.id
            say(numbers.setdefault(name, len(numbers)) if name in local else name)
        elif kind is Attribute:
            say(".")
            say(node.attr)
            push(node.value)
        elif kind is Constant:
            say((node.value,))
        elif kind is list:
            say(len(node))
            say("[")
            stack += node
        elif kind is Call:
            say("(")
            stack += (node.keywords, node.args, node.func)
        elif kind is ast.arg:
            say(numbers.setdefault(node.arg, len(numbers)))
        elif kind is ast.ExceptHandler:
            say("except")
            say(numbers.setdefault(node.name, len(numbers)) if node.name else None)
            stack += (node.type, node.body)
        elif kind in table:
            label, children = table[kind]
            say(label)
            if children is not None:
                stack += children(node)
        else:
            say((kind.__name__, node))
    return words
