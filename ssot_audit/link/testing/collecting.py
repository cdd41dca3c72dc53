"""Collects the tests of one file as a runner would.

Source: `PyCollector.collect` of `_pytest/python.py` (9.2).
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.candidates import (
    Candidate,
    Found,
    Where,
    refusal,
    replacement,
    with_refused,
)
from ssot_audit.link.testing.decorators import Decorators
from ssot_audit.link.testing.in_classes import ClassCollector
from ssot_audit.link.testing.names import matches
from ssot_audit.link.testing.namespaces import Bound, Namespaces
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.written import Guess


class Collector:
    """Collects files one by one."""

    def __init__(
        self,
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        namespaces: Namespaces,
        decorators: Decorators,
        in_classes: ClassCollector,
        *,
        takes_functions: bool,
    ) -> None:
        """Remember whom to ask; `takes_functions`: also those outside classes."""
        self._hierarchy = hierarchy
        self._tests_in = tests_in
        self._namespaces = namespaces
        self._decorators = decorators
        self._in_classes = in_classes
        self._takes_functions = takes_functions

    def collect(self, module: Module, settings: PytestSettings) -> Iterator[Found]:
        """Yield what a runner finds in a file that it looks into."""
        if "" not in self._tests_in(module).untested:
            where = Where(module, settings)
            yield from self._guesses(where)
            yield from with_refused(self._at_top(where), where)
            yield from self._replaced(where)

    def _at_top(self, where: Where) -> Iterator[Found]:
        takes_imported = where.settings.option("collect_imported_tests") is None or (
            where.settings.is_on("collect_imported_tests")
        )
        for bound in self._namespaces.of(where.module):
            if bound.module is where.module or takes_imported:
                yield from self._tests(where, bound)

    def _tests(self, where: Where, bound: Bound) -> Iterator[Found]:
        if isinstance(bound.what, ClassNode):
            yield from self._in_classes.collect(
                where, bound.name, bound.what, bound.doubt
            )
        elif self._takes_functions:
            yield from self._function(where, bound, bound.what)

    def _function(
        self, where: Where, bound: Bound, function: facts.Function
    ) -> Iterator[Found]:
        flag = self._decorators.flag(bound.module, function)
        if flag or (
            flag is None and matches(bound.name, where.settings.python_functions)
        ):
            doubt = bound.doubt or self._decorators.doubt(bound.module, function)
            is_refused = self._decorators.is_refused(bound.module, function)
            lost = refusal(bound.module, function) if is_refused else None
            yield Candidate(
                where.module,
                bound.name,
                bound.module,
                None,
                function,
                doubt=doubt,
                lost=lost,
            )

    def _guesses(self, where: Where) -> Iterator[Guess]:
        """Yield where the file may have tests that only a run can tell."""
        said = self._tests_in(where.module)
        if "" in said.maybe_tested:
            yield where.guess("", "`__test__` of the file is computed")
        if where.module.facts.dynamic:
            yield where.guess("", f"the module {where.module.facts.dynamic}")
        for name in said.made:
            if "." not in name and matches(name, where.settings.python_functions):
                yield where.guess(name, "what it is set to is not known")

    def _replaced(self, where: Where) -> Iterator[Found]:
        """Yield the tests at the top whose name a later definition takes."""
        module = where.module
        if not module.facts.redefinitions:
            return
        nodes = self._hierarchy.in_module(module)
        classes = {node.source[1].span: node for node in nodes}
        functions = {function.span: function for function in module.facts.functions}
        for found in module.facts.redefinitions:
            first = classes.get(found.first) or functions.get(found.first)
            if first is None or "." in found.qualname:
                continue
            if isinstance(first, ClassNode) and first.is_noted_when_made:
                continue
            for test in self._tests(where, Bound(found.qualname, first, module)):
                if isinstance(test, Candidate):
                    yield replace(test, lost=replacement(module, found))
