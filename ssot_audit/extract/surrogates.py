r"""Halves of surrogate pairs in string constants, which no encoding can write down.

Facts travel between processes and rest on disk as UTF-8, and a literal such as
`"\ud800"` has no UTF-8 form. Its facts hold the escape instead, everywhere, so that
they are the same whether they have travelled or not.
"""

import ast
import re

_ESCAPED_HALF = re.compile(rb"\\(?:u|U0000)[dD][89a-fA-F]")


def escape_halves(source: bytes, tree: ast.Module) -> None:
    """Replace lone surrogates in all string constants of a tree by their escapes."""
    if not _ESCAPED_HALF.search(source):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = node.value.encode(errors="backslashreplace").decode()
