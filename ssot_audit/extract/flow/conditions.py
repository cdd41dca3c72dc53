"""What a condition makes sure of, in the branch where it holds and in the other."""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ssot_audit.extract.builtin_names import BUILTIN_NAMES
from ssot_audit.extract.flow.checks import (
    Checks,
    all_of,
    any_of,
    comparison,
    empty,
    failed,
    has_member,
    is_instance,
    subject,
)
from ssot_audit.extract.flow_facts import Guard
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.walk_calls import literal_text

_CLASS_TESTS = frozenset({"isinstance", "issubclass", "type"})
_LOOK_THROUGH = frozenset({"callable", "bool", "all", "any"})
_TESTED, _NARROWED, _CORRELATED, _FLAGGED = (
    int(Guard.TESTED),
    int(Guard.NARROWED),
    int(Guard.CORRELATED),
    int(Guard.FLAGGED),
)
SIBLINGS = ".*"
"""Ends what stands for the attributes of an object, all but `besides`."""
_DEEPEST = 50
_WITH_NAME = 2


class Assurance(NamedTuple):
    """Something known of an object while a branch runs."""

    what: str
    """The object, as a dotted name."""
    member: str
    """The attribute it is about; empty: all of them."""
    guard: int
    besides: str = ""
    """The one attribute that it is not about."""


Known = dict[str, tuple[Assurance, ...]]
"""What is known of objects at a place; never changed, only replaced."""


class Told(NamedTuple):
    """What a condition tells where it holds, and where it does not."""

    holds: tuple[Assurance, ...] = ()
    fails: tuple[Assurance, ...] = ()
    passed: Checks = ()
    """The checks that objects have passed where the condition holds."""
    failed: Checks = ()
    """Those that they have passed where it does not."""


NOTHING_TOLD = Told()


def knowing(known: Known, assured: Iterable[Assurance]) -> Known:
    """Return what is known when some more is."""
    more = None
    for assurance in assured:
        if more is None:
            more = dict(known)
        held = more.get(assurance.what, ())
        if assurance not in held:
            more[assurance.what] = (*held, assurance)
    return known if more is None else more


def told(test: ast.expr, depth: int = 0) -> Told:
    """Return what a condition tells of the objects it is about."""
    reader = _READERS.get(type(test))
    if reader is None or depth > _DEEPEST:
        return NOTHING_TOLD
    return reader(test, depth + 1)


def _negation(test: ast.UnaryOp, depth: int) -> Told:
    if type(test.op) is not ast.Not:
        return NOTHING_TOLD
    inner = told(test.operand, depth)
    return Told(inner.fails, inner.holds, inner.failed, inner.passed)


def _choice(test: ast.BoolOp, depth: int) -> Told:
    parts = [told(value, depth) for value in test.values]
    if type(test.op) is ast.And:
        holds = tuple([a for part in parts for a in part.holds])
        passed = all_of([part.passed for part in parts])
        return Told(holds, (), passed, any_of([part.failed for part in parts]))
    fails = tuple([a for part in parts for a in part.fails])
    failing = all_of([part.failed for part in parts])
    return Told((), fails, any_of([part.passed for part in parts]), failing)


def _name(test: ast.Name, _depth: int) -> Told:
    return Told((), (), (), empty(test.id))


def _walrus(test: ast.NamedExpr, depth: int) -> Told:
    inner = told(test.value, depth)
    return inner._replace(failed=(*inner.failed, *empty(test.target.id)))


def _attribute(test: ast.Attribute, _depth: int) -> Told:
    return _both(_by_data(test))


def _by_data(test: ast.Attribute) -> tuple[Assurance, ...]:
    """Return that an object's own data were asked: of it, and of what it holds."""
    what = dotted_name(test.value)
    if not what:
        return ()
    held = Assurance(what + SIBLINGS, "", _FLAGGED, besides=test.attr)
    return (Assurance(what, "", _CORRELATED), held)


