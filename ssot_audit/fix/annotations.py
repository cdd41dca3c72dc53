"""Strings that are annotations: names in them mean what they would mean outside."""

from collections.abc import Iterator

import libcst as cst

from ssot_audit.fix.tree import Tree, dotted

_PLAIN_TEXT = frozenset({"Literal"})
_FIRST_IS_TYPE = frozenset({"Annotated", "cast"})
_BOUND = "TypeVar"


def annotation_strings(tree: Tree) -> Iterator[cst.SimpleString]:
    """Yield the strings that stand for types, in the order of the text."""
    for node in tree.nodes:
        if isinstance(node, cst.Annotation):
            yield from _types(node.annotation)
        elif isinstance(node, cst.Call):
            yield from _of_call(node)
        elif isinstance(node, cst.ClassDef):
            for base in node.bases:
                if isinstance(base.value, cst.Subscript):
                    yield from _types(base.value)


def _types(node: cst.BaseExpression) -> Iterator[cst.SimpleString]:
    """Yield the strings of a type expression that are types themselves."""
    if isinstance(node, cst.SimpleString):
        if not node.prefix.strip("uU"):
            yield node
    else:
        for inner in _type_operands(node):
            yield from _types(inner)


def _type_operands(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the parts of a type expression that are types."""
    if isinstance(node, cst.BinaryOperation):
        return [node.left, node.right]
    if isinstance(node, (cst.List, cst.Tuple)):
        return [element.value for element in node.elements]
    if not isinstance(node, cst.Subscript):
        return []
    name = dotted(node.value).rpartition(".")[2]
    if name in _PLAIN_TEXT:
        return []
    items = node.slice[:1] if name in _FIRST_IS_TYPE else node.slice
    return [item.slice.value for item in items if isinstance(item.slice, cst.Index)]


def _of_call(node: cst.Call) -> Iterator[cst.SimpleString]:
    name = dotted(node.func).rpartition(".")[2]
    if name in _FIRST_IS_TYPE and node.args:
        yield from _types(node.args[0].value)
    elif name == _BOUND:
        for argument in node.args[1:]:
            if argument.keyword is None or argument.keyword.value == "bound":
                yield from _types(argument.value)
