"""Which findings come first where not all can be shown."""

from collections.abc import Iterable

from ssot_audit.verdict.verdict import Reported, Status

_RANKS = (Status.NEW, Status.FIXED, Status.BASELINED, Status.SUPPRESSED)


def by_relevance(items: Iterable[Reported]) -> list[Reported]:
    """Return the new ones first, then the worst, then those with the most parts."""
    return sorted(
        items,
        key=lambda item: (
            _RANKS.index(item.status),
            -item.level,
            -len(item.finding.parts),
            item.finding.place,
            item.finding.identity,
        ),
    )
