"""The contracts that nobody has written: what consumers use on what reaches them.

A class is held to such a contract because its objects flow there. What it lacks is what
SSOT105 reports, what refuses a call is what SSOT106 reports; all others are shown with
the members that they certainly have.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.consumer_slots import Slot
from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.flow.misfits import Misfit, offered_member
from ssot_audit.link.flow.shortfalls import Shortfall
from ssot_audit.link.matrix import (
    Asked,
    Contract,
    Lapse,
    Origin,
    Row,
    Site,
    need,
    place_in_order,
)
from ssot_audit.link.obligations import BreachKind
from ssot_audit.link.program import Program
from ssot_audit.link.slots import SlotSpans, slot_name

_HELD = ("reaches it",)
_DYNAMIC = "it gets attributes under names that are not known"
_STRANGER = (
    "it offers none of these members: code that takes several sorts of values may tell "
    "them apart in a way that is not followed"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many inferred contracts a project has."""

    all: int
    not_kept: int

    @classmethod
    def of(cls, contracts: Sequence[Contract]) -> "Tally":
        """Count."""
        return cls(len(contracts), sum(not one.is_kept for one in contracts))


def inferred(program: Program) -> tuple[Contract, ...]:
    """Return the contract of every slot that a class of ours reaches."""
    return _Inference(program).contracts()


def shortfalls(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Return the contracts that someone does not keep, with those who do not."""
    found: list[Contract] = []
    for contract in contracts:
        rows = tuple(row for row in contract.rows if row.lapses)
        others = len(contract.rows) - len(rows)
        if rows:
            found.append(dataclasses.replace(contract, rows=rows, others=others))
    return tuple(found)


class _Inference:
    """What is known of all slots."""

    def __init__(self, program: Program) -> None:
        self._program = program
        consumers = program.consumers
        self._spans = SlotSpans(program)
        self._reaching: dict[Slot, dict[ClassNode, list[Supply]]] = {}
        for supply in consumers.supplies:
            by_class = self._reaching.setdefault(supply.slot, {})
            by_class.setdefault(supply.node, []).append(supply)
        self._shortfalls: dict[tuple[Slot, ClassNode], Shortfall] = {
            (found.supply.slot, found.supply.node): found
            for found in consumers.shortfalls()
        }
        self._misfits: dict[Slot, list[Misfit]] = {}
        for misfit in consumers.misfits():
            self._misfits.setdefault(misfit.supply.slot, []).append(misfit)

    def contracts(self) -> tuple[Contract, ...]:
        """Return all of them, by name."""
        found = (self._contract(*item) for item in self._reaching.items())
        return tuple(sorted(found, key=place_in_order))

    def _contract(
        self, slot: Slot, reaching: dict[ClassNode, list[Supply]]
    ) -> Contract:
        asked = _asked(_uses(one for each in reaching.values() for one in each))
        rows = (self._row(slot, node, found) for node, found in reaching.items())
        return Contract(
            name=slot_name(slot),
            origin=Origin.CONSUMER,
            site=Site(slot.module, self._spans.of(slot)),
            members=tuple(one.member for one in asked if one.needed),
            rows=tuple(sorted(rows, key=need)),
            asked=asked,
        )

    def _row(self, slot: Slot, node: ClassNode, supplies: list[Supply]) -> Row:
        owed = tuple(one.member for one in _asked(_uses(supplies)) if one.needed)
        lapses = (*self._missing(slot, node), *self._refusals(slot, supplies))
        missing = {one.member for one in lapses if one.kind is BreachKind.MISSING}
        hierarchy = self._program.hierarchy
        unsure = tuple(n for n in owed if n not in missing and hierarchy.lacks(node, n))
        unknown = node.why_open
        if not unknown and not self._program.object_flow.dynamic.isdisjoint(node.mro):
            unknown = _DYNAMIC
        if not unknown and owed and len(unsure) == len(owed):
            unknown = _STRANGER
        module, fact = node.source
        return Row(
            holder=node.dotted,
            site=Site(module, fact.span),
            held=_HELD,
            owed=owed,
            lapses=lapses,
            unknown=unknown,
            unsure=() if unknown else unsure,
            chain=min((one.chain for one in supplies), key=len),
        )

    def _missing(self, slot: Slot, node: ClassNode) -> Iterator[Lapse]:
        shortfall = self._shortfalls.get((slot, node))
        if shortfall is not None:
            for name, uses in shortfall.missing.items():
                site = Site(uses[0].module, uses[0].span)
                yield Lapse(name, BreachKind.MISSING, "is missing", site)

    def _refusals(self, slot: Slot, supplies: list[Supply]) -> Iterator[Lapse]:
        """Yield the members of a class that refuse a call, be they inherited."""
        seen: set[tuple[str, str]] = set()
        for misfit in self._misfits.get(slot, ()):
            key = misfit.member.name, misfit.detail
            if key not in seen and any(_is_in(misfit, one) for one in supplies):
                seen.add(key)
                module, fact = misfit.owner.source
                site = Site(module, misfit.member.span or fact.span)
                yield Lapse(misfit.member.name, _kind(misfit), misfit.detail, site)


def _is_in(misfit: Misfit, supply: Supply) -> bool:
    """Tell whether a refusal that one class was reported for is another's, too."""
    offered = offered_member(supply, misfit.member.name)
    if offered is None or offered[0] is not misfit.owner:
        return False
    return any(use in misfit.uses for use in supply.uses.values())


def _kind(misfit: Misfit) -> BreachKind:
    """Tell a call that fails for its arguments from one that `await` makes wrong."""
    call = misfit.uses[0].call
    if call is None:
        return BreachKind.SIGNATURE
    plain = dataclasses.replace(call, is_awaited=False, is_dropped=False)
    fits = call_mismatch(misfit.member, plain) is None
    return BreachKind.ASYNC if fits else BreachKind.SIGNATURE


def _uses(supplies: Iterable[Supply]) -> list[Use]:
    """Return the uses of all supplies, each once, in the order of the text."""
    uses = {key: use for supply in supplies for key, use in supply.uses.items()}
    return sorted(uses.values(), key=lambda use: (use.module.path, use.span, use.name))


def _asked(uses: Iterable[Use]) -> tuple[Asked, ...]:
    by_name: dict[str, list[Use]] = {}
    for use in uses:
        by_name.setdefault(use.name, []).append(use)
    return tuple(
        Asked(
            name,
            needed=sum(not use.is_optional for use in found),
            guarded=sum(use.is_optional for use in found),
            first=Site(found[0].module, found[0].span),
        )
        for name, found in by_name.items()
    )
