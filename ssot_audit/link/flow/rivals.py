"""What else gets to where a provider does, and what that tells of the provider."""

from collections.abc import Callable, Iterable, Sequence

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.consumer_slots import Slot
from ssot_audit.link.flow.demand import Supply, Use, UseKey
from ssot_audit.link.flow.graph import Step

Lacks = Callable[[ClassNode, str, bool], bool]
"""Tells whether objects of a class, exactly or of one below, certainly lack a name."""


class Rivals:
    """All supplies, by where they get to."""

    def __init__(self, supplies: Iterable[Supply], lacks: Lacks) -> None:
        """Sort supplies by slot and by use."""
        self._lacks = lacks
        self._at_slot: dict[Slot, list[Supply]] = {}
        self._at_use: dict[UseKey, list[Supply]] = {}
        for supply in supplies:
            self._at_slot.setdefault(supply.slot, []).append(supply)
            for key in supply.uses:
                self._at_use.setdefault(key, []).append(supply)

    def of(self, supply: Supply) -> set[ClassNode]:
        """Return the other classes that get to the same slot."""
        return {other.node for other in self._at_slot[supply.slot]} - {supply.node}

    def has_like(self, supply: Supply, missing: Iterable[str]) -> bool:
        """Tell whether one of them is like a provider, and has what that lacks."""
        names = tuple(missing)
        return any(_is_like(supply.node, other, names) for other in self.of(supply))

    def has_better(self, supply: Supply, use: Use) -> bool:
        """Tell whether something else that gets to a use has what is used."""
        return any(
            other.node is not supply.node
            and not self._lacks(other.node, use.name, other.is_exact)
            for other in self._at_use[use.key]
        )

    def has_alternative(self, supply: Supply, name: str) -> bool:
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


def _are_put_together(
    slot: Slot, first: Sequence[Step], second: Sequence[Step]
) -> bool:
    """Tell whether two ways to a slot part in the class or module that it is of."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    parting = next((pair for pair in pairs if pair[0][:3] != pair[1][:3]), None)
    if parting is None and slot.is_result:
        # Each is made where it is used.
        return True
    return parting is not None and all(
        step.module is slot.module and step.function.startswith(slot.symbol)
        for step in parting
    )


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
