"""Which marks of pytest a test has: its own, and those of its class and file."""

from collections.abc import Callable, Iterator

from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.testing.cases import PLAIN_DECORATORS
from ssot_audit.link.testing.coroutines import MARK

_NAME = "pytestmark"


class MarksInForce:
    """Collects the marks that are in force for tests."""

    def __init__(
        self,
        full_name: Callable[[Module, str], str],
        tests_in: Callable[[Module], ModuleTests],
    ) -> None:
        """Remember whom to ask."""
        self._full_name = full_name
        self._tests_in = tests_in

    def of(
        self, module: Module, node: ClassNode | None, function: Function, home: Module
    ) -> frozenset[str]:
        """Return the names of the marks; an empty one stands for what is not plain.

        `module` and `node` are those that the test is collected from, and `home` is the
        file that it is written in.
        """
        own = {self._name(home, reference) for reference in function.decorators}
        found = {name.removeprefix(MARK) for name in own if name.startswith(MARK)}
        found |= {self._mark(module, ref) for ref in self._stated(module, "")}
        if any(imported.bound == _NAME for imported in module.facts.imports):
            found.add("")
        for ancestor in node.mro if node else ():
            if ancestor.fact is not None:
                found |= set(self._of_class(ancestor))
        return frozenset(found)

    def _of_class(self, node: ClassNode) -> Iterator[str]:
        module, known = node.source
        for reference in self._stated(module, known.qualname):
            yield self._mark(module, reference)
        for reference in known.decorators:
            if not self._name(module, reference).startswith(PLAIN_DECORATORS):
                yield self._mark(module, reference)

    def _stated(self, module: Module, qualname: str) -> Iterator[str]:
        """Yield what `pytestmark` of a class, or the file, is set to."""
        for stated in self._tests_in(module).pytestmarks:
            if stated.qualname == qualname:
                yield from stated.marks

    def _mark(self, module: Module, reference: str) -> str:
        """Return the name of a mark, or nothing if it is another thing."""
        name = self._name(module, reference)
        return name.removeprefix(MARK) if name.startswith(MARK) else ""

    def _name(self, module: Module, reference: str) -> str:
        return self._full_name(module, reference) if reference else ""
