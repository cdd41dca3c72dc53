"""What annotations say: the names of the classes an object may be of."""

import ast
from collections.abc import Iterator

from ssot_audit.extract.flow.frame import FunctionNode
from ssot_audit.extract.scopes import dotted_name

_UNIONS = frozenset({"Union", "Optional"})
_WRAPPERS = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired"})
_DEEPEST = 20


def types(node: ast.expr | None, depth: int = 0) -> tuple[str, ...]:
    """Return the alternatives without `None`; `""` for one that is no plain name.

    Of a generic class, `list[int]`, it is the class.
    """
    if node is None or depth > _DEEPEST:
        return ()
    if isinstance(node, ast.Constant):
        return _quoted(node, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return types(node.left, depth + 1) + types(node.right, depth + 1)
    if isinstance(node, ast.Subscript):
        return _generic(node, depth)
    return (dotted_name(node),)


def _generic(node: ast.Subscript, depth: int) -> tuple[str, ...]:
    name = dotted_name(node.value)
    last = name.rpartition(".")[2]
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if last in _UNIONS:
        return tuple(t for item in items for t in types(item, depth + 1))
    if last in _WRAPPERS and items:
        return types(items[0], depth + 1)
    return (name,)


def _quoted(node: ast.Constant, depth: int) -> tuple[str, ...]:
    if node.value is None:
        return ()
    if not isinstance(node.value, str):
        return ("",)
    try:
        return types(ast.parse(node.value.strip(), mode="eval").body, depth + 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ("",)


def annotations_of(node: FunctionNode) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the annotation of each parameter, and of the result as `return`."""
    args = node.args
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
        yield arg.arg, arg.annotation
    yield "return", node.returns
