"""Collects the tests of one class as a runner would."""

from collections.abc import Iterator

from msgspec.structs import replace

from ssot_audit.extract.facts import Function
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.testing.candidates import (
    Candidate,
    Found,
    Where,
    marked,
    refusal,
    replacement,
    with_refused,
)
from ssot_audit.link.testing.constructors import Constructors
from ssot_audit.link.testing.decorators import Decorators
from ssot_audit.link.testing.methods import Method, Methods
from ssot_audit.link.testing.names import matches
from ssot_audit.link.testing.suites import FORMER, Role, Suites

_DEEPEST = 8
"""Classes in classes that are looked into: one may hold itself."""


class ClassCollector:
    """Collects classes one by one."""

    def __init__(
        self,
        methods: Methods,
        suites: Suites,
        constructors: Constructors,
        decorators: Decorators,
        *,
        takes_plain: bool,
    ) -> None:
        """Remember whom to ask; `takes_plain`: also classes that are no test cases."""
        self._methods = methods
        self._suites = suites
        self._constructors = constructors
        self._decorators = decorators
        self._takes_plain = takes_plain

    def collect(
        self, where: Where, name: str, node: ClassNode, doubt: str
    ) -> Iterator[Found]:
        """Yield the tests of a class that stands under a name."""
        suites = self._suites
        role = suites.role(node)
        if role is Role.PLAIN and not self._takes_plain:
            return
        flag = suites.flag(node)
        is_named = self._takes_plain and (
            flag is True
            or isinstance(flag, str)
            or matches(name, where.settings.python_classes)
        )
        if flag is False or (role is Role.PLAIN and not is_named):
            return
        if where.depth > _DEEPEST or suites.is_abstract(node):
            return
        if suites.is_in_its_base(node):
            yield where.guess(name, FORMER)
            return
        doubt = flag if isinstance(flag, str) else doubt or suites.doubt(node)
        inside = where.inside(name)
        if role is Role.CASE:
            yield from self._guess(inside, node)
            yield from self._case(inside, node, doubt)
        elif is_named:
            yield from self._guess(inside, node)
            yield from with_refused(self._plain(inside, node, doubt), inside)
        elif role is Role.UNKNOWN:
            yield from self._perhaps(inside, node)

    def _perhaps(self, where: Where, node: ClassNode) -> Iterator[Found]:
        """Yield what is known of a class that may be a test case."""
        if any(m.name.startswith("test") for m in self._methods.of(node)):
            yield where.guess("", "it may be a test case, or not")
        else:
            yield from self._guess(where, node)

    def _guess(self, where: Where, node: ClassNode) -> Iterator[Found]:
        reason = self._suites.more(node)
        if reason:
            yield where.guess("", reason)

    def _case(self, where: Where, node: ClassNode, doubt: str) -> Iterator[Found]:
        methods = [
            method
            for method in self._methods.of(node)
            if not isinstance(method.what, ClassNode)
        ]
        tests = [
            found
            for method in methods
            if method.name.startswith("test")
            if (found := self._test(where, node, method, doubt)) is not None
        ]
        yield from tests
        if not any(isinstance(test, Candidate) and not test.doubt for test in tests):
            why = "it counts only where no other test does" if tests else doubt
            for method in methods:
                if _is_own_run(method):
                    test = self._test(where, node, method, why)
                    if test is not None:
                        yield test
        yield from self._replaced(where, node, ("test",), doubt, is_plain=False)

    def _plain(self, where: Where, node: ClassNode, doubt: str) -> Iterator[Found]:
        lost = self._constructors.lost(node)
        names = where.settings.python_functions
        for method in self._methods.of(node):
            if isinstance(method.what, ClassNode):
                tests = self.collect(where, method.name, method.what, method.doubt)
                yield from (marked(found, doubt, lost) for found in tests)
            elif matches(method.name, names) or self._is_told(method):
                test = self._test(where, node, method, doubt, is_plain=True)
                if test is not None:
                    yield marked(test, doubt, lost)
        for test in self._replaced(where, node, names, doubt, is_plain=True):
            yield marked(test, lost=lost)

    def _is_told(self, method: Method) -> bool:
        return isinstance(method.what, Function) and bool(
            self._decorators.flag(method.module, method.what)
        )

    def _test(
        self,
        where: Where,
        node: ClassNode,
        method: Method,
        doubt: str,
        *,
        is_plain: bool = False,
    ) -> Found | None:
        """Return what a runner makes of a method; None: nothing."""
        module, function = method.module, method.what
        if not isinstance(function, Function):
            return where.guess(method.name, method.doubt)
        if self._decorators.flag(module, function, in_case=not is_plain) is False:
            return None
        own = method.doubt or self._decorators.doubt(module, function)
        is_refused = is_plain and self._decorators.is_refused(module, function)
        return Candidate(
            where.module,
            where.name_of(method.name),
            module,
            method.owner,
            function,
            node,
            own or doubt,
            refusal(module, function) if is_refused else None,
        )

    def _replaced(
        self,
        where: Where,
        node: ClassNode,
        names: tuple[str, ...],
        doubt: str,
        *,
        is_plain: bool,
    ) -> Iterator[Candidate]:
        """Yield the tests whose name a later method takes."""
        for method, found in self._methods.replaced(node):
            if matches(method.name, names):
                test = self._test(where, node, method, doubt, is_plain=is_plain)
                if isinstance(test, Candidate):
                    yield replace(test, lost=replacement(method.module, found))


def _is_own_run(method: Method) -> bool:
    """Tell whether a case is one test; pytest knows the `runTest` of Twisted's."""
    is_of_trial = method.owner.dotted.startswith("twisted.trial.")
    return method.name == "runTest" and not is_of_trial
