"""The walk over a LibCST tree, in the order of its text, that yields `ast` nodes.

How each class of node is converted is told by tables that the sibling modules fill;
here is what they share: parentheses, left-deep chains, blocks, assignment targets.

Invariant: a converter leaves the cursor behind the last token of its node.
"""

import ast
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any, TypeVar

import libcst as cst

from ssot_audit.extract.cst.positions import Cursor

# LibCST's common base classes lack the fields that their subclasses share, and a
# table of functions cannot tell the type checker which function takes which class.
CstNode = Any

Expressions = Mapping[type[cst.CSTNode], Callable[..., ast.expr]]
Statements = Mapping[type[cst.CSTNode], Callable[..., ast.stmt]]
Patterns = Mapping[type[cst.CSTNode], Callable[..., ast.pattern]]

Target = TypeVar("Target", bound=ast.expr)

LOAD = ast.Load()
STORE = ast.Store()
DEL = ast.Del()

# Their innermost parentheses are part of the node, in `ast` as in the grammar.
_PARENTHESISED = frozenset({cst.Tuple, cst.GeneratorExp, cst.MatchTuple})


@dataclass(frozen=True, slots=True)
class Link:
    """How to convert a node that starts with an expression, such as `left + right`."""

    leftmost: Callable[[CstNode], CstNode]
    finish: Callable[..., ast.expr]
    """Called with the walk, the node, the converted `leftmost` and its start."""


@dataclass(frozen=True, slots=True)
class Converters:
    """What to call for each class of LibCST nodes."""

    expressions: Expressions
    links: Mapping[type[cst.CSTNode], Link]
    statements: Statements
    patterns: Patterns


class Walk(Cursor):
    """The cursor, with the conversion of whatever comes next."""

    __slots__ = ("_converters",)

    def __init__(self, text: str, converters: Converters) -> None:
        """Stand before the first token of the text."""
        super().__init__(text)
        self._converters = converters

    def expression(self, node: CstNode) -> ast.expr:
        """Convert an expression; a chain of any length takes one level of the stack."""
        chain = []
        links = self._converters.links
        while (link := links.get(type(node))) is not None:
            self.skip_each(node.lpar)
            chain.append((node, link.finish, self.start()))
            node = link.leftmost(node)
        self.skip_each(node.lpar)
        result = self._converters.expressions[type(node)](self, node)
        self.skip_each(_outer(node))
        while chain:
            node, finish, start = chain.pop()
            result = finish(self, node, result, start)
            self.skip_each(node.rpar)
        return result

    def optional(self, node: CstNode | None) -> ast.expr | None:
        """Convert an expression that may be absent."""
        return None if node is None else self.expression(node)

    def pattern(self, node: CstNode) -> ast.pattern:
        """Convert what stands after `case`, or a part of it."""
        # A value or singleton pattern leaves its parentheses to its expression.
        convert = self._converters.patterns[type(node)]
        if isinstance(node, cst.MatchValue | cst.MatchSingleton):
            return convert(self, node)
        self.skip_each(node.lpar)
        result = convert(self, node)
        self.skip_each(_outer(node))
        return result

    def block(self, nodes: Iterable[CstNode]) -> list[ast.stmt]:
        """Convert statements, simple or compound."""
        convert = self._converters.statements
        result: list[ast.stmt] = []
        for node in nodes:
            if type(node) is cst.SimpleStatementLine:
                result += self._simple_statements(node.body)
            else:
                result.append(convert[type(node)](self, node))
        return result

    def suite(self, node: cst.BaseSuite) -> list[ast.stmt]:
        """Convert the colon and the body of a compound statement."""
        self.skip(1)
        if isinstance(node, cst.SimpleStatementSuite):
            return self._simple_statements(node.body)
        return self.block(node.body)

    def _simple_statements(self, nodes: Sequence[CstNode]) -> list[ast.stmt]:
        result = []
        for node in nodes:
            result.append(self._converters.statements[type(node)](self, node))
            if type(node.semicolon) is cst.Semicolon:
                self.skip(1)
        return result

    def skip_each(self, one_character_tokens: Sized) -> None:
        """Pass that many tokens of one character each."""
        for _ in range(len(one_character_tokens)):
            self.skip(1)

    def skip_comma(self, node: CstNode) -> None:
        """Pass the comma that follows an item, if one does."""
        if type(node.comma) is cst.Comma:
            self.skip(1)

    def identifier(self, node: CstNode) -> str:
        """Pass a name and return it as Python compares names (NFKC)."""
        name = node.value
        self.skip(len(name))
        return name if name.isascii() else unicodedata.normalize("NFKC", name)

    def open_node(self, node: CstNode) -> int:
        """Return the start of a node that owns its innermost parentheses, if any."""
        return self.offset - 1 if node.lpar else self.start()

    def close_node(self, node: CstNode) -> None:
        """Pass the closing one of the parentheses that `open_node` told of."""
        self.skip_each(node.rpar[:1])


def _outer(node: CstNode) -> Sequence[cst.RightParen]:
    closing: Sequence[cst.RightParen] = node.rpar
    return closing[1:] if type(node) in _PARENTHESISED else closing


def skip_async(walk: Walk, node: CstNode) -> bool:
    """Pass the `async` before a clause or statement; return whether there is one."""
    if node.asynchronous is None:
        return False
    walk.skip(len("async"))
    return True


def stored(target: Target) -> Target:
    """Mark the target of an assignment as such, with the targets inside it."""
    return _in_context(target, STORE)


def deleted(target: Target) -> Target:
    """Mark the target of a `del` as such, with the targets inside it."""
    return _in_context(target, DEL)


def _in_context(target: Target, context: ast.expr_context) -> Target:
    pending: list[Any] = [target]
    while pending:
        node = pending.pop()
        node.ctx = context
        if isinstance(node, ast.Tuple | ast.List):
            pending += node.elts
        elif isinstance(node, ast.Starred):
            pending.append(node.value)
    return target
