"""The matrix of contracts as JSON; schema: `docs/schema/contracts-1.schema.json`."""

from collections.abc import Iterable
from typing import Any

from ssot_audit.link.inferred import Tally
from ssot_audit.link.matrix import Asked, Contract, Lapse, Row
from ssot_audit.report.answer_json import chain, document, place
from ssot_audit.report.printable import encodable


def render(contracts: Iterable[Contract], tally: Tally | None = None) -> str:
    """Return all contracts with everyone who is held to them."""
    return document(contents(contracts, tally))


def contents(
    contracts: Iterable[Contract], tally: Tally | None = None
) -> dict[str, Any]:
    """Return what the document holds."""
    return {
        "contracts": [_contract(contract) for contract in contracts],
        "inferred": tally and {"contracts": tally.all, "not_kept": tally.not_kept},
    }


def _contract(contract: Contract) -> dict[str, Any]:
    site = contract.site
    return {
        "contract": encodable(contract.name),
        "origin": contract.origin.value,
        "place": place(site.module, site.span) if site else None,
        "members": [encodable(name) for name in contract.members],
        "uses": [_asked(one) for one in contract.asked],
        "classes": [_row(row) for row in contract.rows],
        "others": contract.others,
    }


def _asked(one: Asked) -> dict[str, Any]:
    return {
        "member": encodable(one.member),
        "needed": one.needed,
        "guarded": one.guarded,
        "place": place(one.first.module, one.first.span),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "class": encodable(row.holder),
        "place": place(row.site.module, row.site.span),
        "held": [encodable(step) for step in row.held],
        "chain": chain(row.chain),
        "owed": [encodable(name) for name in row.owed],
        "present": None if row.unknown else row.present,
        "missing": [encodable(lapse.member) for lapse in row.missing],
        "unsure": [encodable(name) for name in row.unsure],
        "incompatible": [_lapse(lapse) for lapse in row.incompatible],
        "unknown": None if row.unknown is None else encodable(row.unknown),
    }


def _lapse(lapse: Lapse) -> dict[str, Any]:
    return {
        "member": encodable(lapse.member),
        "kind": lapse.kind.value,
        "detail": encodable(lapse.detail),
        "place": place(lapse.site.module, lapse.site.span),
    }
