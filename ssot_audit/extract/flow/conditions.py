"""What a condition makes sure of, in the branch where it holds and in the other."""

import ast
from typing import NamedTuple

from ssot_audit.extract.flow_facts import Guard
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.walk_calls import literal_text

_CLASS_TESTS = frozenset({"isinstance", "issubclass", "type"})
_TESTED, _NARROWED, _CORRELATED = (
    int(Guard.TESTED),
    int(Guard.NARROWED),
    int(Guard.CORRELATED),
)
_DEEPEST = 50
_WITH_NAME = 2


class Assurance(NamedTuple):
    """Something known of an object while a branch runs."""

    what: str
    """The object, as a dotted name."""
    member: str
    """The attribute it is about; empty: all of them."""
    guard: int


class Told(NamedTuple):
    """What a condition tells where it holds, and where it does not."""

    holds: tuple[Assurance, ...] = ()
    fails: tuple[Assurance, ...] = ()


_NOTHING = Told()


def told(test: ast.expr, depth: int = 0) -> Told:  # noqa: PLR0911 - one for each kind
    """Return what a condition tells of the objects it is about."""
    if depth > _DEEPEST:
        return _NOTHING
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = told(operand, depth + 1)
            return Told(inner.fails, inner.holds)
        case ast.BoolOp(op=op, values=values):
            parts = [told(value, depth + 1) for value in values]
            holds = tuple(a for part in parts for a in part.holds)
            fails = tuple(a for part in parts for a in part.fails)
            return Told(holds, ()) if isinstance(op, ast.And) else Told((), fails)
        case ast.Call():
            return _call(test, depth)
        case ast.NamedExpr(value=value):
            return told(value, depth + 1)
        case ast.Compare():
            return _both(_compared(test))
        case ast.Attribute(value=value):
            return _both(_about(dotted_name(value), _CORRELATED))
        case _:
            return _NOTHING


def _call(test: ast.Call, depth: int) -> Told:
    name = dotted_name(test.func)
    if name in {"hasattr", "getattr"} and len(test.args) >= _WITH_NAME:
        what, member = dotted_name(test.args[0]), literal_text(test.args[1])
        # A computed name may be any: everything about the object is in doubt.
        guard = Assurance(what, member or "", _TESTED if member else _CORRELATED)
        return Told((guard,), ()) if what else _NOTHING
    if name in {"callable", "bool", "all", "any"} and test.args:
        inner = test.args[0]
        if name == "callable" and type(inner) is ast.Attribute:
            what = dotted_name(inner.value)
            return Told((Assurance(what, inner.attr, _TESTED),), ())
        return told(inner, depth + 1)
    if name in _CLASS_TESTS and test.args:
        return _both(_about(dotted_name(test.args[0]), _NARROWED))
    return _NOTHING


def _compared(test: ast.Compare) -> tuple[Assurance, ...]:
    """`type(x) is C`, `x.__class__ == C`, `x.kind == "a"`, `x.kind in KINDS`."""
    found: list[Assurance] = []
    for side in (test.left, *test.comparators):
        if type(side) is ast.Call and dotted_name(side.func) == "type" and side.args:
            found += _about(dotted_name(side.args[0]), _NARROWED)
        elif type(side) is ast.Attribute:
            what = dotted_name(side.value)
            if what.endswith(".__class__"):
                found += _about(what.removesuffix(".__class__"), _NARROWED)
            elif side.attr == "__class__":
                found += _about(what, _NARROWED)
            elif not _is_none_test(test):
                found += _about(what, _CORRELATED)
        elif type(side) is ast.Name and not _is_none_test(test):
            # `if x is DEFAULT`, `if x == other`: one of several was meant.
            found += _about(side.id, _CORRELATED)
    return tuple(found)


def _is_none_test(test: ast.Compare) -> bool:
    return any(
        type(side) is ast.Constant and side.value is None
        for side in (test.left, *test.comparators)
    )


def _about(what: str, guard: int) -> tuple[Assurance, ...]:
    return (Assurance(what, "", guard),) if what else ()


def _both(found: tuple[Assurance, ...]) -> Told:
    return Told(found, found)
