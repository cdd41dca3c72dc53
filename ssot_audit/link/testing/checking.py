"""Whether a test compares anything with what it should be.

A test checks if its body does, or anything that it reaches among the tests: functions
and methods that it calls or hands on, fixtures, the hooks of its class. A call of
production code is no check, whatever that asserts. What nobody can know counts as a
check: a method of an unknown base, a helper of somebody else's test utilities.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from ssot_audit.extract.facts import Class, Function
from ssot_audit.extract.testing.bodies import is_checking
from ssot_audit.extract.testing.facts import Body, Check, ModuleTests
from ssot_audit.extract.testing.hook_names import HOOKS
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import External, Module, Unknown
from ssot_audit.link.symbols import Definition, Resolution
from ssot_audit.link.testing.fixtures import Fixtures
from ssot_audit.link.testing.written import WrittenTest

_RUNNERS = frozenset({"pytest", "unittest"})
_MOST_REACHED = 500

_Step = tuple[Module, ClassNode | None, str]
"""A function or method by its qualified name."""


class Checks:
    """Tells of each test of a program what it checks."""

    def __init__(
        self,
        modules: Sequence[Module],
        hierarchy: Hierarchy,
        resolve: Callable[[Module, str], Resolution],
        tests_in: Callable[[Module], ModuleTests],
    ) -> None:
        """Look at nothing yet."""
        self._modules = modules
        self._hierarchy = hierarchy
        self._resolve = resolve
        self._tests_in = tests_in
        self._bodies: dict[Module, dict[str, Body]] = {}
        self._methods: dict[ClassNode, Mapping[str, Sequence[_Step]]] = {}
        self._known: dict[WrittenTest, Check] = {}

    def of(self, test: WrittenTest) -> Check:
        """Return what a test checks."""
        module, qualname = test.module, test.function.qualname
        # Most tests check something themselves.
        if qualname not in self._bodies_in(module):
            return Check.REAL
        known = self._known.get(test)
        if known is None:
            known = self._known[test] = self._of(test, (module, test.node, qualname))
        return known

    def _of(self, test: WrittenTest, own: _Step) -> Check:
        strongest = Check.NONE
        around = self._around(test.module, test.node, test.function)
        pending: list[_Step] = [own, *around]
        reached = set(pending)
        while pending and strongest is not Check.REAL:
            step = pending.pop()
            body = self._bodies_in(step[0]).get(step[2])
            # A file without any word of tests has helpers all the same.
            if body is None or len(reached) > _MOST_REACHED:
                return Check.REAL
            strongest = max(strongest, Check(body.check))
            for found in self._reached(step, body):
                if isinstance(found, Check):
                    strongest = max(strongest, found)
                elif found not in reached:
                    if found[2] not in self._bodies_in(found[0]):
                        return Check.REAL
                    reached.add(found)
                    pending.append(found)
        return strongest

    @cached_property
    def _fixtures(self) -> Fixtures:
        return Fixtures(self._modules)

    def _bodies_in(self, module: Module) -> Mapping[str, Body]:
        """Return the functions of a file that have no check, by qualified name."""
        known = self._bodies.get(module)
        if known is None:
            found = self._tests_in(module).bodies
            known = self._bodies[module] = {body.qualname: body for body in found}
        return known

    def _around(
        self, module: Module, node: ClassNode | None, function: Function
    ) -> Iterator[_Step]:
        """Yield what a runner calls for a test: hooks, and fixtures it asks for."""
        if node is not None:
            methods = self._methods_of(node)
            for name in sorted(HOOKS & methods.keys()):
                yield from methods[name]
        for parameter in function.parameters:
            for home, fixture in self._fixtures.named(parameter.name, module):
                yield home, None, fixture.qualname

    def _reached(self, step: _Step, body: Body) -> Iterator[_Step | Check]:
        """Yield what a body calls, or the check that a call has to be taken for."""
        module, node, _ = step
        for reference in body.calls:
            yield from self._called(module, node, reference)
        for reference in body.handed:
            for found in self._called(module, node, reference):
                if not isinstance(found, Check):
                    yield found
        for name in body.parameters_called:
            if not self._fixtures.named(name, module):
                yield Check.REAL

    def _called(
        self, module: Module, node: ClassNode | None, reference: str
    ) -> Iterator[_Step | Check]:
        root, _, name = reference.partition(".")
        if root in {"self", "super"}:
            yield from self._method(node, name)
            return
        found = self._resolve(module, reference)
        if isinstance(found, Definition):
            yield from self._definition(found)
        elif (isinstance(found, External) and _is_test_utility(found.dotted)) or (
            isinstance(found, Unknown) and not name
        ):
            yield Check.REAL

    def _definition(self, found: Definition) -> Iterator[_Step | Check]:
        if not _serves_tests(found.module):
            return
        fact = found.fact
        if isinstance(fact, Function):
            yield found.module, None, fact.qualname
        elif isinstance(fact, Class):
            # What is done with the instance is not followed.
            node = self._hierarchy.node(found.module, fact)
            for ancestor in node.mro:
                for _, step in _own_methods(node, ancestor):
                    yield step
        else:
            yield Check.REAL

    def _method(self, node: ClassNode | None, name: str) -> Iterator[_Step | Check]:
        """Yield what a call of a method may reach, overridden ones included."""
        found = self._methods_of(node).get(name, ()) if node else ()
        yield from found
        if not found and (node is None or (node.why_open and not _sets(node, name))):
            yield Check.REAL

    def _methods_of(self, node: ClassNode) -> Mapping[str, Sequence[_Step]]:
        """Return the methods of a class, its bases and subclasses, by name."""
        known = self._methods.get(node)
        if known is None:
            found: dict[str, list[_Step]] = {}
            for made in (*node.mro, *node.all_subclasses()):
                for name, step in _own_methods(node, made):
                    found.setdefault(name, []).append(step)
            known = self._methods[node] = found
        return known


def _own_methods(node: ClassNode, made: ClassNode) -> Iterator[tuple[str, _Step]]:
    """Yield what a class itself defines, as methods of a class in its family."""
    if made.module is not None and made.fact is not None:
        for member in made.fact.members:
            if member.function is not None:
                yield member.name, (made.module, node, member.function.qualname)


def _sets(node: ClassNode, name: str) -> bool:
    """Tell whether an attribute is one that some method sets, or a standard one."""
    return name in HOOKS or any(name in ancestor.members for ancestor in node.mro)


def _serves_tests(module: Module) -> bool:
    return module.is_test or "test" in module.name


def _is_test_utility(dotted: str) -> bool:
    """Tell whether a function of others may be there to check something."""
    home, _, name = dotted.rpartition(".")
    root = dotted.partition(".")[0]
    return (
        root not in _RUNNERS
        and not name[:1].isupper()
        and ("test" in home or is_checking(name))
    )
