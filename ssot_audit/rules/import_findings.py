"""What the rules on contracts about imports have in common: the findings they make."""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.config.import_contracts import AnyContract, ImportContract
from ssot_audit.extract.facts import Span
from ssot_audit.link.import_chains import Chain
from ssot_audit.link.import_contracts import Breach
from ssot_audit.link.rulings import Ruling
from ssot_audit.rules.finding import Finding, Hop, Part, Place, reason
from ssot_audit.rules.import_words import hops

_CUT = "Cut the chain at one of its imports."


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of the breaches of one kind of contract."""

    what: str
    """The end of "a imports b, ..." where a breach does not say why itself."""
    help: str


def contract_findings(
    code: str, contract: AnyContract, ruling: Ruling, terms: Terms
) -> Iterator[Finding]:
    """Yield a finding for each breach, and for each exemption that nothing needs."""
    for breach in ruling.breaches:
        yield _finding(code, contract, breach, terms)
    for exemption in ruling.unused:
        place = Place(exemption.file, Span(exemption.line, 1, exemption.line, 1))
        subject = f"{_prefix(contract)}ignore {exemption}"
        yield Finding(
            code=code,
            place=place,
            module="",
            symbol="",
            subject=subject,
            message=f"no import needs the exemption `{exemption}`{_of(contract)}",
            help="Remove it from `ignore`, or correct it.",
            parts=(Part(place, str(exemption)),),
        )


def _finding(
    code: str, contract: ImportContract, breach: Breach, terms: Terms
) -> Finding:
    shortest = breach.chains[0]
    parts = tuple(dict.fromkeys(_parts(breach.chains)))
    evidence = tuple(dict.fromkeys(_hops(breach.chains)))
    return Finding(
        code=code,
        place=parts[0].place,
        module=breach.importer,
        symbol="",
        subject=f"{_prefix(contract)}{breach.imported}",
        message=f"{_fact(breach, breach.why or terms.what)}{_of(contract)}"
        f"{_way(breach, shortest)}{reason(contract.because)}",
        help=terms.help if len(shortest) == 1 else _CUT,
        parts=parts,
        evidence=evidence,
    )


def _fact(breach: Breach, what: str) -> str:
    verb = "imports" if len(breach.chains[0]) == 1 else "comes to import"
    return f"`{breach.importer}` {verb} `{breach.imported}`, {what}"


def _of(contract: ImportContract) -> str:
    return f" (contract `{contract.name}`)" if contract.name else ""


def _way(breach: Breach, shortest: Chain) -> str:
    """Return the shortest chain as the rest of a message, and how many others are."""
    more = len(breach.chains) - 1
    rest = f", and {more} more chain{'s' if more > 1 else ''}" if more else ""
    names = [shortest[0].importer.name, *(step.imported for step in shortest)]
    if names == [breach.importer, breach.imported]:
        return rest
    return ": " + " → ".join(f"`{name}`" for name in names) + rest


def _prefix(contract: ImportContract) -> str:
    """Return what keeps equal findings of two contracts apart."""
    return f"{contract.name}: " if contract.name else ""


def _parts(chains: tuple[Chain, ...]) -> Iterator[Part]:
    """Yield the imports that chains begin with: a comment there hides the chain."""
    for head, *_ in chains:
        for statement in head.statements:
            place = Place.of(head.importer, statement[0].span)
            yield Part(place, f"{head.importer.name} -> {head.imported}")


def _hops(chains: tuple[Chain, ...]) -> Iterator[Hop]:
    for chain in chains:
        for step in chain:
            yield from hops(step)
