"""What a file switches on or off as a test although it is defined elsewhere.

Whether that comes before or after the test is collected depends on the order of files.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Symbols
from ssot_audit.link.testing.namespaces import Namespaces


class Switches:
    """Finds each `name.__test__ = …` where the name is imported, or another's."""

    def __init__(
        self,
        modules: Iterable[Module],
        symbols: Symbols,
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        namespaces: Namespaces,
    ) -> None:
        """Remember whom to ask."""
        self._namespaces = namespaces
        self._modules = modules
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._tests_in = tests_in

    def doubt(self, module: Module, span: facts.Span) -> str:
        """Tell why it is not known whether what is defined somewhere is a test."""
        path = self._found.get((module, span))
        return f"its `__test__` is set in `{path}`" if path else ""

    @cached_property
    def _found(self) -> dict[tuple[Module, facts.Span], str]:
        return {
            place: module.path
            for module in self._modules
            for name in self._switched(module)
            if (place := self._place(module, name)) is not None
        }

    def _switched(self, module: Module) -> Iterator[str]:
        """Yield the names a file says this of that it does not define itself."""
        said = self._tests_in(module)
        for name in (*said.tested, *said.untested, *said.maybe_tested):
            bound = self._symbols.bindings(module).get(name.partition(".")[0], ())
            if name and not any(
                isinstance(binding, (facts.Class, facts.Function)) for binding in bound
            ):
                yield name

    def _place(self, module: Module, name: str) -> tuple[Module, facts.Span] | None:
        """Return where that is defined; of a method, its class."""
        root = name.partition(".")[0]
        bound = self._namespaces.bound(module, root)
        if bound is not None:
            what = bound.what.fact if isinstance(bound.what, ClassNode) else bound.what
            return (bound.module, what.span) if what else None
        for reference in (name, name.rpartition(".")[0]):
            node = self._hierarchy.resolve(module, reference)
            if isinstance(node, ClassNode) and node.fact is not None:
                return node.source[0], node.fact.span
        return None
