"""What is asked of the object flow of a program."""

from collections.abc import Callable, Sequence
from functools import cached_property

from ssot_audit.extract.flow_facts import ModuleFlow
from ssot_audit.link.absences import Absences, is_mangled
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.call_sites import CallSites
from ssot_audit.link.flow.shortfalls import Consumers
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Symbols


class ObjectFlow:
    """Worked out when it is first asked for: it takes time and memory."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        absences: Absences,
        production: Sequence[Module],
        flow: Callable[[Module], ModuleFlow],
    ) -> None:
        """Know the files whose objects are followed, and how values flow in each."""
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._absences = absences
        self._production = production
        self._flow = flow

    @cached_property
    def solver(self) -> Solver:
        """Which objects reach what in production code."""
        flows = {module: self._flow(module) for module in self._production}
        return Solver(self._symbols, self._hierarchy, flows)

    @cached_property
    def call_sites(self) -> CallSites:
        """Which calls in production code can reach which function or class."""
        return CallSites(self.solver)

    @cached_property
    def consumers(self) -> Consumers:
        """What objects reach production code, and what it asks of them."""
        return Consumers(
            self.solver, self._lacks, self._absences.is_common, self._stored
        )

    @cached_property
    def _stored(self) -> frozenset[str]:
        """Names that production code sets on objects from outside."""
        return frozenset(
            name
            for module in self._production
            for name in module.facts.stored_attributes
        )

    def _lacks(self, node: ClassNode, name: str, is_exact: bool) -> bool:  # noqa: FBT001
        if name in self._stored or is_mangled(name):
            return False
        if is_exact:
            return self._hierarchy.lacks(node, name)
        return self._absences.is_undefined(node, name, on_class=False)
