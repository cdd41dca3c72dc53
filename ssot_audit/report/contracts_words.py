"""How reports word contracts that are inferred."""

from ssot_audit.link.inferred import Tally
from ssot_audit.link.matrix import Contract
from ssot_audit.report.figures import counted


def asked(contract: Contract) -> str:
    """Return what a consumer uses, and how often; empty for an interface."""
    parts = {
        "uses": [(one.member, one.needed) for one in contract.asked],
        "uses if it is there": [(one.member, one.guarded) for one in contract.asked],
    }
    listed = (
        f"{verb} {', '.join(f'`{name}` ({times})' for name, times in found if times)}"
        for verb, found in parts.items()
        if any(times for _, times in found)
    )
    return "; ".join(listed)


def others(contract: Contract) -> str:
    """Return how many classes are not shown; ask only if there are any."""
    if contract.others == 1:
        return "1 more class reaches it"
    return f"{contract.others} more classes reach it"


def tallied(tally: Tally) -> str:
    """Return how many contracts were inferred, and how to see them."""
    if not tally.all:
        return "No contract is inferred from consumers."
    found = counted(tally.all, "contract")
    is_are = "is" if tally.all == 1 else "are"
    return (
        f"{found} {is_are} inferred from consumers, {tally.not_kept} not kept; "
        "see one with `--consumer NAME`, all with `--consumer '*'`."
    )
