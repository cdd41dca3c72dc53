"""Where a consumer keeps or receives an object: slots.

A slot is a parameter, an attribute of a consumer's instances, a variable of a module,
or what a call gives to the function that makes it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.objects import INSTANCES
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.located import Module

_DEEPEST = 4
"""How many choices between values are looked through to find the slots behind."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a consumer holds an object."""

    module: Module
    symbol: str
    """Qualified name of the class or the function; empty for a module variable."""
    name: str
    """The attribute, parameter or variable."""
    is_parameter: bool = False
    owner: ClassNode | None = None
    """The class whose attribute it is."""
    is_result: bool = False
    """Whether it is what a call gives to the function that makes it."""

    @property
    def dotted(self) -> str:
        """Full name, for identity."""
        name = f"{self.name}()" if self.is_result else self.name
        return ".".join(filter(None, (self.module.name, self.symbol, name)))

    @property
    def shown(self) -> str:
        """Short name, for messages."""
        symbol = self.symbol.rpartition("<locals>.")[2]
        if self.is_parameter:
            return f"`{symbol}({self.name})`"
        if self.is_result:
            where = f" in `{symbol}`" if symbol else ""
            return f"`{self.name}()`{where}"
        owner = symbol.rpartition(".")[2] or self.module.name
        return f"`{owner}.{self.name}`"


def slots_of(solver: Solver, body: Body, index: int) -> Iterator[tuple[int, Slot]]:
    """Yield the slots that a value of a function is read from, with its index."""
    flow = body.function.flow
    pending = [(index, 0)]
    while pending:
        current, depth = pending.pop()
        value = flow.values[current]
        parts = _LOOKED_THROUGH.get(value.kind, _nothing)(value)
        if parts and depth < _DEEPEST:
            pending += [(part, depth + 1) for part in reversed(parts)]
        finder = _FINDERS.get(value.kind)
        if finder is not None:
            yield from ((current, slot) for slot in finder(solver, body, current))


def _nothing(_value: Value) -> tuple[int, ...]:
    return ()


def _parameter(_solver: Solver, body: Body, index: int) -> Iterator[Slot]:
    function = body.function
    name = function.flow.values[index].name
    if function.receiver is None or function.receiver.name != name:
        symbol = function.flow.qualname
        yield Slot(function.module, symbol, name, is_parameter=True)


def _attribute(solver: Solver, body: Body, index: int) -> Iterator[Slot]:
    value = body.function.flow.values[index]
    for owner in _owners(solver, body, value):
        home, fact = owner.source
        yield Slot(home, fact.qualname, value.name, owner=owner)


def _variable(_solver: Solver, body: Body, index: int) -> Iterator[Slot]:
    """Yield a variable of the module, or of a function around this one."""
    reference = body.function.flow.values[index].name
    around, _, name = reference.rpartition(".<locals>.")
    if "." not in name:
        yield Slot(body.function.module, around, name, is_parameter=bool(around))


def _result(solver: Solver, body: Body, index: int) -> Iterator[Slot]:
    function = body.function
    name = _callee(body, function.flow.values[index])
    if name and len(set(_held(solver, body.nodes[index]))) == 1:
        yield Slot(function.module, function.flow.qualname, name, is_result=True)


def _callee(body: Body, value: Value) -> str:
    """Return the last name of what is called to get a value, or `""`."""
    values = body.function.flow.values
    while value.kind in {Kind.AWAITED, Kind.ENTERED}:
        value = values[value.base]
    if value.kind != Kind.CALL:
        return ""
    return values[value.base].name.rpartition(".")[2]


def _owners(solver: Solver, body: Body, value: Value) -> Iterable[ClassNode]:
    """Return the classes that an attribute is one of."""
    owner = _owner(body, value)
    if owner is not None:
        return (owner,)
    # Which of several objects has what would be anybody's guess.
    holders = set(_held(solver, body.nodes[value.base]))
    return [_setter(holder, value.name) for holder in holders if len(holders) == 1]


def _held(solver: Solver, node: int) -> list[ClassNode]:
    if node < 0 or node in solver.graph.overflowed:
        return []
    objects = solver.graph.reached[node]
    return [o.of for o in objects if o.sort in INSTANCES and o.of.fact is not None]


def _owner(body: Body, value: Value) -> ClassNode | None:
    """Return the class that sets the attribute `self.name`."""
    function = body.function
    base = function.flow.unchecked(value.base)
    receiver, owner = function.receiver, function.owner
    if receiver is None or owner is None or function.on_class:
        return None
    if base.kind != Kind.PARAMETER or base.name != receiver.name:
        return None
    return _setter(owner, value.name)


def _setter(owner: ClassNode, name: str) -> ClassNode:
    """Return the class in whose methods an attribute is set, else the class itself."""
    for ancestor in owner.mro:
        if ancestor.fact is not None and any(
            attribute.name == name for attribute in ancestor.fact.self_attributes
        ):
            return ancestor
    return owner


_LOOKED_THROUGH: Mapping[int, Callable[[Value], tuple[int, ...]]] = {
    Kind.EITHER: lambda value: value.parts,
    Kind.ONLY: lambda value: (value.base,),
}
_FINDERS: Mapping[int, Callable[[Solver, Body, int], Iterator[Slot]]] = {
    Kind.PARAMETER: _parameter,
    Kind.ATTRIBUTE: _attribute,
    Kind.NAME: _variable,
    Kind.CALL: _result,
    Kind.AWAITED: _result,
    Kind.ENTERED: _result,
}
