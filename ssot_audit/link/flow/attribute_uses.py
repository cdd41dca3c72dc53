"""Where the attribute of a name is read and written, and on which objects."""

from collections.abc import Iterator
from typing import NamedTuple

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj
from ssot_audit.link.flow.solver import Solver

_OURS = INSTANCES | CLASSES


class AttributeUse(NamedTuple):
    """An attribute read or written on an object or a class of ours."""

    function: Function
    span: Span
    """The attribute's name."""
    on: Obj
    is_write: bool = False
    call: Span | None = None
    """The call, where what was read is called at once."""


def attribute_uses(solver: Solver, name: str) -> Iterator[AttributeUse]:
    """Yield the uses of a name on each object; the same place comes once for each."""
    for body in solver.bodies.values():
        yield from _reads(solver, body, name)
        for store in body.function.flow.stores:
            if store.name == name:
                for obj in _objects(solver, body.nodes[store.base]):
                    yield AttributeUse(body.function, store.span, obj, is_write=True)


def _reads(solver: Solver, body: Body, name: str) -> Iterator[AttributeUse]:
    values = body.function.flow.values
    for number, value in enumerate(values):
        if value.kind != Kind.ATTRIBUTE or value.name != name or value.span is None:
            continue
        objects = _objects(solver, body.nodes[value.base])
        called = (v.span for v in values if v.kind == Kind.CALL and v.base == number)
        call = next(called, None) if objects else None
        for obj in objects:
            yield AttributeUse(body.function, value.span, obj, call=call)


def _objects(solver: Solver, node: int) -> list[Obj]:
    if node < 0:
        return []
    return [obj for obj in solver.graph.reached[node] if obj.sort in _OURS]
