"""What a file says of which of its tests are collected.

Only what runs when the file is imported is looked at: statements at the top and in
class bodies, also those in branches.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.scopes import callee_name, dotted_name
from ssot_audit.extract.testing.item_hooks import (
    MODIFIES,
    changed_settings,
    keeps_items,
)
from ssot_audit.extract.testing.sinks import COMPOUND
from ssot_audit.extract.walk_statements import StatementWalk

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_IGNORING = ("collect_ignore", "collect_ignore_glob")
_STOPS = frozenset({"importorskip", "skip"})
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef})
_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_MAKES = (ast.Call, ast.Subscript, ast.IfExp)


@dataclass(slots=True)
class Selection:
    """What is found, as in `facts.ModuleTests`."""

    untested: list[str] = field(default_factory=list)
    tested: list[str] = field(default_factory=list)
    maybe_tested: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    maybe_ignored: list[str] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    lambdas: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    uninitialised: list[str] = field(default_factory=list)
    stops: str = ""


def selection(tree: ast.Module, walk: StatementWalk) -> Selection:
    """Return what a file says of which of its tests are collected."""
    found = Selection()
    _read_block(tree.body, "", found)
    if any(name in walk.module.bound or name in walk.loads for name in _IGNORING):
        _read_ignoring(tree.body, found)
    return found


def _read_block(body: list[ast.stmt], scope: str, found: Selection) -> None:
    for statement in _telling(body, scope, found):
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


def _telling(body: list[ast.stmt], scope: str, found: Selection) -> Iterator[ast.stmt]:
    """Yield the statements of a block that may say something."""
    skipped = _FUNCTIONS if scope else frozenset()
    for statement in _statements(body):
        if found.deleted:
            _bind_again(statement, scope, found)
        if type(statement) not in skipped:
            yield statement


def _bind_again(statement: ast.stmt, scope: str, found: Selection) -> None:
    """Note that a name that was deleted is there again."""
    names: list[str] = []
    if isinstance(statement, _DEFINITIONS):
        names = [scope + statement.name]
    elif isinstance(statement, ast.Assign):
        names = [scope + dotted_name(target) for target in statement.targets]
    found.deleted[:] = [name for name in found.deleted if name not in names]


def _read_at_top(statement: ast.stmt, found: Selection) -> None:
    match statement:
        case ast.FunctionDef(name=name):
            is_hook = name.startswith("pytest_") or name == "load_tests"
            if is_hook and not (name == MODIFIES and keeps_items(statement)):
                found.hooks.append(name)
            if name.startswith("pytest_"):
                found.hooks += changed_settings(statement)
        case ast.Raise(exc=ast.expr() as raised):
            name = callee_name(raised)
            if name.rpartition(".")[2] == "SkipTest":
                found.stops = found.stops or name
        case ast.Expr(value=ast.Call() as call):
            _read_stop(call, found)
        case _:
            pass


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block that run with it, those of its branches too."""
    for statement in body:
        yield statement
        if isinstance(statement, COMPOUND):
            for name in _BLOCKS:
                for inner in getattr(statement, name, ()):
                    is_branch = isinstance(inner, (ast.ExceptHandler, ast.match_case))
                    yield from _statements(inner.body if is_branch else [inner])


def _read_ignoring(body: list[ast.stmt], found: Selection) -> None:
    """Note which files a `conftest.py` leaves out, or may leave out in a branch."""
    for statement in body:
        if isinstance(statement, _DEFINITIONS):
            continue
        for inner in _statements([statement]):
            names = found.ignored if inner is statement else found.maybe_ignored
            match inner:
                case ast.Assign(targets=[target], value=value):
                    _read_ignored(dotted_name(target), value, names, found)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    _read_ignored(dotted_name(target), value, names, found)
                case ast.AugAssign(target=target, value=value):
                    _read_ignored(dotted_name(target), value, names, found)
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute() as add, args=[value])
                ):
                    one = value if add.attr == "extend" else ast.List([value])
                    _read_ignored(dotted_name(add.value), one, names, found)
                case _:
                    pass


def _read_ignored(
    name: str, value: ast.expr, names: list[str], found: Selection
) -> None:
    if name not in _IGNORING:
        return
    items = value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else [value]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            names.append(item.value)
        else:
            found.hooks.append(name)


def _read_class(node: ast.ClassDef, scope: str, found: Selection) -> None:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and any(
            word.arg == "init"
            and isinstance(word.value, ast.Constant)
            and word.value.value is False
            for word in decorator.keywords
        ):
            found.uninitialised.append(scope + node.name)
    _forget(scope + node.name, found)
    _read_block(node.body, f"{scope}{node.name}.", found)


def _read_assignment(
    target: ast.expr, value: ast.expr, scope: str, found: Selection
) -> None:
    if isinstance(target, ast.Tuple):
        names = [scope + dotted_name(element) for element in target.elts]
        found.made += [n for n in names if _is_test(n.removeprefix(scope))]
        return
    name = dotted_name(target)
    owner, _, last = name.rpartition(".")
    if last == "__test__":
        _read_test_flag((scope + owner).rstrip("."), value, found)
    elif not owner and _is_test(name):
        _read_value(scope + name, value, found)
    if not scope and isinstance(value, ast.Call):
        _read_stop(value, found)
        if _is_fixture(value):
            found.fixtures.append(name)


def _is_test(name: str) -> bool:
    return name[:4].lower() == "test" or name == "runTest"


def _is_fixture(call: ast.Call) -> bool:
    return dotted_name(call.func).rpartition(".")[2] in {"fixture", "yield_fixture"}


def _read_value(name: str, value: ast.expr, found: Selection) -> None:
    """Note a name that may stand for a test, though nothing defines it."""
    if isinstance(value, ast.Lambda):
        found.lambdas.append(name)
    elif isinstance(value, _MAKES) or name in found.lambdas:
        found.lambdas[:] = [known for known in found.lambdas if known != name]
        found.made.append(name)


def _read_test_flag(owner: str, value: ast.expr, found: Selection) -> None:
    """Note a `__test__`: pytest switches on what is `True`, and off what is false.

    Anything else does neither, but hides that of a base.
    """
    _forget(owner, found)
    if not isinstance(value, ast.Constant) or (value.value and value.value is not True):
        found.maybe_tested.append(owner)
    elif value.value is True:
        found.tested.append(owner)
    else:
        found.untested.append(owner)


def _forget(owner: str, found: Selection) -> None:
    """Drop what was said of a name that is bound or told again: the last one counts."""
    for names in (found.tested, found.untested, found.maybe_tested):
        names[:] = [name for name in names if name != owner]


def _read_stop(value: ast.expr, found: Selection) -> None:
    """Note that the rest of the file may not run."""
    if isinstance(value, ast.Call):
        owner, _, last = dotted_name(value.func).rpartition(".")
        if last in _STOPS and owner in {"pytest", ""}:
            found.stops = found.stops or dotted_name(value.func)
