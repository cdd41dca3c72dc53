"""Names for the outcome of a condition: after `ok = isinstance(x, C)` comes `if ok:`.

Such a name stands for the condition as long as what was looked at is still there. It
has to be bound at one place only.
"""

import ast

from ssot_audit.extract.flow.conditions import told
from ssot_audit.extract.flow.frame import UNKNOWN, Frame, NamedTest
from ssot_audit.extract.flow_facts import Kind

CONDITIONS = frozenset({ast.Call, ast.Compare, ast.BoolOp, ast.UnaryOp})
"""Expressions that may be conditions."""
_OUTCOMES = frozenset({"isinstance", "issubclass", "hasattr", "callable", "bool"})
"""Functions whose result says nothing but yes or no."""
_DEEPEST = 20
_ONLY = int(Kind.ONLY)


def remember(frame: Frame, name: str, test: ast.expr, value: int) -> None:
    """Keep in mind that a name was bound to this expression, if it is a condition."""
    if value != UNKNOWN and not _is_outcome(test):
        return
    if name in frame.rebound or not frame.is_own(name):
        return
    test = spelled_out(frame, test)
    tells = told(test)
    known = {assured.what for assured in (*tells.holds, *tells.fails)}
    known |= {check.what for check in (*tells.passed, *tells.failed)}
    if known:
        words = frozenset(word for what in known for word in what.split("."))
        roots = {what.partition(".")[0] for what in known}
        held = {root: frame.state.get(root) for root in roots}
        made = len(frame.stores), len(frame.bindings)
        frame.tests[name] = NamedTest(test, held, words, *made)


def _is_outcome(test: ast.expr) -> bool:
    if type(test) is ast.Call:
        return type(test.func) is ast.Name and test.func.id in _OUTCOMES
    if type(test) is ast.BoolOp:
        return all(_is_outcome(value) for value in test.values)
    return type(test) in CONDITIONS


def spelled_out(frame: Frame, test: ast.expr, depth: int = 0) -> ast.expr:
    """Return a condition with others in the place of their names."""
    if depth > _DEEPEST:
        return test
    if type(test) is ast.Name:
        named = frame.tests.get(test.id)
        is_meant = named is not None and test.id not in frame.hidden
        return (
            named.test if named and is_meant and _is_up_to_date(frame, named) else test
        )
    if type(test) is ast.UnaryOp:
        return ast.UnaryOp(test.op, spelled_out(frame, test.operand, depth + 1))
    if type(test) is ast.BoolOp:
        values = [spelled_out(frame, value, depth + 1) for value in test.values]
        return ast.BoolOp(test.op, values)
    return test


def _is_up_to_date(frame: Frame, named: NamedTest) -> bool:
    """Tell whether nothing that the condition looked at was bound anew."""
    if not all(_still_holds(frame, name, value) for name, value in named.held.items()):
        return False
    changed = {store.name for store in frame.stores[named.stores :]}
    for binding in frame.bindings[named.bindings :]:
        changed.add(binding.name.rpartition(".")[2])
    return named.words.isdisjoint(changed)


def _still_holds(frame: Frame, name: str, before: int | None) -> bool:
    """Tell whether a name holds what it held, which may have been checked since."""
    now = frame.state.get(name)
    while now is not None and now != before and frame.values[now].kind == _ONLY:
        now = frame.values[now].base
    return now == before
