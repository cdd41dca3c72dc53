"""Imports that a comment keeps though nothing uses them: they are meant for others.

`# noqa: F401` is how flake8 and ruff are told that an import looks unused and is not
(https://flake8.pycqa.org/en/latest/user/violations.html). It holds for the line, and on
the first line of a statement for all of its names; ruff has a form for the whole file.
"""

import ast
import re
from collections.abc import Iterator

ALL = "*"
_CODE = b"F401"
_LINE = re.compile(rb"#\s*noqa\s*:[^#]*\bF401\b", re.IGNORECASE)
_FILE = re.compile(rb"(?m)^\s*#\s*(?:ruff|flake8)\s*:\s*noqa\s*:[^#\r\n]*\bF401\b")


def kept_imports(source: bytes, tree: ast.Module) -> tuple[str, ...]:
    """Return the names that a module imports with such a comment; `*`: all of them."""
    if _CODE not in source:
        return ()
    if _FILE.search(source):
        return (ALL,)
    lines = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if _CODE in line and _LINE.search(line)
    }
    return tuple(sorted(set(_names(tree, lines)))) if lines else ()


def _names(tree: ast.Module, lines: set[int]) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if not lines.isdisjoint({node.lineno, alias.lineno}):
                    yield alias.asname or alias.name
