"""Modules that hand on what others make, and what they say of themselves.

A module of imports, aliases and `__all__` is a public face, or what a migration has
left behind. Nothing tells the two apart but what is written there.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from ssot_audit.extract.scopes import dotted_name

_LEFT_BEHIND = re.compile(
    r"""\b(
      deprecat\w* | obsolete | shim
    | backwards?[- ]?compat\w*
    | compat(ibility)?\b.*\b(layer | alias\w* | import\w*)
    | (has | have | was | were | been | got)\ moved | moved\ (in)?to
    | (legacy | old)\ (import | path | module | location | name)\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENT = re.compile(r"#.*")
_LISTS = frozenset({"__all__.extend", "__all__.append"})
_WARNINGS = frozenset({"warnings.warn", "warn"})


def handed_on(tree: ast.Module, source: bytes) -> str | None:
    """Return what a module that only hands names on says of being left behind.

    Empty: nothing. None: the module has or does something of its own.
    """
    if not tree.body or not all(map(_hands_on, _unfolded(tree.body))):
        return None
    docstring: str = ast.get_docstring(tree) or ""
    comments: list[str] = _COMMENT.findall(source.decode("utf-8", "replace"))
    line: str
    for line in (*docstring.splitlines(), *comments):
        if _LEFT_BEHIND.search(line):
            return line.lstrip("#").strip()
    return ""


def _unfolded(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, and those of all branches in the place of each `if`."""
    stack = [*reversed(statements)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If):
            stack += reversed((*node.body, *node.orelse))
        else:
            yield node


def _hands_on(node: ast.stmt) -> bool:
    match node:
        case (
            ast.Import()
            | ast.ImportFrom()
            | ast.Pass()
            | ast.Delete()
            | ast.Expr(value=ast.Constant())
            | ast.AugAssign(target=ast.Name(id="__all__"))
            | ast.AnnAssign(target=ast.Name(id="__all__"))
        ):
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return dotted_name(function) in _LISTS | _WARNINGS
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name == "__all__" or bool(dotted_name(value))
        case _:
            return False
