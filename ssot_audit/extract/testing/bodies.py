"""Which functions compare nothing with what it should be.

Whatever may be a check counts as one: what nobody can know is not held against a test.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ssot_audit.extract.builtin_names import BUILTIN_NAMES
from ssot_audit.extract.collect_classes import FunctionNode
from ssot_audit.extract.scopes import Scope, callee_name, dotted_name
from ssot_audit.extract.testing.facts import Body, Check
from ssot_audit.extract.testing.lines import Lines
from ssot_audit.extract.walk_statements import StatementWalk

MOCK_CHECKS = frozenset(
    {
        "assert_any_await",
        "assert_any_call",
        "assert_awaited",
        "assert_awaited_once",
        "assert_awaited_once_with",
        "assert_awaited_with",
        "assert_called",
        "assert_called_once",
        "assert_called_once_with",
        "assert_called_with",
        "assert_has_awaits",
        "assert_has_calls",
        "assert_not_awaited",
        "assert_not_called",
    }
)
"""https://docs.python.org/3/library/unittest.mock.html"""
_MOCK_RECORDS = frozenset(
    {
        "await_args",
        "await_args_list",
        "await_count",
        "call_args",
        "call_args_list",
        "call_count",
        "called",
        "method_calls",
        "mock_calls",
    }
)
"""What a mock remembers of its calls; same source."""
_CHECKING = re.compile(
    r"assert|benchmark|check|compar|confirm|deprecated_call|ensure|expect|fail|_lines|match|must|"
    r"rais|regress|snapshot|should|testmod|valid|verif|wait|warn",
    re.IGNORECASE,
)
"""Parts of names that let one expect a comparison; a wrong guess is silence."""
CHECKING_MARKS = re.compile(r"assert|benchmark|compar|regress|snapshot")
"""Parts of names of fixtures and marks that let a plugin check something."""
_PROMPT = re.compile(r"(?:>>>|In \[\d+\]:) ")
"""What a doctest begins with, in Python or IPython."""
_HARMLESS = frozenset({"catch_warnings", "filterwarnings", "wait_closed", "warn"})
_RECORDS_USED = re.compile(
    rb"\.(?:await_(?:args|count)|call_(?:args|count)|called\b|method_calls|mock_calls)"
)
"""Where a mock may be asked what it remembers."""
_MOST_NAMES = 10_000
"""That are remembered."""
_Acts = Sequence[ast.AST]


def bodies(walk: StatementWalk) -> Iterator[Body]:
    """Yield those of a file's functions and methods that have no real check."""
    records = frozenset(walk.text.lines_matching(_RECORDS_USED))
    asking = Lines(records)
    checking = {"assert", "raise", *filter(is_checking, walk.called)}
    for node, scope in walk.bodies:
        start, end = scope.acts
        has_check = not checking.isdisjoint(walk.act_names[start:end])
        if has_check and not (asking and asking.meet(node)):
            continue
        acts = walk.acts_in(scope)
        check = _check_of(acts, records)
        if check is Check.REAL:
            continue
        called = _names_called(acts)
        if not (
            _is_checked_otherwise(node, scope, called)
            or _PROMPT.search(ast.get_docstring(node, clean=False) or "")
        ):
            yield Body(
                scope.qualname,
                int(check),
                _calls(node, acts, scope),
                _handed(acts, scope),
                tuple(sorted(called & scope.parameters)),
            )


class _Promises(dict[str, Check]):
    """What a function may check, going by its name; worked out once for each."""

    def __missing__(self, name: str) -> Check:
        if name in _HARMLESS or not _CHECKING.search(name):
            promise = Check.NONE
        else:
            promise = Check.MOCKS if name in MOCK_CHECKS else Check.REAL
        if len(self) < _MOST_NAMES:
            self[name] = promise
        return promise


_PROMISES = _Promises()


def is_checking(name: str) -> bool:
    """Tell whether a function may check something, going by its name."""
    return _PROMISES[name] is Check.REAL


