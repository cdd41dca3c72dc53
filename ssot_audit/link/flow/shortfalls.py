"""What reaches a consumer and does not fit: members it lacks, calls it refuses."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.demand import Slot, Supply, Use, supplies
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.members import ClassMember

Lacks = Callable[[ClassNode, str, bool], bool]
"""Tells whether objects of a class, exactly or of one below, certainly lack a name."""

MOST_STRANGERS = 3
"""Where more classes do not fit, they are told apart in a way that is not followed."""


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
        for supply in self.supplies:
            self._reaching.setdefault(supply.slot, set()).add(supply.node)

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield each provider that lacks something, once for each slot."""
        found: dict[Slot, dict[ClassNode, Shortfall]] = {}
        for supply in self._in_order():
            falling = found.setdefault(supply.slot, {})
            if supply.node in falling or self._is_open(supply.node):
                continue
            missing = self._missing(supply)
            if missing:
                falling[supply.node] = Shortfall(supply, missing)
        for falling in found.values():
            if len(falling) <= MOST_STRANGERS:
                yield from (f for f in falling.values() if self._is_meant(f.supply))

    def misfits(self) -> Iterator[Misfit]:
        """Yield each member that refuses a call, once for each slot."""
        found: dict[Slot, dict[tuple[ClassNode, str, str], Misfit]] = {}
        for supply in self._in_order():
            refusing = found.setdefault(supply.slot, {})
            for misfit in _misfits(supply, self._stored):
                key = misfit.owner, misfit.member.name, misfit.detail
                refusing.setdefault(key, misfit)
        for refusing in found.values():
            if len({owner for owner, _, _ in refusing}) <= MOST_STRANGERS:
                yield from refusing.values()

    def _is_open(self, node: ClassNode) -> bool:
        return bool(node.why_open) or not self._dynamic.isdisjoint(node.mro)

    def _is_meant(self, supply: Supply) -> bool:
        """Tell whether a provider is there to serve the consumer.

        Code that takes many sorts of values tells them apart in ways that cannot all be
        followed. What offers nothing of what is used is one such value, unless nothing
        else of ours gets there.
        """
        names = {use.name for use in supply.uses.values()}
        if not all(self._lacks(supply.node, name, supply.is_exact) for name in names):
            return True
        return (
            not supply.slot.is_parameter
            and len(self._reaching[supply.slot]) == 1
            and not any(step.is_default for step in supply.chain)
            and not all(self._is_common(name) for name in names)
        )

    def _in_order(self) -> Iterable[Supply]:
        """Return all supplies, the shorter way of two first."""
        return sorted(self.supplies, key=lambda supply: len(supply.chain))

    def _missing(self, supply: Supply) -> dict[str, tuple[Use, ...]]:
        found: dict[str, list[Use]] = {}
        lacking: dict[str, bool] = {}
        for use in _in_text_order(supply.uses.values()):
            if use.is_optional:
                continue
            if use.name not in lacking:
                lacks = self._lacks(supply.node, use.name, supply.is_exact)
                lacking[use.name] = lacks
            if lacking[use.name]:
                found.setdefault(use.name, []).append(use)
        return {name: tuple(uses) for name, uses in found.items()}


def _misfits(supply: Supply, stored: Container[str]) -> Iterator[Misfit]:
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
        if offered is not None:
            yield Misfit(supply, *offered, detail, tuple(uses))


def offered_member(supply: Supply, name: str) -> tuple[ClassNode, ClassMember] | None:
    """Return what a provider certainly answers a name with, and whose it is."""
    if not supply.is_exact and supply.node.why_open:
        return None
    if not supply.is_exact and any(name in b.members for b in supply.node.subclasses):
        return None
    for ancestor in supply.node.mro:
        if ancestor.openness or _is_assigned(ancestor, name):
            return None
        if name in ancestor.members:
            known = ancestor.module is not None
            return (ancestor, ancestor.members[name]) if known else None
    return None


def _is_assigned(node: ClassNode, name: str) -> bool:
    """Tell whether methods put something else in the place of a member."""
    return node.fact is not None and any(
        attribute.name == name for attribute in node.fact.self_attributes
    )


def _in_text_order(uses: Iterable[Use]) -> list[Use]:
    return sorted(uses, key=lambda use: (use.module.path, use.span))
