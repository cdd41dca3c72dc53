"""Who depends on a class, a function or a member, by the flow of objects.

Only production code is followed: what tests call is not known here.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.dependants import Dependant, Relation, Target, TargetKind
from ssot_audit.link.flow.attribute_uses import AttributeUse, attribute_uses
from ssot_audit.link.flow.call_sites import Callee
from ssot_audit.link.flow.consumer_slots import Slot
from ssot_audit.link.flow.demand import Supply
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.objects import Sort
from ssot_audit.link.program import Program
from ssot_audit.link.slots import SlotSpans, slot_name

_OR_BELOW = frozenset({Sort.SELF, Sort.SELF_CLASS})
_CONSTRUCTORS = frozenset({"__init__", "__new__"})


class _Place(NamedTuple):
    relation: Relation
    function: Function
    detail: str
    span: Span


def flow_dependants(program: Program, target: Target) -> Iterator[Dependant]:
    """Yield who calls, creates, reads, writes or holds a target."""
    match target.kind:
        case TargetKind.CLASS:
            yield from _grouped(_creations(program, target))
            yield from _holders(program, target)
        case TargetKind.FUNCTION:
            yield from _grouped(_function_calls(program, target))
        case TargetKind.METHOD:
            yield from _grouped(_method_uses(program, target))
        case TargetKind.ATTRIBUTE:
            yield from _grouped(_attribute_uses(program, target))
        case TargetKind.MODULE | TargetKind.VARIABLE:
            return


def _grouped(places: Iterable[_Place]) -> Iterator[Dependant]:
    """Yield one dependant for each function, with all its places, each once."""
    details: dict[tuple[Relation, Function, Span], str] = {}
    for relation, function, detail, span in places:
        known = details.setdefault((relation, function, span), detail)
        details[relation, function, span] = min(known, detail)  # "" is certain
    found: dict[tuple[Relation, Function, str], list[Span]] = {}
    for (relation, function, span), detail in details.items():
        found.setdefault((relation, function, detail), []).append(span)
    for (relation, function, detail), spans in found.items():
        module, name = function.module, function.flow.qualname
        dotted = f"{module.name}.{name}" if name else module.name
        first, *more = sorted(spans)
        yield Dependant(relation, dotted, module, first, detail, tuple(more))


def _calls(
    program: Program, relation: Relation, callee: Callee, detail: str = ""
) -> Iterator[_Place]:
    for site in program.call_sites.of(callee):
        yield _Place(relation, site.caller, detail, site.span)


def _creations(program: Program, target: Target) -> Iterator[_Place]:
    if target.owner is not None:
        yield from _calls(program, Relation.CREATES, target.owner)


def _function_calls(program: Program, target: Target) -> Iterator[_Place]:
    found = target.definition
    if found is None or not isinstance(found.fact, facts.Function):
        return
    fact = found.fact
    functions = program.object_flow.functions
    function = functions.at(found.module, fact.qualname, fact.span.line)
    if function is not None:
        yield from _calls(program, Relation.CALLS, function)


def _method_uses(program: Program, target: Target) -> Iterator[_Place]:
    """Yield the calls of a method, and where it is taken without a call."""
    owner = target.owner
    if owner is None:
        return
    function = program.object_flow.functions.method(owner, target.member)
    if function is not None:
        yield from _calls(program, Relation.CALLS, function)
    if target.member in _CONSTRUCTORS:
        yield from _constructions(program, owner, target.member)
    for use in attribute_uses(program.object_flow, target.member):
        detail = _answered(use, owner, target.member)
        if detail is not None and not use.is_write:
            yield _place(use, detail)


def _constructions(program: Program, owner: ClassNode, name: str) -> Iterator[_Place]:
    """Yield the calls of the classes that are made by a constructor."""
    for node in (owner, *program.subclasses(owner)):
        if _provider(node, name) is owner:
            detail = f"to create `{node.name}`"
            yield from _calls(program, Relation.CALLS, node, detail)


def _answered(use: AttributeUse, owner: ClassNode, name: str) -> str | None:
    """Return on what a class's own method answers a use; None: it does not."""
    on = use.on.of
    if _provider(on, name) is owner:
        return ""
    if use.on.sort in _OR_BELOW and on is not owner and on in owner.mro:
        return f"on `{on.name}` or a class below it"
    return None


def _attribute_uses(program: Program, target: Target) -> Iterator[_Place]:
    """Yield reads and writes; whoever sets it, an object has one of a name."""
    owner = target.owner
    if owner is None:
        return
    for use in attribute_uses(program.object_flow, target.member):
        on = use.on.of
        if owner in on.mro:
            yield _place(use, "")
        elif use.on.sort in _OR_BELOW and on in owner.mro:
            yield _place(use, f"on `{on.name}` or a class below it")


def _place(use: AttributeUse, detail: str) -> _Place:
    if use.is_write:
        return _Place(Relation.WRITES, use.function, detail, use.span)
    if use.call is not None:
        return _Place(Relation.CALLS, use.function, detail, use.call)
    return _Place(Relation.READS, use.function, detail, use.span)


def _holders(program: Program, target: Target) -> Iterator[Dependant]:
    """Yield the slots that objects of a class get to, by a shortest way."""
    found: dict[Slot, Supply] = {}
    names: dict[Slot, set[str]] = {}
    for supply in program.consumers.supplies:
        if supply.node is target.owner:
            known = found.setdefault(supply.slot, supply)
            if len(supply.chain) < len(known.chain):
                found[supply.slot] = supply
            used = (use.name for use in supply.uses.values())
            names.setdefault(supply.slot, set()).update(used)
    spans = SlotSpans(program)
    for slot, supply in found.items():
        listed = ", ".join(f"`{name}`" for name in sorted(names[slot]))
        yield Dependant(
            Relation.HOLDS,
            slot_name(slot),
            slot.module,
            spans.of(slot),
            f"and uses {listed}",
            chain=supply.chain,
        )


def _provider(node: ClassNode, member: str) -> ClassNode | None:
    return next((each for each in node.mro if member in each.members), None)
