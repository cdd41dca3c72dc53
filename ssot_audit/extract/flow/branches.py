"""Branches: which value a local name holds, and what is known, after them.

Branches are walked with the state before them and merged after them. A loop's body may
see what itself bound in an earlier round: names that it binds are made an `EITHER` at
its start, which is completed at its end.
"""

import ast
from collections.abc import Callable, Sequence

from ssot_audit.extract.flow.assignments import AssignmentFlow
from ssot_audit.extract.flow.checks import (
    Checks,
    Narrowing,
    failed,
    is_plain,
    pattern_check,
)
from ssot_audit.extract.flow.conditions import NOTHING_TOLD, Assurance, Known, knowing
from ssot_audit.extract.flow.frame import UNKNOWN, State
from ssot_audit.extract.flow.names import names_of, pattern_names
from ssot_audit.extract.flow_facts import Guard, Kind, Value
from ssot_audit.extract.scopes import dotted_name

_BROAD = frozenset({"Exception", "BaseException", ""})
_EITHER, _ENTERED = int(Kind.EITHER), int(Kind.ENTERED)
_NARROWED, _TESTED, _SWALLOWED, _FORGIVEN, _CORRELATED = (
    int(Guard.NARROWED),
    int(Guard.TESTED),
    int(Guard.SWALLOWED),
    int(Guard.FORGIVEN),
    int(Guard.CORRELATED),
)


