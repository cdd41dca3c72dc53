"""What consumers ask of the objects that reach them.

A *slot* is where a consumer keeps or receives an object: a parameter, an attribute of
its instances, a module variable. Its *uses* are the attributes read on what is there,
and the calls of these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import FunctionFlow, Guard, Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.consumer_slots import Slot, slots_of
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import INSTANCES, Obj, Sort
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.located import Module

UseKey = tuple[str, Span, str]
"""Path, place and name of an attribute that is used."""


@dataclass(frozen=True, slots=True)
class Call:
    """How what a slot offers is called."""

    positional: int
    keywords: tuple[str, ...]
    has_spread: bool
    """Whether `*` or `**` adds what we do not see."""
    is_awaited: bool
    is_dropped: bool
    """Whether nothing at all is done with the result."""
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """An attribute read on what a slot holds."""

    name: str
    module: Module
    span: Span
    guard: int
    """Bits of `Guard`."""
    function: str
    """Qualified name of the function it stands in."""
    owner: ClassNode | None
    """The class that function is a method of."""
    call: Call | None

    @property
    def key(self) -> UseKey:
        """What tells it from other uses."""
        return self.module.path, self.span, self.name

    @property
    def is_optional(self) -> bool:
        """Whether the consumer can do without."""
        return bool(self.guard & (Guard.TESTED | Guard.NARROWED | Guard.CORRELATED))

    @property
    def is_forgiven(self) -> bool:
        """Whether the consumer can do with a call that is refused.

        That what is called is there says nothing of how it can be called.
        """
        return bool(self.guard & (Guard.FORGIVEN | Guard.CORRELATED))

    @property
    def is_flagged(self) -> bool:
        """Whether other data of what holds the object were asked first."""
        return bool(self.guard & Guard.FLAGGED)

    @property
    def is_swallowed(self) -> bool:
        """Whether a handler for every exception would hide that it is missing."""
        return bool(self.guard & Guard.SWALLOWED)


@dataclass(slots=True)
class Supply:
    """The objects of one class that reach a slot, and all uses of what is there."""

    node: ClassNode
    slot: Slot
    is_exact: bool
    """Whether it is that class itself, not maybe one below it."""
    chain: tuple[Step, ...]
    """How it gets there."""
    is_forked: bool = False
    """Whether it is one of several that a function on the way may give."""
    uses: dict[UseKey, Use] = field(default_factory=dict)


def supplies(solver: Solver) -> tuple[Supply, ...]:
    """Return which classes of ours reach which slots that have uses."""
    found: dict[tuple[ClassNode, bool, Slot], Supply] = {}
    for body in tuple(solver.bodies.values()):
        flow = body.function.flow
        calls = calls_of(flow)
        for number, value in enumerate(flow.values):
            if value.kind != Kind.ATTRIBUTE or value.span is None:
                continue
            for index, slot in slots_of(solver, body, value.base):
                objects = _providers(solver, body, index, value)
                if not objects:
                    continue
                use = _use(body, value, calls.get(number))
                for obj in objects:
                    supply = _supply(found, solver, obj, slot, body.nodes[index])
                    supply.uses[use.key] = use
    return tuple(found.values())


def _providers(solver: Solver, body: Body, index: int, use: Value) -> list[Obj]:
    """Return the objects of a slot that get to where it is used.

    What is asked for with `hasattr` is used of all of them, if they have it.
    """
    graph = solver.graph
    node = body.nodes[index]
    end = node if use.guard & Guard.TESTED else body.nodes[use.base]
    if node < 0 or node in graph.overflowed:
        return []
    # Checks may stand between.
    arriving = graph.reached[node if end in graph.overflowed else end]
    return [
        obj
        for obj in graph.reached[node]
        if obj.sort in INSTANCES and obj.of.fact is not None and obj in arriving
    ]


def _supply(
    found: dict[tuple[ClassNode, bool, Slot], Supply],
    solver: Solver,
    obj: Obj,
    slot: Slot,
    node: int,
) -> Supply:
    is_exact = obj.sort is Sort.INSTANCE
    key = obj.of, is_exact, slot
    known = found.get(key)
    if known is None:
        chain = solver.graph.chain(node, obj)
        is_forked = solver.graph.is_forked(node, obj)
        known = found[key] = Supply(obj.of, slot, is_exact, chain, is_forked)
    return known


def _use(body: Body, value: Value, call: Call | None) -> Use:
    function = body.function
    if value.span is None:
        raise AssertionError(value)
    return Use(
        value.name,
        function.module,
        value.span,
        value.guard,
        function.flow.qualname,
        function.owner,
        call,
    )


def calls_of(flow: FunctionFlow) -> Mapping[int, Call]:
    """Return the calls in a function by the index of what is called."""
    dropped = set(flow.dropped)
    awaited = {value.base for value in flow.values if value.kind == Kind.AWAITED}
    found: dict[int, Call] = {}
    for number, value in enumerate(flow.values):
        if value.kind == Kind.CALL and value.span is not None:
            spread = [flow.values[part].kind == Kind.SPREAD for part in value.parts]
            keywords = tuple(name for name, _ in value.keywords)
            found[value.base] = Call(
                positional=len(spread) - sum(spread),
                keywords=tuple(name for name in keywords if name != "**"),
                has_spread=any(spread) or "**" in keywords,
                is_awaited=number in awaited,
                is_dropped=number in dropped,
                span=value.span,
            )
    return found


def in_text_order(uses: Iterable[Use]) -> list[Use]:
    """Return uses by path and place."""
    return sorted(uses, key=lambda use: (use.module.path, use.span))
