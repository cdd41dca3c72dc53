"""What reaches a consumer and does not fit: members it lacks, calls it refuses."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.extract.facts import CONDITIONAL
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.consumer_slots import Slot
from ssot_audit.link.flow.demand import Supply, Use, in_text_order, supplies
from ssot_audit.link.flow.misfits import Misfit, definer, misfits_of
from ssot_audit.link.flow.rivals import Lacks, Rivals
from ssot_audit.link.flow.solver import Solver

_PLACEHOLDER = re.compile(r"_*(Dummy|Fake|Null|No_?[Oo]p|Empty|Stub|Placeholder)")
"""Begins the names of classes that are known to lack what the real ones have."""

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
        self._rivals = Rivals(self.supplies, lacks)

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
            if _is_replaced(supply):
                continue
            for misfit in misfits_of(supply, self._stored):
                key = misfit.owner, misfit.member.name, misfit.detail
                refusing.setdefault(key, misfit)
        for refusing in found.values():
            if len({owner for owner, _, _ in refusing}) <= MOST_STRANGERS:
                yield from refusing.values()

    def _is_open(self, supply: Supply) -> bool:
        """Tell whether a provider may have what its class does not show."""
        node = supply.node
        if _is_only_promised(supply) or _is_bag(node) or _PLACEHOLDER.match(node.name):
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
        if self._is_unsure(supply):
            return False
        names = {use.name for use in supply.uses.values()}
        if not all(self._lacks(supply.node, name, supply.is_exact) for name in names):
            return True
        if any(step.is_default for step in supply.chain):
            return False
        if self._rivals.of(supply):
            return self._rivals.has_like(supply, shortfall.missing)
        return supply.is_exact and not all(self._is_common(name) for name in names)

    def _is_unsure(self, supply: Supply) -> bool:
        """Tell whether something else may be there in place of a provider."""
        if supply.is_forked or not _is_kept_by_itself(supply):
            return True
        if _is_replaced(supply):
            return True
        if supply.slot.is_variable and self._rivals.of(supply):
            # Which function bound it last is not followed.
            return True
        if any(step.is_annotation for step in supply.chain) and self._rivals.of(supply):
            # Values are better known than what an annotation says.
            return True
        return len(supply.chain) > (LONGEST if supply.is_exact else LONGEST_OF_SELF)

    def _in_order(self) -> Iterable[Supply]:
        """Return all supplies, the shorter way of two first."""
        return sorted(self.supplies, key=lambda supply: len(supply.chain))

    def _missing(self, supply: Supply) -> dict[str, tuple[Use, ...]]:
        found: dict[str, list[Use]] = {}
        lacking: dict[str, bool] = {}
        for use in in_text_order(supply.uses.values()):
            if use.is_optional or not _is_run(supply, use):
                continue
            if use.is_flagged and self._rivals.has_better(supply, use):
                continue
            if use.name not in lacking:
                lacks = self._lacks(supply.node, use.name, supply.is_exact)
                lacking[use.name] = lacks
            if lacking[use.name]:
                found.setdefault(use.name, []).append(use)
        return {
            name: tuple(uses)
            for name, uses in found.items()
            if not self._rivals.has_alternative(supply, name)
        }


def _is_kept_by_itself(supply: Supply) -> bool:
    """Tell whether the class of a slot, not somebody else, puts a provider there."""
    owner = supply.slot.owner
    step = next((s for s in reversed(supply.chain) if s.is_store), None)
    if owner is None or step is None:
        return True
    family = step.holder.mro if step.holder else (*owner.mro, *owner.all_subclasses())
    return any(
        node.module is step.module
        and node.fact is not None
        # The body of a class is code of its module.
        and (not step.function or step.function.startswith(f"{node.fact.qualname}."))
        for node in family
    )


def _is_replaced(supply: Supply) -> bool:
    """Tell whether methods of a slot's class put something else there for good.

    They do in place of what the body of a class has, and constructors in place of what
    a base would put there.
    """
    owner = supply.slot.owner
    step = next((s for s in reversed(supply.chain) if s.is_store), None)
    if owner is None or owner.fact is None or step is None:
        return False
    own = [a for a in owner.fact.self_attributes if a.name == supply.slot.name]
    if not step.function:
        family = (owner, *owner.all_subclasses())
        return any(_sets(node, supply.slot.name) for node in family)
    is_above = not step.function.startswith(f"{owner.fact.qualname}.")
    return is_above and any(a.method == "__init__" for a in own) and not step.holder


def _sets(node: ClassNode, name: str) -> bool:
    return node.fact is not None and any(
        attribute.name == name for attribute in node.fact.self_attributes
    )


def _is_run(supply: Supply, use: Use) -> bool:
    """Tell whether the object that holds a provider runs the method of a use."""
    holder = next((s.holder for s in reversed(supply.chain) if s.holder), None)
    if use.owner is None or supply.slot.owner is None:
        return True
    name = use.function.rpartition("<locals>")[2].rpartition(".")[2]
    if _is_conditional(use.owner, name):
        return False
    if holder is None:
        return True
    return use.owner in holder.mro and definer(holder, name) is use.owner


def _is_conditional(node: ClassNode, name: str) -> bool:
    """Tell whether a class has a method only under some condition."""
    return node.fact is not None and any(
        member.name == name and member.guard & CONDITIONAL
        for member in node.fact.members
    )


def _is_only_promised(supply: Supply) -> bool:
    """Tell whether what really arrives may have more than its class."""
    node = supply.node
    return not supply.is_exact and (node.is_protocol or node.is_abstract_base)


def _is_bag(node: ClassNode) -> bool:
    """Tell whether a class is there for whatever others set on its objects."""
    return not (node.members or node.fact is None or node.fact.bases)
