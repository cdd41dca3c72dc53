"""Members of a provider that refuse how a consumer calls them."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from ssot_audit.extract.flow_facts import Guard
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.demand import Call, Supply, Use, in_text_order
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.members import ClassMember


@dataclass(frozen=True, slots=True)
class Misfit:
    """A member of a provider that refuses how a slot's consumer calls it."""

    supply: Supply
    owner: ClassNode
    """The class that defines it: the provider, or one above it."""
    member: ClassMember
    detail: str
    """A phrase that completes "`C.m` …"."""
    uses: tuple[Use, ...]


def misfits_of(supply: Supply, stored: Container[str]) -> Iterator[Misfit]:
    """Yield what refuses a call.

    `stored` are the names of attributes that anyone sets from outside.
    """
    found: dict[tuple[str, str], list[Use]] = {}
    for use in in_text_order(supply.uses.values()):
        if use.call is None or use.is_forgiven or use.name in stored:
            continue
        offered = offered_member(supply, use.name)
        if offered is None:
            continue
        detail = call_mismatch(offered[1], use.call)
        if detail is not None:
            found.setdefault((use.name, detail), []).append(use)
    for (name, detail), uses in found.items():
        offered = offered_member(supply, name)
        if offered is None:
            continue
        if not _is_told_apart(supply, offered[1], uses):
            yield Misfit(supply, *offered, detail, tuple(uses))


def _is_told_apart(supply: Supply, member: ClassMember, uses: list[Use]) -> bool:
    """Tell whether a function also calls a member as it is: it knows which is which."""
    if any(use.guard & Guard.TESTED for use in uses):
        return False
    functions = {(use.module, use.function) for use in uses}
    refused = {_shape(use.call) for use in uses if use.call}
    return any(
        use.name == member.name
        and use.call is not None
        and (use.module, use.function) in functions
        and _shape(use.call) not in refused
        and call_mismatch(member, use.call) is None
        for use in supply.uses.values()
    )


def _shape(call: Call) -> tuple[int, tuple[str, ...]]:
    return call.positional, call.keywords


def offered_member(supply: Supply, name: str) -> tuple[ClassNode, ClassMember] | None:
    """Return what a provider certainly answers a name with, and whose it is."""
    if not supply.is_exact and supply.node.why_open:
        return None
    if not supply.is_exact and any(
        definer(below, name) is not definer(supply.node, name)
        for below in _all_below(supply.node)
    ):
        return None
    for ancestor in supply.node.mro:
        if ancestor.openness or _is_assigned(ancestor, name):
            return None
        if name in ancestor.members:
            known = ancestor.module is not None
            return (ancestor, ancestor.members[name]) if known else None
    return None


def definer(node: ClassNode, name: str) -> ClassNode | None:
    """Return the class whose member of a name objects of a class have."""
    return next((a for a in node.mro if name in a.members), None)


def _all_below(node: ClassNode) -> Iterator[ClassNode]:
    for below in node.subclasses:
        yield below
        yield from _all_below(below)


def _is_assigned(node: ClassNode, name: str) -> bool:
    """Tell whether methods put something else in the place of a member."""
    return node.fact is not None and any(
        attribute.name == name for attribute in node.fact.self_attributes
    )