class BranchFlow(AssignmentFlow):
    """Walks statements that have blocks, but definitions."""

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Walk statements one after the other."""
        raise NotImplementedError

    def branch(self, node: ast.If) -> None:
        """`if`, with the `elif` and `else` that belong to it."""
        frame = self.frame
        before = frame.known
        ends: list[tuple[State, Known]] = []
        live: list[tuple[Assurance, ...]] = []
        after: list[Assurance] = []
        while True:
            self.use(node.test)
            tells = self.told(node.test)
            outer, start = frame.known, frame.state
            frame.state = dict(start)
            self.suppose(tells.holds, tells.passed)
            self.block(node.body)
            if frame.is_dead:
                after += tells.fails
            else:
                ends.append((frame.state, frame.known))
                live.append(tells.holds)
            frame.is_dead = False
            frame.state, frame.known = start, outer
            self.suppose(tells.fails, tells.failed)
            orelse = node.orelse
            if len(orelse) != 1 or type(orelse[0]) is not ast.If:
                break
            node = orelse[0]
        self.block(orelse)
        if not frame.is_dead:
            ends.append((frame.state, frame.known))
        elif live:
            # One of the conditions was met.
            after += [a for a in live[0] if all(a in holds for holds in live)]
        self._join(ends, knowing(before, after))

    def _join(self, ends: list[tuple[State, Known]], known: Known) -> None:
        """Go on from where the ends of branches meet."""
        frame = self.frame
        frame.is_dead = not ends
        if len(ends) == 1:
            frame.state, frame.known = ends[0]
        else:
            frame.known = known
            if ends:
                frame.state = frame.merge([state for state, _ in ends])

    def _loop(self, body: Sequence[ast.stmt], start: Callable[[], None]) -> bool:
        """Walk what runs any number of times; tell whether a `break` may end it.

        `start` is what begins a round.
        """
        frame = self.frame
        before, known = frame.state, frame.known
        frame.state = dict(before)
        again: dict[str, int] = {}
        jumps, frame.jumps = frame.jumps, []
        breaks, frame.breaks = frame.breaks, False
        for name in sorted(names_of(body, walrus_lines=self.walrus_lines).bound):
            if frame.is_own(name):
                again[name] = frame.state[name] = frame.value(Value(_EITHER))
            if frame.chains:
                self.forget(name)
        start()
        self.block(body)
        ends = frame.jumps if frame.is_dead else [*frame.jumps, frame.state]
        end = frame.merge(ends or [before])
        frame.is_dead, frame.jumps = False, jumps
        for name, index in again.items():
            options = (before.get(name, UNKNOWN), end.get(name, UNKNOWN))
            parts = dict.fromkeys(o for o in options if o not in {UNKNOWN, index})
            frame.values[index] = Value(_EITHER, "", 0, tuple(parts))
        frame.state, frame.known = frame.merge((before, end)), known
        is_broken, frame.breaks = frame.breaks, breaks
        return is_broken

    def for_loop(self, node: ast.For | ast.AsyncFor) -> None:
        """`for target in items`."""
        items = self.expression(node.iter)
        self._loop(node.body, lambda: self.assign(node.target, self.element(items)))
        self.block(node.orelse)

    def while_loop(self, node: ast.While) -> None:
        """`while test`."""
        tells = NOTHING_TOLD

        def start() -> None:
            nonlocal tells
            self.use(node.test)
            tells = self.told(node.test)
            self.suppose(tells.holds, tells.passed)

        if not self._loop(node.body, start):
            # What is empty may be filled again, and whatever its data were like
            # before, every object gets here some day.
            assured = [a for a in tells.fails if a.guard != _CORRELATED]
            checks = [check for check in tells.failed if not check.is_empty]
            self.suppose(assured, checks)
        self.block(node.orelse)

    def jump(self, node: ast.Break | ast.Continue) -> None:
        """`break` and `continue`."""
        self.frame.breaks = self.frame.breaks or type(node) is ast.Break
        self.frame.jumps.append(self.frame.state)
        self.frame.is_dead = True

    def with_block(self, node: ast.With | ast.AsyncWith) -> None:
        """`with manager as target`."""
        method = "__enter__" if type(node) is ast.With else "__aenter__"
        frame, guard = self.frame, self.frame.guard
        may_swallow = False
        for item in node.items:
            manager = self.expression(item.context_expr)
            frame.guard |= _suppressed(item.context_expr)
            may_swallow = may_swallow or _may_swallow(item.context_expr)
            if item.optional_vars is not None:
                entered = UNKNOWN
                if manager != UNKNOWN:
                    span = self.place(item.context_expr)
                    entered = frame.value(
                        Value(_ENTERED, method, manager, (), (), span)
                    )
                self.assign(item.optional_vars, entered)
        before = dict(frame.state) if may_swallow else {}
        self.block(node.body)
        if may_swallow:
            frame.is_dead = False
            frame.state = frame.merge((before, frame.state))
        frame.guard = guard

    def try_block(self, node: ast.Try) -> None:
        """`try` with all its parts."""
        frame, guard, known = self.frame, self.frame.guard, self.frame.known
        before = dict(frame.state)
        for handler in node.handlers:
            frame.guard |= _caught(handler.type)
        self.block(node.body)
        frame.guard = guard
        # A handler may run after any part of the body.
        meanwhile = frame.merge((before, frame.state))
        ends: list[tuple[State, Known]] = []
        self.block(node.orelse)
        if not frame.is_dead:
            ends.append((frame.state, frame.known))
        for handler in node.handlers:
            frame.state, frame.is_dead = dict(meanwhile), False
            frame.known = known
            self._handler(handler)
            if not frame.is_dead:
                ends.append((frame.state, frame.known))
        self._join(ends, known)
        self._finally(node.finalbody, meanwhile)

    def _handler(self, node: ast.ExceptHandler) -> None:
        self.use(node.type)
        if node.name and self._class_scope is None and self.frame.is_own(node.name):
            self.frame.state[node.name] = UNKNOWN
        self.block(node.body)

    def _finally(self, body: Sequence[ast.stmt], meanwhile: State) -> None:
        frame = self.frame
        is_dead = frame.is_dead
        if is_dead:
            frame.state, frame.is_dead = meanwhile, False
        self.block(body)
        frame.is_dead = frame.is_dead or is_dead

    def match_block(self, node: ast.Match) -> None:
        """`match subject`."""
        frame, known = self.frame, self.frame.known
        subject = self.expression(node.subject)
        what = dotted_name(node.subject)
        narrowed = (Assurance(what, "", _NARROWED),) if what else ()
        start = frame.state
        ends: list[tuple[State, Known]] = []
        is_exhaustive = False
        for case in node.cases:
            frame.state, frame.is_dead = dict(start), False
            frame.known = knowing(known, narrowed)
            check = pattern_check(case.pattern, what)
            self._case(case, subject, node, check)
            if not frame.is_dead:
                ends.append((frame.state, known))
            if check and case.guard is None and is_plain(case.pattern):
                frame.state = start
                subject = self._checked_subject(subject, failed((check,)))
            is_exhaustive = is_exhaustive or _takes_all(case)
        if not is_exhaustive:
            ends.append((start, known))
        self._join(ends, known)

    def _checked_subject(self, subject: int, checks: Checks) -> int:
        for check in checks:
            if check.what:
                self.suppose((), checks)
            subject = self.only(subject, check) if subject else UNKNOWN
        return subject

    def _case(
        self,
        case: ast.match_case,
        subject: int,
        node: ast.Match,
        check: Narrowing | None,
    ) -> None:
        pattern = case.pattern
        if check:
            subject = self._checked_subject(subject, (check,))
        for name in pattern_names(pattern):
            if self.frame.is_own(name):
                self.frame.state[name] = UNKNOWN
        if isinstance(pattern, ast.MatchAs) and pattern.name:
            self.bind(pattern.name, subject, node)
        self.use(case.guard)
        if case.guard is not None:
            tells = self.told(case.guard)
            self.suppose(tells.holds, tells.passed)
        self.block(case.body)


def _takes_all(case: ast.match_case) -> bool:
    pattern = case.pattern
    return (
        isinstance(pattern, ast.MatchAs)
        and pattern.pattern is None
        and case.guard is None
    )


def _caught(node: ast.expr | None) -> int:
    """Return what an `except` of these classes means for attributes in its `try`."""
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    names = {dotted_name(item).rpartition(".")[2] if item else "" for item in items}
    guard = _TESTED if "AttributeError" in names else 0
    guard |= _FORGIVEN if "TypeError" in names else 0
    return guard | (_SWALLOWED if names & _BROAD else 0)


_EXPECTING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
"""Managers that are given the exceptions that their block may end with."""


def _suppressed(manager: ast.expr) -> int:
    if type(manager) is not ast.Call:
        return 0
    if dotted_name(manager.func).rpartition(".")[2] not in _EXPECTING:
        return 0
    guard = 0
    for argument in manager.args:
        guard |= _caught(argument)
    return guard


def _may_swallow(manager: ast.expr) -> bool:
    """Tell by its name whether a manager may let code after the block run anyway."""
    if type(manager) is not ast.Call:
        return False
    name = dotted_name(manager.func).rpartition(".")[2].lower()
    if name == "catch_warnings":
        return False
    return any(word in name for word in ("suppress", "raises", "ignor", "catch"))
