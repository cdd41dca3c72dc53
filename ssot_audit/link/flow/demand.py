"""What consumers ask of the objects that reach them, and who does not offer it.

A *slot* is where a consumer keeps or receives an object: a parameter, an attribute of
its instances, a module variable. Its *uses* are the attributes read on what is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import Obj, Sort
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.located import Module


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a consumer holds an object."""

    module: Module
    symbol: str
    """Qualified name of the class, the function, or empty for the module."""
    name: str
    """The attribute, parameter or variable."""
    is_parameter: bool = False

    @property
    def shown(self) -> str:
        """How a message names it."""
        symbol = self.symbol.rpartition("<locals>.")[2]
        if self.is_parameter:
            return f"parameter `{self.name}` of `{symbol}`"
        return (
            f"`{symbol}.{self.name}`" if symbol else f"`{self.module.name}.{self.name}`"
        )


@dataclass(frozen=True, slots=True)
class Use:
    """An attribute read on what a slot holds."""

    name: str
    module: Module
    span: Span
    guard: int
    in_function: str


@dataclass(slots=True)
class Supply:
    """An object that reaches a slot, with all uses of what is there."""

    provider: Obj
    slot: Slot
    chain: tuple[Step, ...]
    uses: dict[tuple[str, Span], Use] = field(default_factory=dict)

    @property
    def node(self) -> ClassNode:
        """The provider's class."""
        node: ClassNode = self.provider.of
        return node


def supplies(solver: Solver) -> tuple[Supply, ...]:
    """Return every object of a class of ours that reaches a slot with uses."""
    found: dict[tuple[Obj, Slot], Supply] = {}
    graph = solver.graph
    for body in tuple(solver.bodies.values()):
        function = body.function
        for value in function.flow.values:
            if value.kind != Kind.ATTRIBUTE or value.span is None:
                continue
            for index, slot in _slots(body, value.base, 0):
                node = body.nodes[index]
                if node < 0 or node in graph.overflowed:
                    continue
                use = Use(
                    value.name,
                    function.module,
                    value.span,
                    value.guard,
                    function.flow.qualname,
                )
                for obj in graph.reached[node]:
                    if obj.sort not in {Sort.INSTANCE, Sort.SELF}:
                        continue
                    supply = found.get((obj, slot))
                    if supply is None:
                        chain = graph.chain(node, obj)
                        supply = found[obj, slot] = Supply(obj, slot, chain)
                    supply.uses[f"{function.module.path}:{value.name}", value.span] = (
                        use
                    )
    return tuple(found.values())


def _slots(body: Body, index: int, depth: int) -> Iterator[tuple[int, Slot]]:
    """Yield the slots that a value is read from, with its index."""
    value = body.function.flow.values[index]
    function = body.function
    if value.kind == Kind.EITHER and depth < 4:
        for part in value.parts:
            yield from _slots(body, part, depth + 1)
    elif value.kind == Kind.PARAMETER:
        if function.receiver is None or function.receiver.name != value.name:
            yield (
                index,
                Slot(
                    function.module,
                    function.flow.qualname,
                    value.name,
                    is_parameter=True,
                ),
            )
    elif value.kind == Kind.ATTRIBUTE:
        owner = _owner(body, value)
        if owner is not None:
            module, fact = owner.source
            yield index, Slot(module, fact.qualname, value.name)
    elif value.kind == Kind.NAME and "." not in value.name:
        yield index, Slot(function.module, "", value.name)


def _owner(body: Body, value: Value) -> ClassNode | None:
    """Return the class whose attribute `self.name` is."""
    function = body.function
    base = function.flow.values[value.base]
    receiver, owner = function.receiver, function.owner
    if receiver is None or owner is None or function.on_class:
        return None
    if base.kind != Kind.PARAMETER or base.name != receiver.name:
        return None
    for ancestor in owner.mro:
        if ancestor.fact is not None and any(
            a.name == value.name for a in ancestor.fact.self_attributes
        ):
            return ancestor
    return owner