def _call(test: ast.Call, depth: int) -> Told:
    if type(test.func) is not ast.Name or not test.args:
        return NOTHING_TOLD
    name = test.func.id
    if name in {"hasattr", "getattr"} and len(test.args) >= _WITH_NAME:
        return _named_test(test, name)
    if name in _LOOK_THROUGH:
        return _looked_through(name, test.args[0], depth)
    if name in _CLASS_TESTS:
        known = _about(dotted_name(test.args[0]), _NARROWED)
        checks = is_instance(test) if name == "isinstance" else ()
        return Told(known, known, checks, failed(checks))
    if name in BUILTIN_NAMES:
        return NOTHING_TOLD
    # A function may look at what it is given in any way.
    given = [dotted_name(argument) for argument in test.args]
    return _both(tuple(a for what in given for a in _about(what, _CORRELATED)))


def _named_test(test: ast.Call, name: str) -> Told:
    """`hasattr(x, "name")`, `getattr(x, "name", None)`."""
    what, member = dotted_name(test.args[0]), literal_text(test.args[1])
    if not what:
        return NOTHING_TOLD
    # Which objects get here, and not beyond, depends on what they have.
    correlated = Assurance(what, "", _CORRELATED)
    if not member:
        return _both((correlated,))
    checks = has_member(what, member)
    failing = failed(checks) if name == "hasattr" else ()
    others = correlated._replace(besides=member)
    holds = (Assurance(what, member, _TESTED), others)
    return Told(holds, (correlated,), checks, failing)


def _looked_through(name: str, inner: ast.expr, depth: int) -> Told:
    """`callable(x.name)`, `bool(test)`, `all(test for ...)`."""
    if name == "bool":
        return told(inner, depth)
    if name != "callable":
        return told(inner, depth)._replace(passed=(), failed=())
    if type(inner) is ast.Attribute:
        what = dotted_name(inner.value)
        return (
            Told((Assurance(what, inner.attr, _TESTED),), ()) if what else NOTHING_TOLD
        )
    # That an attribute cannot be called is taken for its absence.
    found = told(inner, depth)
    checks = found.passed or has_member(subject(inner), "__call__")
    return found._replace(passed=checks, failed=failed(checks))


def _compared(test: ast.Compare, _depth: int) -> Told:
    """`type(x) is C`, `x.__class__ == C`, `x.kind == "a"`, `x.kind in KINDS`."""
    sides = (test.left, *test.comparators)
    is_none_test = None in [s.value for s in sides if type(s) is ast.Constant]
    found: list[Assurance] = []
    for side in sides:
        if type(side) is ast.Call:
            if side.args and dotted_name(side.func) == "type":
                found += _about(dotted_name(side.args[0]), _NARROWED)
        elif type(side) is ast.Attribute:
            found += _attribute_side(side, is_none_test=is_none_test)
        elif type(side) is ast.Name and not is_none_test:
            # `if x is DEFAULT`, `if x == other`: one of several was meant.
            found += _about(side.id, _CORRELATED)
    known, (passed, failing) = tuple(found), comparison(test)
    return Told(known, known, passed, failing)


def _attribute_side(
    side: ast.Attribute, *, is_none_test: bool
) -> tuple[Assurance, ...]:
    what = dotted_name(side.value)
    if what.endswith(".__class__"):
        return _about(what.removesuffix(".__class__"), _NARROWED)
    if side.attr == "__class__":
        return _about(what, _NARROWED)
    return () if is_none_test else _by_data(side)


def _about(what: str, guard: int) -> tuple[Assurance, ...]:
    return (Assurance(what, "", guard),) if what else ()


def _both(found: tuple[Assurance, ...]) -> Told:
    return Told(found, found) if found else NOTHING_TOLD


_READERS: Mapping[type, Callable[[Any, int], Told]] = {
    ast.Name: _name,
    ast.UnaryOp: _negation,
    ast.BoolOp: _choice,
    ast.Call: _call,
    ast.NamedExpr: _walrus,
    ast.Compare: _compared,
    ast.Attribute: _attribute,
}
