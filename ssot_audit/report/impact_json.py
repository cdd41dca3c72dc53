"""Who depends on a target, as JSON; schema: `docs/schema/impact-1.schema.json`."""

from typing import Any

from ssot_audit.link.dependants import Dependant
from ssot_audit.link.impact import Impact, Reach
from ssot_audit.report.answer_json import chain, document, place
from ssot_audit.report.printable import encodable


def render(impact: Impact) -> str:
    """Return everyone who depends on the target."""
    target = impact.target
    return document(
        {
            "target": {
                "kind": target.kind.value,
                "name": encodable(target.dotted),
                "module": encodable(target.module.name),
                "place": place(target.module, target.span),
            },
            "importers": [_reach(reach) for reach in impact.reach],
            "dependants": [_dependant(one) for one in impact.dependants],
        }
    )


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "when": reach.when.value,
        "direct": [
            {
                "module": encodable(edge.importer.name),
                "place": place(edge.importer, edge.fact.span),
            }
            for edge in reach.direct
        ],
        "transitive": len(reach.chains),
        "chains": [
            [encodable(module.name) for module in chain] for chain in reach.chains
        ],
    }


def _dependant(one: Dependant) -> dict[str, Any]:
    return {
        "relation": one.relation.value,
        "name": encodable(one.dotted),
        "detail": encodable(one.detail),
        "place": place(one.module, one.span),
        "more": [place(one.module, span) for span in one.more],
        "chain": chain(one.chain),
    }
