"""Collects the tests of one file as a runner would."""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.testing.methods import (
    Method,
    Methods,
    is_callable,
    is_refused,
    matches,
)
from ssot_audit.link.testing.namespaces import Bound, Namespaces
from ssot_audit.link.testing.runner import Runner
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.suites import Role, Suites
from ssot_audit.link.testing.written import Guess, Lost, LostKind

_NOT_A_TEST, _A_TEST = frozenset({"nottest"}), frozenset({"istest"})


class Candidate(msgspec.Struct, frozen=True, eq=False):
    """A test that a runner finds in a file, or would but for a fault."""

    qualname: str
    """As of an item."""
    module: Module
    """Where the function is written."""
    node: ClassNode | None
    function: facts.Function
    suite: ClassNode | None = None
    """The class it is collected in."""
    doubt: str = ""
    lost: Lost | None = None


Found = Candidate | Guess


class Collector:
    """Collects files one by one."""

    def __init__(
        self,
        runner: Runner,
        hierarchy: Hierarchy,
        settings: Callable[[Module], PytestSettings],
        tests_in: Callable[[Module], ModuleTests],
        parts: tuple[Namespaces, Methods, Suites],
    ) -> None:
        """Remember whom to ask."""
        self._runner = runner
        self._hierarchy = hierarchy
        self._settings = settings
        self._tests_in = tests_in
        self._namespaces, self._methods, self._suites = parts

    def collect(self, module: Module) -> Iterator[Found]:
        """Yield what a runner finds in a file that it looks into."""
        if "" not in self._tests_in(module).untested:
            settings = self._settings(module)
            yield from self._guesses(module, settings)
            yield from _beside_refused(self._at_top(module, settings), "")
            yield from self._replaced(module, settings)

    def _at_top(self, module: Module, settings: PytestSettings) -> Iterator[Found]:
        takes_imported = settings.option("collect_imported_tests") is None or (
            settings.is_on("collect_imported_tests")
        )
        for bound in self._namespaces.of(module):
            if bound.module is not module and not takes_imported:
                continue
            if isinstance(bound.what, ClassNode):
                yield from self._class(module, settings, bound.name, bound.what, bound)
            elif self._runner is Runner.PYTEST:
                yield from self._function(settings, bound, bound.what)

    def _guesses(self, module: Module, settings: PytestSettings) -> Iterator[Guess]:
        """Yield where the file may have tests that only a run can tell."""
        said = self._tests_in(module)
        if "" in said.maybe_tested:
            yield Guess(module, "", "`__test__` of the file is computed")
        if module.facts.dynamic:
            yield Guess(module, "", f"the module {module.facts.dynamic}")
        for name in said.made:
            if "." not in name and matches(name, settings.python_functions):
                yield Guess(module, name, "what it is set to is not known")

    def _replaced(self, module: Module, settings: PytestSettings) -> Iterator[Found]:
        """Yield the tests at the top whose name a later definition takes."""
        classes = {n.source[1].span: n for n in self._hierarchy.in_module(module)}
        functions = {f.span: f for f in module.facts.functions}
        for found in module.facts.redefinitions:
            if "." in found.qualname:
                continue
            node, function = classes.get(found.first), functions.get(found.first)
            tests: Iterator[Found] = iter(())
            if node is not None and not node.is_noted_when_made:
                bound = Bound(found.qualname, node, module)
                tests = self._class(module, settings, found.qualname, node, bound)
            elif function is not None and self._runner is Runner.PYTEST:
                bound = Bound(found.qualname, function, module)
                tests = self._function(settings, bound, function)
            for test in tests:
                if isinstance(test, Candidate):
                    yield replace(test, lost=_replacement(module, found))

    def _function(
        self, settings: PytestSettings, bound: Bound, function: facts.Function
    ) -> Iterator[Found]:
        said = self._tests_in(bound.module)
        flags = {d.rpartition(".")[2] for d in function.decorators}
        is_told = function.qualname in said.tested or flags & _A_TEST
        if not is_told and not matches(bound.name, settings.python_functions):
            return
        if function.qualname in said.untested or flags & _NOT_A_TEST:
            return
        if not is_callable(function):
            return
        doubt = bound.doubt or self._methods.doubt(function)
        lost = _refusal(bound.module, function)
        yield Candidate(
            bound.name, bound.module, None, function, doubt=doubt, lost=lost
        )

    def _class(
        self,
        module: Module,
        settings: PytestSettings,
        path: str,
        node: ClassNode,
        bound: Bound | Method,
    ) -> Iterator[Found]:
        """Yield the tests of a class that stands under a name."""
        if path.count("::") > _DEEPEST:
            return
        role, flag = self._suites.role(node), self._suites.flag(node)
        if flag is False or self._suites.is_abstract(node):
            return
        is_named = self._runner is Runner.PYTEST and (
            flag is True or matches(bound.name, settings.python_classes)
        )
        doubt = flag if isinstance(flag, str) else bound.doubt
        doubt = doubt or self._suites.doubt(node)
        if role is Role.CASE or is_named:
            yield from self._more(module, path, node)
        if role is Role.CASE:
            yield from self._case(module, path, node, doubt)
        elif is_named:
            tests = self._plain(module, settings, path, node, doubt)
            yield from _beside_refused(tests, f"{path}::")
        elif role is Role.UNKNOWN and node.module is not None:
            names = (m.name for m in self._methods.of(node))
            if any(name.startswith("test") for name in names):
                yield Guess(module, path, "it may be a test case, or not")

    def _more(self, module: Module, path: str, node: ClassNode) -> Iterator[Guess]:
        reason = self._suites.more(node)
        if reason:
            yield Guess(module, path, reason)

    def _case(
        self, module: Module, path: str, node: ClassNode, doubt: str
    ) -> Iterator[Found]:
        methods = list(self._methods.of(node))
        tests = [m for m in methods if m.name.startswith("test")]
        for method in tests or [m for m in methods if m.name == "runTest"]:
            qualname = f"{path}::{method.name}"
            if method.what is None:
                yield Guess(module, qualname, method.doubt)
            elif isinstance(method.what, facts.Function) and not (
                self._is_switched_off(method, method.what)
            ):
                yield _candidate(path, node, method, method.what, doubt)
        yield from self._replaced_methods(path, node, ("test",), doubt)

    def _replaced_methods(
        self, path: str, node: ClassNode, names: tuple[str, ...], doubt: str
    ) -> Iterator[Candidate]:
        for method, found in self._methods.replaced(node):
            function = method.what
            if (
                isinstance(function, facts.Function)
                and matches(method.name, names)
                and is_callable(function)
                and not self._is_switched_off(method, function)
            ):
                test = _candidate(path, node, method, function, doubt)
                yield replace(test, lost=_replacement(method.module, found))

    def _plain(
        self,
        module: Module,
        settings: PytestSettings,
        path: str,
        node: ClassNode,
        doubt: str,
    ) -> Iterator[Found]:
        lost = self._constructed(node)
        for method in self._methods.of(node):
            qualname = f"{path}::{method.name}"
            if isinstance(method.what, ClassNode):
                inner = self._class(module, settings, qualname, method.what, method)
                yield from (_with(found, doubt, lost) for found in inner)
            elif not matches(method.name, settings.python_functions):
                continue
            elif method.what is None:
                yield Guess(module, qualname, method.doubt)
            elif not self._is_switched_off(method, method.what):
                found = _candidate(path, node, method, method.what, doubt)
                refusal = _refusal(found.module, method.what)
                yield replace(found, lost=lost or refusal)
        for test in self._replaced_methods(
            path, node, settings.python_functions, doubt
        ):
            yield replace(test, lost=lost or test.lost)

    def _is_switched_off(self, method: Method, function: facts.Function) -> bool:
        flags = {d.rpartition(".")[2] for d in function.decorators}
        return bool(
            function.qualname in self._tests_in(method.module).untested
            or flags & _NOT_A_TEST
        )

    def _constructed(self, node: ClassNode) -> Lost | None:
        """Return why pytest does not instantiate a plain class."""
        found = self._suites.constructor(node)
        if found is None:
            return None
        cause, name = found
        # What the standard library does shows first in a class of ours.
        ours = [a for a in node.mro if a.fact is not None and cause in a.mro]
        source = ours[-1]
        module, known = source.source
        own = [m.span for m in known.members if m.name == name and source is cause]
        how = _how(source, cause, name, is_written=bool(own))
        span = own[-1] if own else known.span
        return Lost(LostKind.CONSTRUCTOR, known.qualname, module, span, how)


