"""What the rules on consumers look at."""

from dataclasses import dataclass

from ssot_audit.link.flow.demand import Supply


@dataclass(frozen=True, slots=True)
class ConsumerOptions:
    """Options of the rules on what reaches a consumer."""

    parameters: bool = False
    """Whether parameters are looked at, and not only what keeps an object."""
    results: bool = False
    """Whether objects are that a function gave, there or on the way."""
    annotations: bool = False
    """Whether objects are that nobody is seen to create."""

    def ask_for(self, supply: Supply) -> bool:
        """Tell whether a provider of a slot is to be looked at."""
        slot, chain = supply.slot, supply.chain
        # What nobody stores in an attribute, a property gives.
        is_given = slot.owner is not None and not any(s.is_store for s in chain)
        is_result = slot.is_result or any(step.is_result for step in chain)
        return (
            (self.parameters or not slot.is_parameter)
            and (self.results or not (is_result or (chain and is_given)))
            and (self.annotations or supply.is_exact or not chain)
        )
