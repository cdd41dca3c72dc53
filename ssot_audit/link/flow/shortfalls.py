"""What reaches a consumer and does not fit: members it lacks, calls it refuses."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.demand import Slot, Supply, Use, UseKey, supplies
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.members import ClassMember

Lacks = Callable[[ClassNode, str, bool], bool]
"""Tells whether objects of a class, exactly or of one below, certainly lack a name."""

MOST_STRANGERS = 3
"""Where more classes do not fit, they are told apart in a way that is not followed."""

MOST_CONSUMERS = 4
"""What falls short of more of them is told apart before it gets there."""

LONGEST = 8
"""Over more steps an object is too likely to be mistaken for another."""

LONGEST_OF_SELF = 4
"""The same for what is no more than "this class or one below it"."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A provider that does not offer all that a slot's consumer uses."""

    supply: Supply
    missing: Mapping[str, tuple[Use, ...]]
    """The uses of each missing member, in the order of the text."""


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


class Consumers:
    """All slots with what reaches them."""

    def __init__(
        self,
        solver: Solver,
        lacks: Lacks,
        is_common: Callable[[str], bool],
        stored: Container[str] = (),
    ) -> None:
        """Ask a solved flow for the slots that are used.

        `is_common` tells whether texts, numbers or containers have a member, `stored`
        are the names of attributes that anyone sets from outside.
        """
        self._is_common = is_common
        self._lacks = lacks
        self._stored = stored
        self.supplies: tuple[Supply, ...] = supplies(solver)
        self._dynamic = solver.dynamic
        self._reaching: dict[Slot, set[ClassNode]] = {}
        self._at_slot: dict[Slot, list[Supply]] = {}
        self._at_use: dict[UseKey, list[Supply]] = {}
        for supply in self.supplies:
            self._reaching.setdefault(supply.slot, set()).add(supply.node)
            self._at_slot.setdefault(supply.slot, []).append(supply)
            for key in supply.uses:
                self._at_use.setdefault(key, []).append(supply)

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield each provider that lacks something, once for each slot."""
        found: dict[Slot, dict[ClassNode, Shortfall]] = {}
        for supply in self._in_order():
            falling = found.setdefault(supply.slot, {})
            if supply.node in falling or self._is_open(supply):
                continue
            missing = self._missing(supply)
            if missing:
                falling[supply.node] = Shortfall(supply, missing)
        meant = [
            shortfall
            for falling in found.values()
            if len(falling) <= MOST_STRANGERS
            for shortfall in falling.values()
            if self._is_meant(shortfall)
        ]
        consumers = Counter(shortfall.supply.node for shortfall in meant)
        yield from (f for f in meant if consumers[f.supply.node] <= MOST_CONSUMERS)

    def misfits(self) -> Iterator[Misfit]:
        """Yield each member that refuses a call, once for each slot."""
        found: dict[Slot, dict[tuple[ClassNode, str, str], Misfit]] = {}
        for supply in self._in_order():
            is_seen = supply.is_exact or any(s.is_annotation for s in supply.chain)
            if _is_only_promised(supply) or not is_seen:
                continue
            refusing = found.setdefault(supply.slot, {})
            is_alone = len(self._reaching[supply.slot]) == 1
            for misfit in _misfits(supply, self._stored, is_alone=is_alone):
                key = misfit.owner, misfit.member.name, misfit.detail
                refusing.setdefault(key, misfit)
        for refusing in found.values():
            if len({owner for owner, _, _ in refusing}) <= MOST_STRANGERS:
                yield from refusing.values()

    def _is_open(self, supply: Supply) -> bool:
        """Tell whether a provider may have what its class does not show."""
        node = supply.node
        if _is_only_promised(supply) or _is_bag(node):
            return True
        owner = supply.slot.owner
        # What is set by computed names may be in the place of what is seen.
        seen = (*node.mro, *(owner.mro if owner else ()))
        return bool(node.why_open) or not self._dynamic.isdisjoint(seen)

    def _is_meant(self, shortfall: Shortfall) -> bool:
        """Tell whether a provider is there to serve the consumer.

        Code that takes many sorts of values tells them apart in ways that cannot all be
        followed. What offers nothing of what is used is one such value, unless nothing
        else of ours gets there, or it is like something that does and that offers it.
        """
        supply = shortfall.supply
        if supply.is_forked or len(supply.chain) > LONGEST:
            return False
        if not supply.is_exact and len(supply.chain) > LONGEST_OF_SELF:
            return False
        others = self._reaching[supply.slot] - {supply.node}
        if others and any(step.is_annotation for step in supply.chain):
            # Values are better known than what an annotation says.
            return False
        names = {use.name for use in supply.uses.values()}
        if not all(self._lacks(supply.node, name, supply.is_exact) for name in names):
            return True
        if any(step.is_default for step in supply.chain):
            return False
        if others:
            return any(_is_like(supply.node, o, shortfall.missing) for o in others)
        return supply.is_exact and not all(self._is_common(name) for name in names)

    def _has_better(self, supply: Supply, use: Use) -> bool:
        """Tell whether something else that gets to a use has what is used."""
        return any(
            other.node is not supply.node
            and not self._lacks(other.node, use.name, other.is_exact)
            for other in self._at_use[use.key]
        )

    def _has_alternative(self, supply: Supply, name: str) -> bool:
        """Tell whether what has a missing member is put there beside a provider.

        A consumer that itself puts both there knows when which one is there.
        """
        return any(
            other.node is not supply.node
            and _are_put_together(supply.slot, supply.chain, other.chain)
            and not self._lacks(other.node, name, other.is_exact)
            for other in self._beside(supply)
        )

    def _beside(self, supply: Supply) -> Iterable[Supply]:
        """Return what gets to the same slot; of results, what gets to the same use."""
        if not supply.slot.is_result:
            return self._at_slot[supply.slot]
        return [other for key in supply.uses for other in self._at_use[key]]

    def _in_order(self) -> Iterable[Supply]:
        """Return all supplies, the shorter way of two first."""
        return sorted(self.supplies, key=lambda supply: len(supply.chain))

    def _missing(self, supply: Supply) -> dict[str, tuple[Use, ...]]:
        found: dict[str, list[Use]] = {}
        lacking: dict[str, bool] = {}
        for use in _in_text_order(supply.uses.values()):
            if use.is_optional or not _is_run(supply, use):
                continue
            if use.is_flagged and self._has_better(supply, use):
                continue
            if use.name not in lacking:
                lacks = self._lacks(supply.node, use.name, supply.is_exact)
                lacking[use.name] = lacks
            if lacking[use.name]:
                found.setdefault(use.name, []).append(use)
        return {
            name: tuple(uses)
            for name, uses in found.items()
            if not self._has_alternative(supply, name)
        }


def _misfits(
    supply: Supply, stored: Container[str], *, is_alone: bool
) -> Iterator[Misfit]:
    found: dict[tuple[str, str], list[Use]] = {}
    for use in _in_text_order(supply.uses.values()):
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
        if is_alone or not _is_told_apart(supply, offered[1], uses):
            yield Misfit(supply, *offered, detail, tuple(uses))


def _is_told_apart(supply: Supply, member: ClassMember, uses: list[Use]) -> bool:
    """Tell whether a function also calls a member as it is: it knows which is which."""
    functions = {(use.module, use.function) for use in uses}
    return any(
        use.name == member.name
        and use.call is not None
        and (use.module, use.function) in functions
        and call_mismatch(member, use.call) is None
        for use in supply.uses.values()
    )


def offered_member(supply: Supply, name: str) -> tuple[ClassNode, ClassMember] | None:
    """Return what a provider certainly answers a name with, and whose it is."""
    if not supply.is_exact and supply.node.why_open:
        return None
    if not supply.is_exact and any(
        _definer(below, name) is not _definer(supply.node, name)
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


def _definer(node: ClassNode, name: str) -> ClassNode | None:
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


def _is_run(supply: Supply, use: Use) -> bool:
    """Tell whether the object that holds a provider runs the method of a use."""
    holder = next((s.holder for s in reversed(supply.chain) if s.holder), None)
    if holder is None or use.owner is None or supply.slot.owner is None:
        return True
    name = use.function.rpartition("<locals>")[2].rpartition(".")[2]
    return use.owner in holder.mro and _definer(holder, name) is use.owner


def _are_put_together(
    slot: Slot, first: Sequence[Step], second: Sequence[Step]
) -> bool:
    """Tell whether two ways to a slot part in the class, or the module, that it is of."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    parting = next((pair for pair in pairs if pair[0][:3] != pair[1][:3]), None)
    if parting is None and slot.is_result:
        # Each is made where it is used.
        return True
    return parting is not None and all(
        step.module is slot.module and step.function.startswith(slot.symbol)
        for step in parting
    )


def _is_only_promised(supply: Supply) -> bool:
    """Tell whether what really arrives may have more than its class."""
    node = supply.node
    return not supply.is_exact and (node.is_protocol or node.is_abstract_base)


def _is_bag(node: ClassNode) -> bool:
    """Tell whether a class is there for whatever others set on its objects."""
    return not (node.members or node.fact is None or node.fact.bases)


def _is_like(node: ClassNode, other: ClassNode, missing: Iterable[str]) -> bool:
    """Tell whether two classes share a public method, and one has what is used."""
    if not all(any(name in a.members for a in other.mro) for name in missing):
        return False
    return any(
        member.is_callable and not member.name.startswith("_")
        for ancestor in node.mro
        if ancestor.fact is not None
        for member in ancestor.members.values()
        if any(a.fact and member.name in a.members for a in other.mro)
    )


def _in_text_order(uses: Iterable[Use]) -> list[Use]:
    return sorted(uses, key=lambda use: (use.module.path, use.span))
