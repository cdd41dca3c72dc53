"""Where the things of a finding are, for reports that show one place first."""

from collections.abc import Iterator

from ssot_audit.rules.finding import Finding, Part, Place


def elsewhere(finding: Finding) -> Iterator[Part]:
    """Yield the parts that are not at the finding's own place, each place once."""
    seen = {finding.place}
    for part in finding.parts:
        if part.place not in seen:
            seen.add(part.place)
            yield part


def is_chain(finding: Finding) -> bool:
    """Tell whether the evidence says more than where the finding is."""
    return [hop.place for hop in finding.evidence] not in ([], [finding.place])


def at(place: Place) -> str:
    """Return `path:line`."""
    return f"{place.path}:{place.line}"
