"""Tests that are written and say nothing: commented out, empty, skipped, unchecked."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.bodies import CHECKING_MARKS
from ssot_audit.extract.testing.facts import Check, CommentedTest, Skip
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.testing.written import WrittenTest

_DATE = re.compile(
    r"\b(?:until|till|expir\w+|remove|revisit|before|by)\b[^0-9]{0,20}"
    r"(?P<date>\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_PLAIN_DECORATORS = ("pytest.mark.", "unittest.mock.patch", "mock.patch")
_EMPTY = int(facts.Body.EMPTY)


class IdleTests:
    """The idle tests of one file."""

    def __init__(
        self, program: Program, module: Module, tests: Sequence[WrittenTest]
    ) -> None:
        """Look at nothing yet; `tests` are those in the file that a runner collects."""
        self._program = program
        self._module = module
        self._tests = tests
        self._said = program.tests_in(module)

    @property
    def commented(self) -> tuple[CommentedTest, ...]:
        """Runs of comments that are the code of tests."""
        return self._said.commented

    @cached_property
    def empty(self) -> tuple[Function, ...]:
        """Tests that do nothing at all, and nothing does anything for them.

        A file that has no others is a sample for something that runs tests.
        """
        empty = [test for test in self._tests if test.function.body == _EMPTY]
        if len(empty) == len(self._tests):
            return ()
        hollow = {n for run in self.commented if run.is_hollow for n in run.names}
        return tuple(
            test.function
            for test in empty
            if test.function.qualname not in hollow
            and self._is_silent(test)
            and self._is_no_placeholder(test)
        )

    @property
    def unchecked(self) -> Iterator[Function]:
        """Tests that compare nothing, whatever else they do.

        In a file with the marks of a plugin that compares, it may do so for any.
        """
        if any(CHECKING_MARKS.search(mark.name) for mark in self._said.marks):
            return
        said = {function.qualname for function in self.empty}
        said |= {name for run in self.commented for name in run.names}
        for test in self._tests:
            if self._is_silent(test) and test.function.qualname not in said:
                yield test.function

    @property
    def unexplained(self) -> Iterator[Skip]:
        """What is skipped in any case, nobody says why."""
        for skip in self._said.skips:
            if skip.reason is None and self._is_skip(skip):
                yield skip

    @property
    def dated(self) -> Iterator[tuple[Skip, str]]:
        """What is skipped or expected to fail until some ISO date."""
        for skip in self._said.skips:
            found = _DATE.search(skip.reason or "")
            if found and _is_date(found["date"]):
                yield skip, found["date"]

    def _is_silent(self, test: WrittenTest) -> bool:
        """Tell whether a test runs and compares nothing."""
        is_unchecked = self._program.checks.of(test) is Check.NONE
        return is_unchecked and not self._is_skipped(test.function.qualname)

    def _is_skip(self, skip: Skip) -> bool:
        name = skip.qualname.rpartition(".")[2]
        is_test = skip.kind == "skip" or not name or name.startswith("test")
        return is_test and skip.kind in {"skip", "call"}

    def _is_skipped(self, qualname: str) -> bool:
        """Tell whether a test, or what it stands in, is told not to run."""
        return any(
            skip.kind != "call-if"
            and (not skip.qualname or f"{qualname}.".startswith(f"{skip.qualname}."))
            for skip in self._said.skips
        )

    def _is_no_placeholder(self, test: WrittenTest) -> bool:
        """Tell whether nothing else does something for a test that does nothing."""
        function, node = test.function, test.node
        names = (self._program.full_name(test.module, d) for d in function.decorators)
        if not all(name.startswith(_PLAIN_DECORATORS) for name in names):
            return False
        asked_for = function.parameters[1 if node else 0 :]
        return not asked_for and not (node and _is_replaced(node, function))


def _is_replaced(node: ClassNode, function: Function) -> bool:
    """Tell whether a method takes the place of another, or another takes its own."""
    name = function.qualname.rpartition(".")[2]
    around = (*node.mro[1:], *node.all_subclasses())
    return any(name in other.members for other in around)


def idle_tests(program: Program) -> Iterator[tuple[Module, IdleTests]]:
    """Yield the idle tests of each file among the tests."""
    tests: dict[Module, list[WrittenTest]] = {}
    for test in program.tests.written:
        if test.lost is None:
            tests.setdefault(test.module, []).append(test)
    for module in program.modules:
        if module.is_test:
            yield module, IdleTests(program, module, tests.get(module, ()))


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
