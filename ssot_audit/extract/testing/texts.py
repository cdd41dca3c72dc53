"""Texts in literals, and the names at the top that are set to some."""

import ast
from collections.abc import Iterator, Sequence


def constants(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts that names at the top are set to, or given more of."""
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
            ):
                found = texts(value)
                if found is not None:
                    yield name, found
            case _:
                pass


def texts(node: ast.expr) -> tuple[str, ...] | None:
    """Return the texts a literal consists of; of pairs and mappings the first."""
    if isinstance(node, ast.Constant):
        return (node.value,) if isinstance(node.value, str) else None
    items: Sequence[ast.expr | None]
    if isinstance(node, ast.Dict):
        items = node.keys
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = node.elts
    else:
        return None
    found = tuple(text for item in items if (text := _first(item)) is not None)
    return found if len(found) == len(items) else None


def mark_name(line: str) -> str:
    """Return the name of a marker that a line registers with all it says of it."""
    return line.partition(":")[0].partition("(")[0].strip()


def _first(node: ast.expr | None) -> str | None:
    if isinstance(node, (ast.Tuple, ast.List)) and node.elts:
        node = node.elts[0]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
