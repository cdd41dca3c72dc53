"""`ssot-audit contracts`: the matrix on standard output and in files."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.command import REPOSITORY, Run, Write

SHOP = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "shop/carriers.py": (
        "from typing import Protocol\n\n\n"
        "class Carrier(Protocol):\n"
        "    def book(self, order): ...\n\n"
        "    def cancel(self, order): ...\n\n\n"
        "class Post(Carrier):\n"
        "    def book(self): ...\n\n\n"
        "class Label(Protocol):\n"
        "    def text(self): ...\n"
    ),
}
SCHEMA = json.loads(
    (REPOSITORY / "docs/schema/contracts-1.schema.json").read_text("utf-8")
)


def test_text_names_what_is_missing_and_why_it_is_owed(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("contracts", COLUMNS="100")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "shop.carriers.Carrier (protocol, 2 members)\n"
        "shop/carriers.py:4:1\n"
        "└── 1 of 2 shop.carriers.Post shop/carriers.py:10:1\n"
        "    it inherits it\n"
        "    missing: `cancel`\n"
        "    shop/carriers.py:11:5 `book` does not accept the argument `order`\n"
        "\n"
        "1 interface that no class is held to:\n"
        "  shop.carriers.Label shop/carriers.py:14:1\n"
    )


@pytest.mark.parametrize(
    "name", ["Carrier", "carriers.Carrier", "shop.carriers.Carrier"]
)
def test_one_interface_is_chosen_by_the_end_of_its_name(
    write: Write, run: Run, name: str
) -> None:
    write(SHOP)
    out = run("contracts", name).out
    assert "shop.carriers.Carrier" in out
    assert "Label" not in out


def test_markdown_is_a_table(write: Write, run: Run) -> None:
    write(SHOP)
    out = run("contracts", "Carrier", "--output", "markdown").out
    assert out.splitlines()[-1] == (
        "| `shop.carriers.Post` | `shop/carriers.py:10` | 1 of 2 | `cancel` "
        "| `book` does not accept the argument `order` | inherits it |"
    )


def test_json_keeps_its_schema(project: Path, write: Write, run: Run) -> None:
    write(SHOP)
    run("contracts", "--output", "json:a.json")
    document = json.loads((project / "a.json").read_text("utf-8"))
    jsonschema.validate(document, SCHEMA)
    post = document["contracts"][0]["classes"][0]
    assert post["missing"] == ["cancel"]
    assert post["incompatible"][0]["kind"] == "signature"


def test_json_of_a_fixture_keeps_the_schema(run: Run) -> None:
    fixture = REPOSITORY / "fixtures/chat_platform/ssot-audit.toml"
    ran = run("contracts", "--config", str(fixture), "--no-cache", "--output", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    classes = [row for one in document["contracts"] for row in one["classes"]]
    assert any(row["unknown"] for row in classes)


def test_an_interface_that_is_not_there(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("contracts", "Carier")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: contracts: there is no interface `Carier` in the project; "
        "did you mean `shop.carriers.Carrier`?\n"
    )


def test_a_class_that_is_no_interface(write: Write, run: Run) -> None:
    write(SHOP | {"shop/cart.py": "class Cart:\n    pass\n"})
    ran = run("contracts", "Cart")
    assert ran.code == 2
    assert "`shop.cart.Cart` is no interface" in ran.err


def test_a_format_that_is_not_there(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("contracts", "--output", "yaml")
    assert ran.code == 2
    assert "`yaml` is no format; there are text, json, markdown" in ran.err


def test_a_project_without_files(project: Path, run: Run) -> None:
    ran = run("contracts")
    assert ran.code == 2
    assert "there is no Python file to analyse" in ran.err
    assert project.exists()
