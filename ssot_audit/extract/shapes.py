"""The shape of a function: what its body does, whatever its locals are called.

Two functions of one shape are copies. Local names are numbered in the order in which
they are met; docstrings, annotations and comments are left out; all other names,
constants and defaults are kept. What the file itself gives to such a name is kept
apart: there, copies may have drifted. This is a second look at the larger functions, so
it is written to be quick: fields are taken with `attrgetter`, lists walked as nodes.
"""

import ast
import re
from ast import Attribute, Call, Constant, Name
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec

from ssot_audit.extract.facts import Shape
from ssot_audit.extract.scopes import Scope

LEAST_STATEMENTS = 8
"""In smaller bodies, equality says little: on real projects most are delegations."""

_LOGGER = re.compile(r"_*log(?:ger|ging)?_*", re.IGNORECASE)

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
_encode = msgspec.msgpack.Encoder().encode
_TABLE[ast.AnnAssign] = ("Assign", lambda node: ([node.target], node.value))


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a function, before all of its file is known."""

    qualname: str
    statements: int
    digest: int
    names: frozenset[str]
    """Names that are not local."""


def body_of(node: _FunctionNode, scope: Scope) -> Body | None:
    """Return what tells a function's body from others.

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
    names: set[str] = set()
    digest = _digest(_words([node.args, *body], local, names))
    if digest is None:
        return None
    return Body(scope.qualname, size, digest, frozenset(names))


def shapes(
    functions: Iterable[tuple[_FunctionNode, Scope]], tree: ast.Module
) -> Iterator[Shape]:
    """Yield the shapes of the functions of one file."""
    given: dict[str, ast.stmt] | None = None
    for node, scope in functions:
        body = body_of(node, scope)
        if body is None:
            continue
        given = _given(tree) if given is None else given
        own = sorted(body.names & given.keys())
        kept = _digest([_words([given[name]], (), set()) for name in own]) if own else 0
        yield Shape(body.qualname, body.statements, body.digest, kept or 0)


def _given(tree: ast.Module) -> dict[str, ast.stmt]:
    """Return the functions and variables at the top of a file, loggers aside."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {t.id: node for t in targets if isinstance(t, ast.Name)}
    return {name: n for name, n in found.items() if not _LOGGER.fullmatch(name)}


def _digest(words: list[Any]) -> int | None:
    """Return a digest of plain values; None if nobody can write them down."""
    try:
        text = _encode(words)
    except (OverflowError, TypeError, UnicodeError):  # what few constants are
        try:
            text = repr(words).encode(errors="surrogatepass")
        except ValueError:  # an integer of more digits than Python is willing to print
            return None
    digest = blake2b(text, digest_size=8).digest()
    # msgpack knows integers of 64 bits, and most languages those with a sign.
    return int.from_bytes(digest, "big") >> 1


def _statements(body: list[Any]) -> int:
    count = len(body)
    for statement in body:
        for name in _BLOCKS.get(type(statement), ()):
            block = getattr(statement, name)
            if name in _BRANCHES:
                block = [inner for branch in block for inner in branch.body]
            count += _statements(block)
    return count


def _words(  # noqa: C901, PLR0912 - hot
    nodes: list[ast.AST], local: Collection[str], free: set[str]
) -> list[Any]:
    """Return what tells code from other code, in some fixed order.

    Names that are not local are added to `free`.
    """
    words: list[Any] = []
    say = words.append
    numbers: dict[str, int] = {}
    stack: list[Any] = [*nodes]
    pop, push = stack.pop, stack.append
    table = _TABLE
    while stack:
        node = pop()
        kind = node.__class__
        if kind is Name:
            name = node.id
            if name in local:
                say(numbers.setdefault(name, len(numbers)))
            else:
                say(name)
                free.add(name)
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