def _how(source: ClassNode, cause: ClassNode, name: str, *, is_written: bool) -> str:
    """Return how a class comes by its constructor."""
    if is_written:
        return f"defines `{name}`"
    if source is not cause:
        return f"inherits `{name}` of `{cause.dotted}`"
    if source.is_protocol:
        return f"is a Protocol, which has an `{name}`"
    return f"is given an `{name}` by its decorator"


_DEEPEST = 8
"""Classes in classes that are looked into: one may hold itself."""


def _candidate(
    path: str, node: ClassNode, method: Method, function: facts.Function, doubt: str
) -> Candidate:
    qualname, doubt = f"{path}::{method.name}", method.doubt or doubt
    return Candidate(qualname, method.module, method.owner, function, node, doubt)


def _replacement(module: Module, found: facts.Redefinition) -> Lost:
    return Lost(LostKind.REPLACED, found.qualname, module, found.later, found.kind)


def _refusal(module: Module, function: facts.Function) -> Lost | None:
    if not is_refused(function):
        return None
    name = function.qualname.rpartition(".")[2]
    return Lost(LostKind.GENERATOR, name, module, function.span)


def _beside_refused(tests: Iterable[Found], path: str) -> Iterator[Found]:
    """Yield tests, those beside a refused one with a doubt: pytest 8.4 drops them."""
    found = list(tests)
    if any(_is_refused_at(one, path) for one in found):
        doubt = "a test beside it is a generator"
        found = [_with(one, doubt, None) for one in found]
    yield from found


def _is_refused_at(found: Found, path: str) -> bool:
    return (
        isinstance(found, Candidate)
        and found.lost is not None
        and found.lost.kind is LostKind.GENERATOR
        and "::" not in found.qualname.removeprefix(path)
    )


def _with(found: Found, doubt: str, lost: Lost | None) -> Found:
    """Return what is found in a class inside another with what that one adds."""
    if isinstance(found, Guess):
        return found
    is_lost = found.lost is not None
    doubt = found.doubt or ("" if is_lost else doubt)
    return replace(found, doubt=doubt, lost=lost or found.lost)
