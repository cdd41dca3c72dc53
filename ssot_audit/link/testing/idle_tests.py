"""Tests that are written and say nothing: commented out, empty, skipped, unchecked."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.facts import Check, CommentedTest, Skip
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.testing.checking import Checks

_DATE = re.compile(
    r"\b(?:until|till|expir\w+|remove|revisit|before|by)\b[^0-9]{0,20}"
    r"(?P<date>\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_PLAIN_DECORATORS = ("pytest.mark.", "unittest.mock.patch", "mock.patch")


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A function that is a test, going by its name."""

    module: Module
    node: ClassNode | None
    """The class it is a method of."""
    function: Function


class IdleTests:
    """The idle tests of one file."""

    def __init__(self, program: Program, module: Module, checks: Checks) -> None:
        """Look at nothing yet."""
        self._program = program
        self._checks = checks
        self._module = module
        self._said = program.tests_in(module)

    @property
    def commented(self) -> tuple[CommentedTest, ...]:
        """Runs of comments that are the code of tests."""
        return self._said.commented

    @cached_property
    def empty(self) -> tuple[Function, ...]:
        """Tests that do nothing at all, and nothing does anything for them."""
        hollow = {n for run in self.commented if run.is_hollow for n in run.names}
        return tuple(
            test.function
            for test in self._tests
            if test.function.qualname not in hollow
            and self._is_empty(test)
            and self._checks.of(test.module, test.node, test.function) is Check.NONE
        )

    @property
    def unchecked(self) -> Iterator[Function]:
        """Tests that do something and compare nothing."""
        for test in self._tests:
            if test.function.body != facts.Body.EMPTY:
                check = self._checks.of(test.module, test.node, test.function)
                if check is Check.NONE and not self._is_skipped(test.function.qualname):
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

    @cached_property
    def _tests(self) -> tuple[TestFunction, ...]:
        return tuple(_tests(self._program, self._module))

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

    def _is_empty(self, test: TestFunction) -> bool:
        """Tell whether a test does nothing, and is no placeholder for others."""
        function, node = test.function, test.node
        if function.body != facts.Body.EMPTY or self._is_skipped(function.qualname):
            return False
        names = (self._program.full_name(test.module, d) for d in function.decorators)
        if not all(name.startswith(_PLAIN_DECORATORS) for name in names):
            return False
        own = [p.name for p in function.parameters[1 if node else 0 :]]
        is_overridden = node is not None and any(
            function.qualname.rpartition(".")[2] in below.members
            for below in node.all_subclasses()
        )
        return not own and not is_overridden


def idle_tests(program: Program) -> Iterator[tuple[Module, IdleTests]]:
    """Yield the idle tests of each file among the tests."""
    checks = Checks(program)
    for module in program.modules:
        if module.is_test and not program.is_stray(module):
            yield module, IdleTests(program, module, checks)


def _tests(program: Program, module: Module) -> Iterator[TestFunction]:
    for function in module.facts.functions:
        if function.qualname.startswith("test") and _is_test(function):
            yield TestFunction(module, None, function)
    for node in program.hierarchy.in_module(module):
        for member in node.source[1].members:
            method = member.function
            is_named = member.name.startswith("test")
            if method is not None and is_named and _is_test(method):
                yield TestFunction(module, node, method)


def _is_test(function: Function) -> bool:
    return not any(
        d.rpartition(".")[2] in {"fixture", "property", "cached_property"}
        for d in function.decorators
    )


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
