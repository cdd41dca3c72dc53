"""What a file says of which of its tests are collected.

Only what runs when the file is imported is looked at: statements at the top and in
class bodies, also those in branches.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.scopes import callee_name, dotted_name

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_IGNORING = ("collect_ignore", "collect_ignore_glob")
_STOPS = frozenset({"importorskip", "skip"})
_MAKES = (ast.Call, ast.Subscript, ast.IfExp)


@dataclass(slots=True)
class Selection:
    """What is found, as in `facts.ModuleTests`."""

    untested: list[str] = field(default_factory=list)
    tested: list[str] = field(default_factory=list)
    maybe_tested: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    lambdas: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    uninitialised: list[str] = field(default_factory=list)
    stops: str = ""


def selection(tree: ast.Module) -> Selection:
    """Return what a file says of which of its tests are collected."""
    found = Selection()
    _read_block(tree.body, "", found)
    return found


def _read_block(body: list[ast.stmt], scope: str, found: Selection) -> None:
    for statement in _statements(body):
        match statement:
            case ast.ClassDef():
                _read_class(statement, scope, found)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _read_assignment(target, value, scope, found)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                _read_assignment(target, value, scope, found)
            case ast.Delete(targets=targets):
                names = map(dotted_name, targets)
                found.deleted += [scope + name for name in names if name]
            case _:
                if not scope:
                    _read_at_top(statement, found)


def _read_at_top(statement: ast.stmt, found: Selection) -> None:
    match statement:
        case ast.FunctionDef(name=name):
            if name.startswith("pytest_") or name == "load_tests":
                found.hooks.append(name)
        case ast.AugAssign(target=target, value=value):
            _read_ignored(dotted_name(target), value, found)
        case ast.Raise(exc=ast.expr() as raised):
            name = callee_name(raised)
            if name.rpartition(".")[2] == "SkipTest":
                found.stops = found.stops or name
        case ast.Expr(value=ast.Call() as call):
            _read_call(call, found)
        case _:
            pass


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block that run with it, those of its branches too."""
    for statement in body:
        yield statement
        if not isinstance(
            statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            for name in _BLOCKS:
                for inner in getattr(statement, name, ()):
                    is_branch = isinstance(inner, (ast.ExceptHandler, ast.match_case))
                    yield from _statements(inner.body if is_branch else [inner])


def _read_class(node: ast.ClassDef, scope: str, found: Selection) -> None:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and any(
            word.arg == "init"
            and isinstance(word.value, ast.Constant)
            and word.value.value is False
            for word in decorator.keywords
        ):
            found.uninitialised.append(scope + node.name)
    _read_block(node.body, f"{scope}{node.name}.", found)


def _read_assignment(
    target: ast.expr, value: ast.expr, scope: str, found: Selection
) -> None:
    if isinstance(target, ast.Tuple):
        for element in target.elts:
            name = dotted_name(element)
            if name[:4].lower() == "test":
                found.made.append(scope + name)
        return
    name = dotted_name(target)
    owner, _, last = name.rpartition(".")
    if last == "__test__":
        _read_test_flag((scope + owner).rstrip("."), value, found)
    elif not owner:
        if not scope:
            _read_ignored(name, value, found)
            _read_call(value, found)
            if isinstance(value, ast.Call) and _is_fixture(value):
                found.fixtures.append(name)
        if name[:4].lower() == "test":
            _read_value(scope + name, value, found)


def _is_fixture(call: ast.Call) -> bool:
    return dotted_name(call.func).rpartition(".")[2] in {"fixture", "yield_fixture"}


def _read_value(name: str, value: ast.expr, found: Selection) -> None:
    """Note a name that may stand for a test, though nothing defines it."""
    if isinstance(value, ast.Lambda):
        found.lambdas.append(name)
    elif isinstance(value, _MAKES):
        found.made.append(name)


def _read_test_flag(owner: str, value: ast.expr, found: Selection) -> None:
    if not isinstance(value, ast.Constant):
        found.maybe_tested.append(owner)
    elif value.value:
        found.tested.append(owner)
    else:
        found.untested.append(owner)


def _read_ignored(name: str, value: ast.expr, found: Selection) -> None:
    if name not in _IGNORING:
        return
    items = value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else [value]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            found.ignored.append(item.value)
        else:
            found.hooks.append(name)


def _read_call(value: ast.expr, found: Selection) -> None:
    """Note that the rest of the file may not run, or files may be left out."""
    if not isinstance(value, ast.Call):
        return
    owner, _, last = dotted_name(value.func).rpartition(".")
    if last in _STOPS and owner in {"pytest", ""}:
        found.stops = found.stops or dotted_name(value.func)
    elif owner in _IGNORING:
        argument = value.args[0] if value.args else value
        of_many = last == "extend"
        _read_ignored(owner, argument if of_many else ast.List([argument]), found)
