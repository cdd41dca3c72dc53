"""The `ast` classes of newer Pythons, for an interpreter that may lack them.

Code that inspects a tree names these classes from here, so it reads the same on
every interpreter. Where `ast` has a class, it is that class.
"""

import ast
import sys
from typing import TypeVar as _TypeVar

__all__ = [
    "Interpolation",
    "ParamSpec",
    "TemplateStr",
    "TypeAlias",
    "TypeParameter",
    "TypeVar",
    "TypeVarTuple",
    "with_extra",
]

_Node = _TypeVar("_Node", bound=ast.AST)


def with_extra(node: _Node, **extra: object) -> _Node:
    """Set attributes on the node that its class may not know on this interpreter."""
    vars(node).update(extra)
    return node


class _Newer(ast.AST):
    """The constructor of the classes below: fields by place, positions by name."""

    def __init__(self, *fields: object, **position: int) -> None:
        super().__init__(*fields, **position)


if sys.version_info >= (3, 12):
    from ast import ParamSpec, TypeAlias, TypeVar, TypeVarTuple

    TypeParameter = ast.type_param
else:

    class TypeParameter(_Newer):
        """A type parameter of any kind (PEP 695); `ast` calls it `type_param`."""

        _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")
        lineno: int
        col_offset: int
        end_lineno: int
        end_col_offset: int

    class TypeVar(TypeParameter):
        """A type parameter `T: bound = default_value` (PEP 695, PEP 696)."""

        _fields = ("name", "bound", "default_value")
        name: str
        bound: ast.expr | None
        default_value: ast.expr | None

    class ParamSpec(TypeParameter):
        """A type parameter `**P = default_value` (PEP 695, PEP 696)."""

        _fields = ("name", "default_value")
        name: str
        default_value: ast.expr | None

    class TypeVarTuple(TypeParameter):
        """A type parameter `*Ts = default_value` (PEP 695, PEP 696)."""

        _fields = ("name", "default_value")
        name: str
        default_value: ast.expr | None

    class TypeAlias(_Newer, ast.stmt):
        """The statement `type Name[T] = value` (PEP 695)."""

        _fields = ("name", "type_params", "value")
        name: ast.Name
        type_params: list[TypeParameter]
        value: ast.expr


if sys.version_info >= (3, 14):
    from ast import Interpolation, TemplateStr
else:

    class TemplateStr(_Newer, ast.expr):
        """A template string `t"..."` (PEP 750)."""

        _fields = ("values",)
        values: list[ast.expr]

    class Interpolation(_Newer, ast.expr):
        """A replacement field of a template string (PEP 750)."""

        _fields = ("value", "str", "conversion", "format_spec")
        value: ast.expr
        str: str
        conversion: int
        format_spec: ast.expr | None
