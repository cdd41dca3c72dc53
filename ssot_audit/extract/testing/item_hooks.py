"""What a hook of pytest may do to the tests that are collected."""

import ast
from collections.abc import Iterator

MODIFIES = "pytest_collection_modifyitems"
_READS = frozenset(
    {"enumerate", "iter", "len", "list", "reversed", "set", "sorted", "tuple", "zip"}
)
_REORDERS = frozenset({"reverse", "sort", "copy", "index", "count"})
_ITEMS = "items"
_SETTINGS = frozenset({"python_classes", "python_files", "python_functions"})


def keeps_items(hook: ast.FunctionDef) -> bool:
    """Tell whether `pytest_collection_modifyitems` leaves all tests in their list.

    Most mark tests only, or sort them.
    """
    harmless: set[ast.AST] = set()
    for node in ast.walk(hook):
        match node:
            case ast.Attribute(attr="pytest_deselected"):
                return False
            case ast.For(iter=ast.Name(id="items") as items):
                harmless.add(items)
            case ast.comprehension(iter=ast.Name(id="items") as items):
                harmless.add(items)
            case ast.Call(func=ast.Name(id=name), args=[*given]) if name in _READS:
                harmless.update(given)
            case ast.Attribute(value=ast.Name(id="items") as items, attr=name):
                if name in _REORDERS:
                    harmless.add(items)
            case _:
                pass
    return all(
        node in harmless
        for node in ast.walk(hook)
        if isinstance(node, ast.Name) and node.id == _ITEMS
    )


def changed_settings(hook: ast.FunctionDef) -> Iterator[str]:
    """Yield the settings of names of tests that a hook speaks of: it may set them."""
    for node in ast.walk(hook):
        if isinstance(node, ast.Constant) and node.value in _SETTINGS:
            yield node.value
