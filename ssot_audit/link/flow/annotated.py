"""Objects that reach a place where an interface is annotated."""

from collections.abc import Iterator
from typing import NamedTuple

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import Sort
from ssot_audit.link.flow.shortfalls import LONGEST, MOST_STRANGERS
from ssot_audit.link.flow.solver import Solver


class Arrival(NamedTuple):
    """A class one of whose objects gets to where an interface is asked for."""

    node: ClassNode
    interface: ClassNode
    chain: tuple[Step, ...]
    """How it gets there; the last step says where the interface is annotated."""
    is_alone: bool
    """Whether no other class that does not inherit the interface gets there."""


def arrivals(solver: Solver) -> Iterator[Arrival]:
    """Yield each class and interface once, by a shortest chain.

    Only places where nothing but the interface, or `None`, may be are looked at.
    """
    found: dict[tuple[ClassNode, ClassNode], Arrival] = {}
    for body in solver.bodies.values():
        for place in body.function.flow.annotations:
            if len(place.types) != 1:
                continue
            interface = _interface(solver, body, place.types[0])
            if interface is None:
                continue
            for arrival in _arriving(solver, body, place.name, interface):
                key = arrival.node, arrival.interface
                known = found.get(key)
                if known is None or len(arrival.chain) < len(known.chain):
                    found[key] = arrival
    yield from found.values()


def _interface(solver: Solver, body: Body, reference: str) -> ClassNode | None:
    known = solver.hierarchy.resolve(body.function.module, reference)
    if not isinstance(known, ClassNode) or known.fact is None:
        return None
    # Where a class of its name replaces an interface, the interface is meant.
    same_name = (
        node
        for node in solver.hierarchy.in_module(known.source[0])
        if node.source[1].qualname == known.source[1].qualname
    )
    return next((n for n in same_name if n.is_protocol or n.is_abstract_base), None)


def _arriving(
    solver: Solver, body: Body, name: str, interface: ClassNode
) -> Iterator[Arrival]:
    node = solver.annotated(body, name)
    if node is None or node in solver.graph.overflowed:
        return
    strangers = [
        obj
        for obj in solver.graph.reached[node]
        if obj.sort is Sort.INSTANCE
        and obj.of.fact is not None
        and interface not in obj.of.mro
    ]
    if len(strangers) > MOST_STRANGERS:
        return
    function = body.function
    text = f"`{interface.name}` is annotated for `{name}` of `{function.shown}`"
    last = Step(function.module, function.flow.span, text)
    for obj in strangers:
        chain = solver.graph.chain(node, obj)
        is_sure = len(chain) <= LONGEST and not solver.graph.is_forked(node, obj)
        if name == "return" and any(s.module is not function.module for s in chain):
            # Functions that are handed functions give what these give.
            continue
        if is_sure and not any(step.is_default for step in chain):
            yield Arrival(obj.of, interface, (*chain, last), len(strangers) == 1)
