"""The answers of `contracts` and `impact`: schemas, and names that mean harm."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from ssot_audit.link.impact import impact, targets
from ssot_audit.link.inferred import Tally, inferred
from ssot_audit.link.matrix import matrix
from ssot_audit.report import (
    contracts_json,
    contracts_markdown,
    contracts_text,
    impact_json,
    impact_markdown,
    impact_text,
)
from tests.support.command import REPOSITORY
from tests.support.projects import Files, linked
from tests.unit.report.test_json_document import objects

HOSTILE: Files = {
    "shop/\udcff.py": (
        "from typing import Protocol\n"
        "class Cart(Protocol):\n    def add(self): ...\n"
        "class Basket(Cart):\n    pass\n"
        "class Open(Cart):\n    def __getattr__(self, name): ...\n"
        "Basket()\n"
    ),
    "shop/a|b\x1b[31m.py": "class Cart: pass\n",
}
HOSTILE_FLOW: Files = {
    "shop/a(b|c\x1b[31m`.py": (
        "class Cart:\n    def add(self): return 1\n"
        "class Till:\n"
        "    def __init__(self, cart): self.cart = cart\n"
        "    def pay(self): return self.cart.add(1), self.cart.mul()\n"
        "def take(cart): return cart.add()\n"
        "Till(Cart())\ntake(Cart())\n"
    ),
    "shop/\udcff.py": (
        "class Cart:\n    def add(self): return 1\n"
        "def take(cart): return cart.add()\n"
        "take(Cart())\n"
    ),
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    name: json.loads(
        (REPOSITORY / f"docs/schema/{name}-1.schema.json").read_text(encoding="utf-8")
    )
    for name in ("contracts", "impact")
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_says_all_and_only_what_there_is(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    for described in objects(SCHEMAS[name]):
        assert described["additionalProperties"] is False
        assert described["required"] == list(described["properties"])


def test_the_matrix_of_hostile_names_keeps_its_schema() -> None:
    document = json.loads(contracts_json.render(matrix(linked(HOSTILE), ())))
    jsonschema.validate(document, SCHEMAS["contracts"])
    (contract,) = document["contracts"]
    assert [row["present"] for row in contract["classes"]] == [0, None]


def test_the_impact_of_a_hostile_name_keeps_its_schema() -> None:
    program = linked(HOSTILE)
    (target,) = targets(program, "shop.\udcff.Cart")
    found = impact(program, target)
    document = json.loads(impact_json.render(found))
    jsonschema.validate(document, SCHEMAS["impact"])
    assert [one["relation"] for one in document["dependants"]] == [
        "derives from the class",
        "derives from the class",
    ]
    impact_markdown.render(found).encode()
    impact_text.render(found, width=80, color=True).encode()


def test_no_name_moves_a_cursor_or_ends_a_cell() -> None:
    program = linked(HOSTILE)
    (target,) = targets(program, "shop.a|b\x1b[31m.Cart")
    found = impact(program, target)
    assert "\x1b" not in impact_text.render(found, width=80, color=False)
    assert "\x1b" not in impact_markdown.render(found)
    contracts = matrix(program, ())
    contracts_text.render(contracts, width=80, color=True).encode()
    markdown = contracts_markdown.render(contracts)
    assert markdown.encode()
    assert all(line.count("|") == 7 for line in markdown.splitlines() if "|" in line)


def rows_of(markdown: str) -> list[str]:
    return [line for line in markdown.splitlines() if line.startswith("|")]


def test_consumers_of_hostile_names_are_shown_without_harm() -> None:
    found = inferred(linked(HOSTILE_FLOW))
    tally = Tally.of(found)
    assert (tally.all, tally.not_kept) == (3, 1)
    document = json.loads(contracts_json.render(found, tally))
    jsonschema.validate(document, SCHEMAS["contracts"])
    text = contracts_text.render(found, tally, width=80, color=False)
    markdown = contracts_markdown.render(found, tally)
    for answer in (text, markdown):
        assert answer.encode()
        assert "\x1b" not in answer
    assert {line.count("|") for line in rows_of(markdown)} == {7}


@pytest.mark.parametrize("module", ["shop.a(b|c\x1b[31m`", "shop.\udcff"])
def test_the_flow_of_hostile_names_is_shown_without_harm(module: str) -> None:
    program = linked(HOSTILE_FLOW)
    (target,) = targets(program, f"{module}.Cart")
    found = impact(program, target)
    assert "holds objects" in {one.relation.value for one in found.dependants}
    jsonschema.validate(json.loads(impact_json.render(found)), SCHEMAS["impact"])
    text = impact_text.render(found, width=80, color=False)
    markdown = impact_markdown.render(found)
    for answer in (text, markdown):
        assert answer.encode()
        assert "\x1b" not in answer
    assert {line.count("|") for line in rows_of(markdown)} <= {3, 4}
