"""The matrix of contracts for people: a tree for each contract."""

from collections.abc import Iterable, Iterator

from rich.text import Text

from ssot_audit.link.inferred import Tally
from ssot_audit.link.matrix import Contract, Row, Site
from ssot_audit.report.contracts_words import asked, others, tallied
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable
from ssot_audit.report.text_layout import (
    CODE,
    EMPTY,
    FAINT,
    Line,
    hops,
    located,
    printed,
    prose,
)
from ssot_audit.rules.finding import Place


def render(
    contracts: Iterable[Contract],
    tally: Tally | None = None,
    *,
    width: int,
    color: bool,
) -> str:
    """Return the contracts that someone is held to, then the names of the others."""
    known = tuple(contracts)
    lines = [line for contract in known if contract.rows for line in _tree(contract)]
    lines += _lonely([contract for contract in known if not contract.rows])
    if tally is not None:
        lines.append(Line(prose(tallied(tally))))
    return printed(lines, width=width, color=color)


def _tree(contract: Contract) -> Iterator[Line]:
    members = counted(len(contract.members), "member")
    yield Line(
        Text.assemble(
            (printable(contract.name), CODE), f" ({contract.origin.value}, {members})"
        )
    )
    if contract.site is not None:
        yield Line(_at(contract.site))
    if contract.asked:
        yield Line(prose(asked(contract)), rest="  ")
    for number, row in enumerate(contract.rows, 1):
        is_last = number == len(contract.rows) and not contract.others
        guide, below = ("└── ", "    ") if is_last else ("├── ", "│   ")
        yield Line(_head(row), guide, below)
        yield Line(prose(f"it {'; '.join(row.held)}", FAINT), below, f"{below}  ")
        yield from hops(row.chain, below)
        for detail in _details(row):
            yield Line(detail, below, f"{below}  ")
    if contract.others:
        yield Line(Text(others(contract), FAINT), "└── ", "    ")
    yield EMPTY


def _head(row: Row) -> Text:
    has = "unknown" if row.unknown else f"{row.present} of {len(row.owed)}"
    style = "" if row.unknown else "red" if row.lapses else "green"
    return Text.assemble(
        (has, style), " ", (printable(row.holder), CODE), " ", _at(row.site)
    )


def _details(row: Row) -> Iterator[Text]:
    if row.unknown:
        yield prose(f"not judged: {row.unknown}")
    if row.missing:
        listed = ", ".join(f"`{lapse.member}`" for lapse in row.missing)
        yield prose(f"missing: {listed}")
    if row.unsure:
        listed = ", ".join(f"`{name}`" for name in row.unsure)
        yield prose(f"not certain: {listed}")
    for lapse in row.incompatible:
        text = f"`{lapse.member}` {lapse.detail}"
        yield located(Place.of(lapse.site.module, lapse.site.span), text)


def _lonely(contracts: list[Contract]) -> Iterator[Line]:
    if not contracts:
        return
    interfaces = counted(len(contracts), "interface")
    yield Line(Text(f"{interfaces} that no class is held to:"))
    for contract in contracts:
        name = Text(printable(contract.name), CODE)
        where = (" ", _at(contract.site)) if contract.site else ()
        yield Line(Text.assemble(name, *where), "  ", "    ")


def _at(site: Site) -> Text:
    return located(Place.of(site.module, site.span))
