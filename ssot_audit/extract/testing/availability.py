"""Conditions that ask whether something can be had: `if not HAS_REDIS`."""

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.testing.sinks import sinks, statements

_AVAILABLE = re.compile(
    r"(?:_*(?:HAS|HAVE)_[A-Z0-9]\w*|(?i:\w*(?:available|installed|importable|reachable)))"
)
_FINDERS = frozenset({"find_spec", "which"})
"""Functions that give None for what is not there."""


class Availability:
    """What the names of a file say of what is there."""

    def __init__(self, tree: ast.Module) -> None:
        """Take a file, and look at it when something is asked."""
        self._tree = tree

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Names that are None or False if something could not be had."""
        return frozenset(_unsure(self._tree))

    def branch(self, test: ast.expr) -> bool | None:
        """Return whether a condition holds if something is missing.

        None: it is no question of availability.
        """
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                missing = self.branch(operand)
                return None if missing is None else not missing
            case ast.BoolOp(values=values):
                answers = {self.branch(value) for value in values}
                return answers.pop() if len(answers) == 1 else None
            case ast.Compare(
                left=left, ops=[ast.Is() | ast.IsNot() as asked], comparators=[other]
            ):
                if isinstance(other, ast.Constant) and not other.value:
                    is_known = dotted_name(left) in self.unsure
                    return isinstance(asked, ast.Is) if is_known else None
                return None
            case _:
                return self._is_missing(self.subject(test))

    def _is_missing(self, dotted: str) -> bool | None:
        """Return False for a name that holds if something is there, else None."""
        is_known = (
            _AVAILABLE.fullmatch(dotted.rpartition(".")[2]) or dotted in self.unsure
        )
        return False if is_known else None

    def subject(self, test: ast.expr) -> str:
        """Return the dotted name that a condition asks about, or `""`."""
        match test:
            case ast.UnaryOp(operand=operand):
                return self.subject(operand)
            case ast.BoolOp(values=[first, *_]):
                return self.subject(first)
            case ast.Compare(left=left):
                return self.subject(left)
            case ast.Call(func=function):
                return dotted_name(function)
            case _:
                return dotted_name(test)


def _unsure(tree: ast.Module) -> Iterator[str]:
    for node in _everything(tree):
        if isinstance(node, (ast.Try, ast.TryStar)):
            for handler in node.handlers:
                yield from nothings(handler)
        for sink, value in sinks(node):
            if isinstance(value, ast.Call):
                finder = dotted_name(value.func).rpartition(".")[2]
                if finder in _FINDERS:
                    yield sink


def _everything(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield all statements of a file."""
    pending: list[ast.stmt] = [*tree.body]
    while pending:
        for node in statements([pending.pop()]):
            yield node
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                pending += node.body


def nothings(handler: ast.ExceptHandler) -> Iterator[str]:
    """Yield the names that a handler sets to None or False."""
    for node in statements(handler.body):
        for sink, value in sinks(node):
            if isinstance(value, ast.Constant) and not value.value:
                yield sink
