"""Import statements, lazy ones (PEP 810) included."""

import ast
from collections.abc import Sequence
from typing import Final

import libcst as cst

from ssot_audit.extract.cst.walk import CstNode, Statements, Walk
from ssot_audit.extract.syntax_nodes import with_extra


def _import(walk: Walk, node: cst.Import | cst.LazyImport) -> ast.stmt:
    start = walk.start()
    walk.skip(len("import"))
    names = _aliases(walk, node.names)
    return ast.Import(names, **walk.span(start))


def _import_from(walk: Walk, node: cst.ImportFrom | cst.LazyImportFrom) -> ast.stmt:
    start = walk.start()
    walk.skip(len("from"))
    walk.skip_each(node.relative)
    module = None if node.module is None else _dotted(walk, node.module)
    walk.skip(len("import"))
    names = _imported(walk, node)
    return ast.ImportFrom(module, names, len(node.relative), **walk.span(start))


def _imported(walk: Walk, node: cst.ImportFrom | cst.LazyImportFrom) -> list[ast.alias]:
    if isinstance(node.names, cst.ImportStar):
        start = walk.start()
        walk.skip(1)
        return [ast.alias("*", None, **walk.span(start))]
    is_parenthesised = node.lpar is not None
    if is_parenthesised:
        walk.skip(1)
    names = _aliases(walk, node.names)
    if is_parenthesised:
        walk.skip(1)
    return names


def _aliases(walk: Walk, nodes: Sequence[cst.ImportAlias]) -> list[ast.alias]:
    result = []
    for node in nodes:
        result.append(_alias(walk, node))
        walk.skip_comma(node)
    return result


def _alias(walk: Walk, node: cst.ImportAlias) -> ast.alias:
    start = walk.start()
    name = _dotted(walk, node.name)
    alias = None
    if node.asname is not None:
        walk.skip(len("as"))
        alias = walk.identifier(node.asname.name)
    return ast.alias(name, alias, **walk.span(start))


def _dotted(walk: Walk, node: CstNode) -> str:
    parts = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr)
        node = node.value
    names = [walk.identifier(node)]
    for part in reversed(parts):
        walk.skip(1)
        names.append(walk.identifier(part))
    return ".".join(names)


def _lazy_import(walk: Walk, node: cst.LazyImport) -> ast.stmt:
    start = walk.start()
    walk.skip(len("lazy"))
    return with_extra(_import(walk, node), is_lazy=1, **walk.span(start))


def _lazy_import_from(walk: Walk, node: cst.LazyImportFrom) -> ast.stmt:
    start = walk.start()
    walk.skip(len("lazy"))
    return with_extra(_import_from(walk, node), is_lazy=1, **walk.span(start))


STATEMENTS: Final[Statements] = {
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.LazyImport: _lazy_import,
    cst.LazyImportFrom: _lazy_import_from,
}
