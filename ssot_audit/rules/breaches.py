"""The finding that the rules on single members of a contract have in common."""

from collections.abc import Iterator

from ssot_audit.link.obligations import Breach, BreachKind, Obligation
from ssot_audit.rules.finding import Finding, Hop, Part, Place, reason


def breach_findings(
    code: str, kind: BreachKind, obligations: tuple[Obligation, ...]
) -> Iterator[Finding]:
    """Yield a finding for each breach of one kind; one place is reported once."""
    seen = set()
    for obligation in obligations:
        for breach in obligation.breaches:
            if breach.kind is not kind or breach.owner.module is None:
                continue
            key = (breach.owner, breach.member.name, obligation.interface)
            if key not in seen:
                seen.add(key)
                yield _finding(code, obligation, breach)


def _finding(code: str, obligation: Obligation, breach: Breach) -> Finding:
    owner, interface = breach.owner, obligation.interface
    module, facts = owner.source
    found = breach.found
    span = found.span if found is not None and found.span else facts.span
    place = Place.of(module, span)
    name = breach.member.name
    evidence = [
        Hop(place, f"`{owner.name}.{name}` {breach.detail}"),
        *(Hop(Place.of(s.module, s.span), s.text) for s in obligation.chain),
    ]
    if interface.module is not None and breach.member.span is not None:
        evidence.append(
            Hop(
                Place.of(interface.module, breach.member.span),
                f"`{interface.name}.{name}` is what callers rely on",
            )
        )
    return Finding(
        code=code,
        place=place,
        module=module.name,
        symbol=f"{facts.qualname}.{name}",
        subject=f"{interface.dotted}.{name}",
        message=(
            f"`{owner.name}.{name}` {breach.detail} "
            f"(`{interface.name}`, {obligation.held.value})"
            f"{reason(obligation.because)}"
        ),
        help=f"Bring it in line with `{interface.name}.{name}`.",
        parts=(Part(place, name),),
        evidence=tuple(evidence),
    )
