"""What modules and classes set `pytestmark` to: the marks of all tests in them."""

import ast
from collections.abc import Iterator

from ssot_audit.extract.scopes import callee_name
from ssot_audit.extract.testing.facts import Pytestmark
from ssot_audit.extract.walk_statements import StatementWalk

_NAME = "pytestmark"


def pytestmarks(tree: ast.Module, walk: StatementWalk) -> tuple[Pytestmark, ...]:
    """Return what is said of each module or class, in the order of the text."""
    if _NAME not in walk.bound_anywhere:
        return ()
    return tuple(_in_body(tree, ""))


def _in_body(body: ast.AST, qualname: str) -> Iterator[Pytestmark]:
    """Look into statements, but into no function and no expression."""
    for node in ast.iter_child_nodes(body):
        if isinstance(node, ast.ClassDef):
            yield from _in_body(node, f"{qualname}.{node.name}".lstrip("."))
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            if _is_set(node) and node.value is not None:
                yield Pytestmark(qualname, tuple(_marks(node.value)))
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
            yield from _in_body(node, qualname)


def _is_set(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(t, ast.Name) and t.id == _NAME for t in targets)


def _marks(value: ast.expr) -> Iterator[str]:
    """Yield what each mark is called as; empty: it is not plain."""
    parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
    for part in parts:
        yield callee_name(part)
