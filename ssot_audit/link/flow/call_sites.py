"""Which calls can reach which function or class, by the objects that reach a callee."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort
from ssot_audit.link.flow.solver import Solver

Callee = Function | ClassNode
_FUNCTIONS = frozenset({Sort.FUNCTION, Sort.METHOD})


class CallSite(NamedTuple):
    """A call in the text."""

    caller: Function
    """Of the module's own code, its first function."""
    span: Span
    """The whole call."""
    name: str
    """Last segment of what is called, as written; empty for what has no name."""


class CallSites:
    """All calls of a solved flow, by what they can reach."""

    def __init__(self, solver: Solver) -> None:
        """Look once at the callee of every call."""
        self._solver = solver
        # Bodies of one function differ in what reaches them, not in their text.
        self._known: dict[Callee, dict[tuple[Function, int], CallSite]] = {}
        for body in solver.bodies.values():
            self._note(body)

    def of(self, callee: Callee) -> tuple[CallSite, ...]:
        """Return the calls that can reach a function, or create a class, in order."""
        known = self._known.get(callee, {}).values()
        return tuple(sorted(known, key=lambda s: (s.caller.module.path, s.span)))

    def _note(self, body: Body) -> None:
        for number, value in enumerate(body.function.flow.values):
            if value.kind != Kind.CALL or value.span is None:
                continue
            called = body.function.flow.unchecked(value.base)
            name = called.name.rpartition(".")[2]
            site = CallSite(body.function, value.span, name)
            for callee in self._callees(body.nodes[value.base]):
                self._known.setdefault(callee, {})[body.function, number] = site

    def _callees(self, node: int) -> Iterator[Callee]:
        for obj in self._reached(node):
            if obj.sort == Sort.PARTIAL:
                # A partial of a partial may be one of itself, so no deeper.
                for inner in self._reached(obj.of.positional[0]):
                    yield from self._called(inner)
            else:
                yield from self._called(obj)

    def _reached(self, node: int) -> Iterable[Obj]:
        return self._solver.graph.reached[node] if node >= 0 else ()

    def _called(self, obj: Obj) -> Iterator[Callee]:
        """Yield what runs when an object is called."""
        if obj.sort in _FUNCTIONS or obj.sort in CLASSES:
            yield obj.of
        elif obj.sort in INSTANCES:
            functions = self._solver.functions
            for ancestor in obj.of.mro:
                if "__call__" in ancestor.members:
                    function = functions.method(ancestor, "__call__")
                    if function is not None:
                        yield function
                    return
