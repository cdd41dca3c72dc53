"""How real each written test is: whether it can run, and whether it checks anything.

What a static analysis cannot tell of a test is a state of its own: it speaks neither
for the test nor against it. A condition, as of `skipif`, is not held against a test.
"""

import enum
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from ssot_audit.extract.facts import Span
from ssot_audit.extract.testing.facts import Check, Skip
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.testing.awaiting import Reason, Unawaited
from ssot_audit.link.testing.written import (
    Item,
    Lost,
    LostKind,
    WrittenTest,
    may_end,
)

_ALWAYS = frozenset({"skip", "call"})
"""Kinds of a `Skip` that no condition can undo."""


class State(enum.Enum):
    """The furthest that a test gets."""

    CHECKING = "checking"
    """It runs, and compares something with what it should be."""
    MOCKED_ONLY = "mocked only"
    """It checks how stand-ins were called, and nothing else."""
    UNCHECKED = "unchecked"
    """It runs, and compares nothing."""
    UNAWAITED = "never awaited"
    """It is called, and its body never runs."""
    SKIPPED = "skipped"
    """It is told not to run, whatever happens."""
    UNCOLLECTED = "not collected"
    """No runner comes upon it."""
    UNKNOWN = "unknown"
    """Only a run can tell."""

    @property
    def is_real(self) -> bool:
        """Whether the test runs and checks something."""
        return self is State.CHECKING or self is State.MOCKED_ONLY


class Standing(msgspec.Struct, frozen=True):
    """A test, and how far it gets."""

    test: WrittenTest
    state: State
    reason: str = ""
    """Why it gets no further, with code in backticks; of a skip in its own words."""
    module: Module | None = None
    """Where that comes from; None: from the test itself."""
    span: Span | None = None


def standings(program: Program) -> tuple[Standing, ...]:
    """Return how far each written test gets, sorted by place."""
    judge = _Judge(program)
    return tuple(map(judge.of, program.tests.written))


class _Judge:
    """Says how far the tests of a program get."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._skips: dict[Module, Sequence[Skip]] = {}
        """Those that no condition can undo, of the files that have any."""
        for module in program.modules:
            always = [s for s in program.tests_in(module).skips if s.kind in _ALWAYS]
            if always:
                self._skips[module] = always
        self._items: dict[WrittenTest, list[Item]] = {}
        for item in program.tests.items:
            self._items.setdefault(item.test, []).append(item)
        unawaited = program.awaiting.unawaited
        self._unawaited = {found.taken.test.place: found for found in unawaited}
        self._times = Counter(found.taken.test.place for found in unawaited)

    def of(self, test: WrittenTest) -> Standing:
        """Return how far a test gets."""
        if test.doubt and self._is_in_doubt(test):
            return Standing(test, State.UNKNOWN, test.doubt)
        if test.lost is not None:
            return _lost(test, test.lost)
        skip = self._skip(test)
        if skip is not None:
            why = " ".join((skip.reason or "nobody says why").split())
            return Standing(test, State.SKIPPED, why, test.module, skip.span)
        unawaited = self._never_awaited(test)
        if unawaited is not None:
            return Standing(test, State.UNAWAITED, _WHY[unawaited.reason])
        return self._checked(test)

    def _checked(self, test: WrittenTest) -> Standing:
        check = self._program.checks.of(test)
        if check is Check.NONE:
            return Standing(test, State.UNCHECKED, "it compares nothing")
        return Standing(test, _STATES[check])

    def _is_in_doubt(self, test: WrittenTest) -> bool:
        """Tell whether it is not only that its file may be skipped as a whole."""
        return test.doubt != may_end(self._program.tests_in(test.module).stops)

    def _never_awaited(self, test: WrittenTest) -> Unawaited | None:
        """Return why a test is awaited in none of the ways it is collected."""
        if not test.function.is_async:
            return None
        place = test.module.path, test.function.span
        is_lost = self._times[place] >= len(self._items.get(test, ()))
        return self._unawaited.get(place) if is_lost else None

    def _skip(self, test: WrittenTest) -> Skip | None:
        """Return what skips a test in all the ways it is collected."""
        own = self._skip_of(test.module, test.function.qualname)
        if own is not None:
            return own
        first = None
        for item in self._items.get(test, ()):
            found = self._skip_of(item.module, item.qualname.replace("::", "."))
            if found is None:
                return None
            first = first or found
        return first

    def _skip_of(self, module: Module, qualname: str) -> Skip | None:
        for skip in self._skips.get(module, ()):
            is_above = f"{qualname}.".startswith(f"{skip.qualname}.")
            if is_above or not skip.qualname:
                return skip
        return None


def _lost(test: WrittenTest, lost: Lost) -> Standing:
    if lost.kind is LostKind.ELSEWHERE:
        why = "the runner does not look there; another command may"
        return Standing(test, State.UNKNOWN, why)
    why = _LOST[lost.kind].format(cause=lost.cause, detail=lost.detail)
    return Standing(test, State.UNCOLLECTED, why, lost.module, lost.span)


_STATES: Mapping[Check, State] = {
    Check.MOCKS: State.MOCKED_ONLY,
    Check.REAL: State.CHECKING,
}
_LOST = {
    LostKind.CONSTRUCTOR: "`{cause}` {detail}",
    LostKind.IMPORT: "its file cannot be imported: there is no `{cause}`",
    LostKind.REPLACED: "a later `{cause}` takes its place",
    LostKind.NAMESAKE: "`{cause}` is imported under the same name",
    LostKind.GENERATOR: "it has a `yield`, which pytest refuses",
}
_WHY = {
    Reason.CASE: "its `unittest.TestCase` awaits nothing",
    Reason.GENERATOR: "it is async with a `yield`, and nothing runs such tests",
    Reason.NO_PLUGIN: "no plugin that runs async tests is declared",
    Reason.NO_MARK: "no mark tells the plugin to run it",
}