def _check_of(acts: _Acts, records: AbstractSet[int]) -> Check:
    """Return the strongest check among what a body does."""
    strongest = Check.NONE
    for node in reversed(acts):  # most tests end with a check
        if type(node) is ast.Call:
            promise = _PROMISES[_last_name(node.func)]
            if promise is Check.MOCKS:
                strongest = Check.MOCKS
                continue
            if not promise and not (node.keywords and _is_told_to_check(node)):
                continue
            compared = node.args
        elif type(node) is ast.Assert:
            compared = [node.test]
        elif type(node) is ast.Raise:
            return Check.REAL
        else:
            continue
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if (
            not records
            or records.isdisjoint(lines)
            or not any(map(_asks_mocks, compared))
        ):
            return Check.REAL
        strongest = Check.MOCKS
    return strongest


def _is_told_to_check(call: ast.Call) -> bool:
    """Tell whether a call raises because it is asked to: `run(command, check=True)`."""
    return any(word.arg == "check" for word in call.keywords)


def _last_name(node: ast.expr) -> str:
    if type(node) is ast.Attribute:
        return node.attr
    return node.id if type(node) is ast.Name else ""


def _asks_mocks(node: ast.expr) -> bool:
    return any(
        type(inner) is ast.Attribute and inner.attr in _MOCK_RECORDS
        for inner in ast.walk(node)
    )


def _is_mark(name: str) -> bool:
    return name.startswith(("pytest.", "mark.")) or ".mark." in name


def _checks(decorator: ast.expr) -> bool:
    name = callee_name(decorator)
    last = name.rpartition(".")[2]
    if _is_mark(name):
        return CHECKING_MARKS.search(last) is not None
    return is_checking(last)


def _is_checked_otherwise(
    node: FunctionNode, scope: Scope, called: AbstractSet[str]
) -> bool:
    """Tell whether a decorator, a fixture or an alias may do the check."""
    aliases = (scope.made.get(name) for name in called)
    return (
        any(map(_checks, node.decorator_list))
        or any(map(CHECKING_MARKS.search, scope.parameters))
        or any(is_checking(_last_name(alias)) for alias in aliases if alias)
    )


def _calls(node: FunctionNode, acts: _Acts, scope: Scope) -> tuple[str, ...]:
    references: set[str] = set()
    for decorator in node.decorator_list:
        name = callee_name(decorator)
        if name and not _is_mark(name):
            references.add(
                name if scope.parent is None else scope.parent.reference(name)
            )
    for act in acts:
        if type(act) is ast.Call:
            references.add(_reference(act.func, scope))
    return tuple(sorted(references - {""}))


def _handed(acts: _Acts, scope: Scope) -> tuple[str, ...]:
    references = {
        _reference(argument, scope)
        for act in acts
        if type(act) is ast.Call
        for argument in (*act.args, *(word.value for word in act.keywords))
        if type(argument) is ast.Name or type(argument) is ast.Attribute
    }
    return tuple(sorted(references - {""}))


def _reference(node: ast.expr, scope: Scope) -> str:
    if type(node) is ast.Attribute and type(node.value) is ast.Call:
        is_super = dotted_name(node.value.func) == "super"
        return f"super.{node.attr}" if is_super else ""
    dotted = dotted_name(node)
    root, _, rest = dotted.partition(".")
    if not root or root in BUILTIN_NAMES:
        return ""
    if root == scope.self_name:
        return f"self.{rest}" if rest and "." not in rest else ""
    reference = scope.reference(dotted)
    return "" if "<locals>" in reference else reference


def _names_called(acts: _Acts) -> set[str]:
    """Return the plain names that are called or entered."""
    names: set[str] = set()
    for act in acts:
        entered: list[ast.expr] = []
        if isinstance(act, ast.Call):
            entered = [act.func]
        elif isinstance(act, (ast.With, ast.AsyncWith)):
            entered = [item.context_expr for item in act.items]
        names.update(node.id for node in entered if type(node) is ast.Name)
    return names
