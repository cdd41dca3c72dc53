"""Checks of an object: which objects get to where a condition holds, or does not."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ssot_audit.extract.flow_facts import Check
from ssot_audit.extract.scopes import dotted_name

_CLASS, _EXACT, _MEMBER, _SAME, FAILED = (
    int(Check.CLASS),
    int(Check.EXACT),
    int(Check.MEMBER),
    int(Check.SAME),
    int(Check.FAILED),
)
_WITH_TYPES = 2
_HOLDS = (ast.Is, ast.Eq, ast.In)
_IDENTITY = (ast.Is, ast.IsNot)


class Narrowing(NamedTuple):
    """A check that the object of a name has passed, or failed."""

    what: str
    """The name, which may be dotted."""
    check: int
    """Bits of `Check`."""
    member: str = ""
    types: tuple[ast.expr, ...] = ()
    """The classes, or the one object, of the check; a class check without any is
    passed by nothing that is followed: `None`, false objects."""

    @property
    def is_empty(self) -> bool:
        """Whether no object passes."""
        return self.check == _CLASS and not self.types


Checks = tuple[Narrowing, ...]


def subject(node: ast.expr) -> str:
    """Return the dotted name of the object that is checked, or `""`."""
    return dotted_name(node.target if type(node) is ast.NamedExpr else node)


def failed(checks: Checks) -> Checks:
    """Return what is known where the one check there is fails."""
    return tuple(
        [
            Narrowing(what, check ^ FAILED, member, types)
            for what, check, member, types in checks
            if types or check != _CLASS
        ]
    )


def empty(name: str) -> Checks:
    """Return the check that only `None` and objects that are false pass."""
    return (Narrowing(name, _CLASS),) if name else ()


def has_member(what: str, member: str) -> Checks:
    """Return the check for an attribute."""
    return (Narrowing(what, _MEMBER, member),) if what else ()


def is_instance(test: ast.Call) -> Checks:
    """Return the check that `isinstance(x, types)` is."""
    what = subject(test.args[0])
    if not what or len(test.args) != _WITH_TYPES:
        return ()
    return (Narrowing(what, _CLASS, "", tuple(_flat(test.args[1]))),)


def _flat(node: ast.expr) -> Iterator[ast.expr]:
    if type(node) is ast.Tuple:
        for item in node.elts:
            yield from _flat(item)
    elif type(node) is ast.BinOp and type(node.op) is ast.BitOr:
        yield from _flat(node.left)
        yield from _flat(node.right)
    else:
        yield node


def comparison(test: ast.Compare) -> tuple[Checks, Checks]:
    """Return what is known where `x is y`, `type(x) == C` hold, and where not."""
    if len(test.ops) != 1:
        return (), ()
    operator = test.ops[0]
    holds = _compared(test.left, operator, test.comparators[0])
    if not holds:
        return (), ()
    if isinstance(operator, _HOLDS):
        return holds, failed(holds)
    return failed(holds), holds


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Checks:
    """Return what is known where two things are the same."""
    asked = _asked_for_class(left) if type(left) is not ast.Name else None
    if asked is not None:
        what = dotted_name(asked)
        types = tuple(_flat(right))
        return (Narrowing(what, _CLASS | _EXACT, "", types),) if what else ()
    is_identity = isinstance(operator, _IDENTITY)
    if type(right) is ast.Constant:
        return empty(subject(left)) if is_identity or right.value is None else ()
    what = subject(left) if is_identity and dotted_name(right) else ""
    return (Narrowing(what, _SAME, "", (right,)),) if what else ()


def _asked_for_class(node: ast.expr) -> ast.expr | None:
    """Return the object in `type(x)` and `x.__class__`."""
    if type(node) is ast.Attribute and node.attr == "__class__":
        return node.value
    if type(node) is ast.Call and len(node.args) == 1:
        return node.args[0] if dotted_name(node.func) == "type" else None
    return None


def all_of(parts: Iterable[Checks]) -> Checks:
    """Return what is known where all of several conditions are met."""
    checks = [check for part in parts for check in part]
    if len(checks) <= 1:
        return tuple(checks)
    found: dict[tuple[str, int], Narrowing] = {}
    for number, check in enumerate(checks, 1):
        # What is of none of two classes is one check: the opposite of `any_of`.
        key = check.what, 0 if check.check == _CLASS | FAILED else number
        known = found.get(key)
        types = known.types + check.types if known else check.types
        found[key] = check._replace(types=types)
    return tuple(found.values())


def any_of(parts: Sequence[Checks]) -> Checks:
    """Return what is known where at least one of several conditions is met."""
    if not all(parts):
        return ()
    names = dict.fromkeys(check.what for check in parts[0])
    unions = [_union([_about(name, part) for part in parts]) for name in names]
    return tuple([union for union in unions if union is not None])


def _about(what: str, checks: Checks) -> Narrowing | None:
    return next((check for check in checks if check.what == what), None)


def _union(options: Sequence[Narrowing | None]) -> Narrowing | None:
    """Return the one check that passes what any of several passes, if there is one."""
    known = [option for option in options if option is not None]
    if len(known) < len(options):
        return None
    passed = [option for option in known if not option.is_empty] or known[:1]
    if len(passed) == 1:
        return passed[0]
    if any(option.check != _CLASS for option in passed):
        return None
    types = tuple([t for option in passed for t in option.types])
    return passed[0]._replace(types=types)


def pattern_check(pattern: ast.pattern, what: str) -> Narrowing | None:
    """Return the check that whatever matches a pattern has passed."""
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
        return pattern_check(pattern.pattern, what)
    if isinstance(pattern, ast.MatchOr):
        return _union([pattern_check(option, what) for option in pattern.patterns])
    if isinstance(pattern, ast.MatchClass):
        return Narrowing(what, _CLASS, "", (pattern.cls,))
    return Narrowing(what, _CLASS) if isinstance(pattern, ast.MatchSingleton) else None


def is_plain(pattern: ast.pattern) -> bool:
    """Tell whether a pattern asks for nothing but a class."""
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is not None and is_plain(pattern.pattern)
    if isinstance(pattern, ast.MatchOr):
        return all(is_plain(option) for option in pattern.patterns)
    return isinstance(pattern, ast.MatchClass) and not (
        pattern.patterns or pattern.kwd_patterns
    )
