"""Read a class body of a stub: which members it has, and of what sort."""

import ast
from collections.abc import Callable, Iterator, Sequence

import msgspec

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.stdlib_classes import MemberKind, StdlibMember
from tools.stdlib_table.scan import dotted, flatten

Function = ast.FunctionDef | ast.AsyncFunctionDef

_DECORATED = {
    "classmethod": MemberKind.CLASSMETHOD,
    "staticmethod": MemberKind.STATICMETHOD,
    "property": MemberKind.PROPERTY,
    "cached_property": MemberKind.PROPERTY,
    "_builtins_property": MemberKind.PROPERTY,
    "_magic_enum_attr": MemberKind.PROPERTY,
}
_IMPLICIT = {
    "__new__": MemberKind.STATICMETHOD,
    "__init_subclass__": MemberKind.CLASSMETHOD,
    "__class_getitem__": MemberKind.CLASSMETHOD,
}


def read_members(
    definitions: Sequence[ast.ClassDef], is_awaitable: Callable[[str], bool]
) -> dict[str, StdlibMember]:
    """Return the members of a class, merged over its definitions for all versions."""
    bound: dict[str, list[ast.stmt]] = {}
    for definition in definitions:
        for statement in flatten(definition.body):
            for name in _bound_names(statement):
                bound.setdefault(name, []).append(statement)
    members = {
        name: _member(name, statements, is_awaitable)
        for name, statements in bound.items()
    }
    for name, (statement, *_) in bound.items():
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
            original = members.get(statement.value.id, members[name])
            members[name] = msgspec.structs.replace(original, name=name)
    return members


def heads(annotation: ast.expr | None) -> Iterator[str]:
    """Yield the types an annotation may stand for, without their arguments."""
    match annotation:
        case ast.BinOp(left, ast.BitOr(), right):
            yield from heads(left)
            yield from heads(right)
        case ast.Subscript(value):
            yield from heads(value)
        case ast.Name() | ast.Attribute():
            yield dotted(annotation) or ""
        case _:
            return


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.AnnAssign(target=ast.Name(name)):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case _:
            return


def _member(
    name: str, statements: Sequence[ast.stmt], is_awaitable: Callable[[str], bool]
) -> StdlibMember:
    """Merge what all versions bind to a name; the newest decides the kind."""
    newest = statements[0]
    if isinstance(newest, ast.ClassDef):
        return StdlibMember(name, MemberKind.CLASS)
    functions = [each for each in statements if isinstance(each, Function)]
    if not isinstance(newest, Function):
        is_final = isinstance(newest, ast.AnnAssign) and _is_final(newest)
        return StdlibMember(name, MemberKind.ATTRIBUTE, is_settable=not is_final)
    getters = [each for each in functions if not _accessors(each)]
    signatures = {_parameters(each.args) for each in getters}
    kind = _kind(newest)
    overloaded = len(signatures) > 1
    has_signature = kind is not MemberKind.PROPERTY and not overloaded
    return StdlibMember(
        name,
        kind,
        is_abstract=all(map(_is_abstract, getters))
        and len(functions) == len(statements),
        is_async=all(isinstance(each, ast.AsyncFunctionDef) for each in getters),
        is_settable=len(functions) < len(statements)
        or any("setter" in _accessors(each) for each in functions),
        returns_awaitable=any(
            isinstance(each, ast.AsyncFunctionDef)
            or any(map(is_awaitable, heads(each.returns)))
            for each in getters
        ),
        overloaded=overloaded,
        parameters=signatures.pop() if has_signature else None,
    )


def _decorators(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        yield dotted(call) or ""


def _accessors(function: Function) -> set[str]:
    """Return `setter` or `deleter` for the further parts of a property."""
    parts = (name.rpartition(".") for name in _decorators(function))
    return {part for owner, _, part in parts if owner == function.name}


def _kind(function: Function) -> MemberKind:
    for name in _decorators(function):
        if kind := _DECORATED.get(name.rpartition(".")[2]):
            return kind
    return _IMPLICIT.get(function.name, MemberKind.METHOD)


def _is_abstract(function: Function) -> bool:
    return any(name.endswith("abstractmethod") for name in _decorators(function))


def _is_final(statement: ast.AnnAssign) -> bool:
    return "Final" in heads(statement.annotation)


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...]:
    return tuple(_each_parameter(arguments))


def _each_parameter(arguments: ast.arguments) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        is_only = index < len(arguments.posonlyargs)
        kind = POSITIONAL_ONLY if is_only else POSITIONAL_OR_KEYWORD
        yield Parameter(argument.arg, kind, has_default=index >= required)
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, VAR_POSITIONAL, has_default=False)
    for argument, default in zip(
        arguments.kwonlyargs, arguments.kw_defaults, strict=True
    ):
        yield Parameter(argument.arg, KEYWORD_ONLY, has_default=default is not None)
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, VAR_KEYWORD, has_default=False)
