"""Edits of one tree: collected first, then made in one pass by a LibCST transformer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import libcst as cst

from ssot_audit.fix.lines import carried_on, led, lines_of, suite_of
from ssot_audit.fix.pieces import Piece
from ssot_audit.fix.tree import Tree

Revise = Callable[[cst.CSTNode], cst.CSTNode]
"""From a node, its inside already edited, to what takes its place."""
Replace = Callable[[cst.BaseSmallStatement], Sequence[Piece]]
"""From a simple statement, its inside already edited, to those in its place."""
_BlockT = TypeVar("_BlockT", cst.Module, cst.IndentedBlock)


@dataclass(slots=True)
class Edits:
    """What is to change in a tree, by its nodes."""

    nodes: dict[cst.CSTNode, Revise] = field(default_factory=dict)
    statements: dict[cst.CSTNode, Replace] = field(default_factory=dict)
    first: list[cst.BaseSmallStatement] = field(default_factory=list)
    """Statements that the file begins with."""

    def __bool__(self) -> bool:
        """Tell whether anything is to change."""
        return bool(self.nodes or self.statements or self.first)

    def substitute(self, old: cst.CSTNode, new: cst.BaseExpression) -> None:
        """Put one expression in the place of another, in the same parentheses."""
        self.nodes[old] = lambda now: _in_parentheses(new, now)

    def replace(self, statement: cst.BaseSmallStatement, replace: Replace) -> None:
        """Replace a statement, after whatever else is to become of it."""
        earlier = self.statements.get(statement)
        if earlier is None:
            self.statements[statement] = replace
            return
        first = earlier

        def both(now: cst.BaseSmallStatement) -> Sequence[Piece]:
            done = list(first(now))
            if not done:
                return done
            return [*replace(done[0].statement), *done[1:]]

        self.statements[statement] = both

    def add_after(
        self, statement: cst.BaseSmallStatement, new: cst.BaseSmallStatement
    ) -> None:
        """Put a statement behind another."""
        earlier = self.statements.get(statement, _alone)

        def followed(now: cst.BaseSmallStatement) -> Sequence[Piece]:
            return [*earlier(now), Piece(new)]

        self.statements[statement] = followed

    def applied(self, tree: Tree) -> str:
        """Return the text of the edited module."""
        edited = {*self.nodes, *self.statements}
        around = {node for inner in edited for node in tree.around(inner)}
        editor = _Editor(self, frozenset({tree.module, *edited, *around}))
        return cst.ensure_type(tree.module.visit(editor), cst.Module).code


def _alone(statement: cst.BaseSmallStatement) -> Sequence[Piece]:
    return [Piece(statement)]


def _in_parentheses(new: cst.BaseExpression, old: cst.CSTNode) -> cst.CSTNode:
    if isinstance(old, cst.BaseExpression):
        return new.with_changes(lpar=old.lpar, rpar=old.rpar)
    return new


class _Editor(cst.CSTTransformer):
    """Makes the edits from the inside out, and keeps all else as it is."""

    def __init__(self, edits: Edits, ways: frozenset[cst.CSTNode]) -> None:
        super().__init__()
        self._edits = edits
        self._ways = ways

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Go where an edit is: to rebuild all the rest takes most of the time."""
        return node in self._ways

    def on_leave(  # type: ignore[override]  # one function for all kinds of nodes
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        node = updated_node
        if isinstance(original_node, cst.Module) and isinstance(node, cst.Module):
            module = self._block(original_node, node)
            return _begun_with(module, self._edits.first)
        if isinstance(node, cst.IndentedBlock):
            node = self._block(cst.ensure_type(original_node, cst.IndentedBlock), node)
        elif isinstance(node, cst.SimpleStatementSuite):
            old = cst.ensure_type(original_node, cst.SimpleStatementSuite)
            pieces = self._pieces(old.body, node.body)
            node = node if pieces is None else suite_of(node, pieces)
        if original_node in self._edits.nodes:
            node = self._edits.nodes[original_node](node)
        return node

    def _pieces(
        self,
        old: Sequence[cst.BaseSmallStatement],
        new: Sequence[cst.BaseSmallStatement],
    ) -> list[Piece] | None:
        """Return what a line consists of from now on; None: of what it did."""
        statements = self._edits.statements
        if not any(statement in statements for statement in old):
            return None
        return [
            piece
            for before, after in zip(old, new, strict=True)
            for piece in (
                statements[before](after) if before in statements else [Piece(after)]
            )
        ]

    def _block(self, old: _BlockT, new: _BlockT) -> _BlockT:
        """Return a block with the edited lines; what led a removed one stays."""
        if not any(self._is_edited(statement) for statement in old.body):
            return new
        body: list[cst.BaseStatement] = []
        carried: list[cst.EmptyLine] | None = None
        for before, after in zip(old.body, new.body, strict=True):
            lines = list(self._lines(before, after))
            if not lines:
                carried = carried_on(carried, after)
                continue
            if carried is not None:
                lines[0] = led(lines[0], carried, is_first=not body)
                carried = None
            body += lines
        if not body and isinstance(new, cst.IndentedBlock):
            body = [cst.SimpleStatementLine([cst.Pass()])]
        footer = [line for line in carried or () if line.comment is not None]
        footer += new.footer
        return new.with_changes(body=body, footer=footer)

    def _is_edited(self, statement: cst.CSTNode) -> bool:
        return isinstance(statement, cst.SimpleStatementLine) and any(
            small in self._edits.statements for small in statement.body
        )

    def _lines(
        self, old: cst.CSTNode, new: cst.BaseStatement | cst.SimpleStatementLine
    ) -> Iterator[cst.BaseStatement]:
        if isinstance(old, cst.SimpleStatementLine) and isinstance(
            new, cst.SimpleStatementLine
        ):
            pieces = self._pieces(old.body, new.body)
            if pieces is not None:
                yield from lines_of(new, pieces)
                return
        yield new


def _begun_with(
    module: cst.Module, statements: Sequence[cst.BaseSmallStatement]
) -> cst.Module:
    lines = [cst.SimpleStatementLine([statement]) for statement in statements]
    return module.with_changes(body=[*lines, *module.body]) if lines else module
