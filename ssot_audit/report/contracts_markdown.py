"""The matrix of contracts as Markdown: a table for each contract."""

from collections.abc import Iterable, Iterator

from ssot_audit.link.inferred import Tally
from ssot_audit.link.matrix import Contract, Row
from ssot_audit.report.answer_markdown import at, code, codes, hops, table
from ssot_audit.report.contracts_words import asked, others, tallied
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable

_HEADS = ("class", "place", "has", "missing", "incompatible", "held because it")


def render(contracts: Iterable[Contract], tally: Tally | None = None) -> str:
    """Return a section for each contract."""
    lines = ["# Contracts"]
    for contract in contracts:
        lines += _section(contract)
    if tally is not None:
        lines += ["", printable(tallied(tally))]
    return "".join(f"{line}\n" for line in lines)


def _section(contract: Contract) -> Iterator[str]:
    site = contract.site
    where = f" in {at(site.module, site.span)}" if site else ""
    members = counted(len(contract.members), "member")
    yield ""
    yield f"## {code(contract.name)}"
    yield ""
    origin = contract.origin.value.capitalize()
    yield f"{origin}{where} with {members}: {codes(contract.members)}."
    if contract.asked:
        yield f"It {printable(asked(contract))}."
    if not contract.rows:
        yield "No class is held to it."
        return
    yield from table(_HEADS, map(_cells, contract.rows))
    if contract.others:
        yield ""
        yield f"{others(contract).capitalize()}."


def _cells(row: Row) -> tuple[str, ...]:
    has = f"{row.present} of {len(row.owed)}"
    if row.unsure:
        has += f", not certain: {codes(row.unsure)}"
    return (
        code(row.holder),
        at(row.site.module, row.site.span),
        f"unknown: {row.unknown}" if row.unknown else has,
        codes(lapse.member for lapse in row.missing),
        "; ".join(f"{code(one.member)} {one.detail}" for one in row.incompatible),
        "; ".join(filter(None, (*row.held, hops(row.chain)))),
    )
