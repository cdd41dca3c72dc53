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
CHAT = {
    "pyproject.toml": "[project]\nname = 'chat'\n",
    "chat/emitter.py": (
        "class Emitter:\n"
        "    def __init__(self, manager):\n"
        "        self.manager = manager\n\n"
        "    def emit(self, user, text):\n"
        "        if self.manager.is_active(user):\n"
        "            self.manager.send(user, text)\n"
        "        if hasattr(self.manager, 'flush'):\n"
        "            self.manager.flush()\n"
    ),
    "chat/routes.py": (
        "from chat.emitter import Emitter\n\n\n"
        "class Bridge:\n"
        "    def send(self, user):\n"
        "        return user\n\n\n"
        "class Manager(Bridge):\n"
        "    def is_active(self, user):\n"
        "        return True\n\n"
        "    def send(self, user, text):\n"
        "        return text\n\n\n"
        "class Proxy:\n"
        "    def __getattr__(self, name):\n"
        "        return name\n\n\n"
        "Emitter(Bridge())\n"
        "Emitter(Manager())\n"
        "Emitter(Proxy())\n"
    ),
}
CONTRACT = (
    "chat.emitter.Emitter.manager (consumer, 2 members)\n"
    "chat/emitter.py:3:9\n"
    "uses `is_active` (1), `send` (1); uses if it is there `flush` (1)\n"
)
BRIDGE = (
    "1 of 2 chat.routes.Bridge chat/routes.py:4:1\n"
    "│   it reaches it\n"
    "│     chat/routes.py:22:9 `Bridge` is created\n"
    "│     chat/routes.py:22:1 is passed to `Emitter.__init__` as `manager`\n"
    "│     chat/emitter.py:3:14 is stored as `Emitter.manager`\n"
    "│   missing: `is_active`\n"
    "│   chat/routes.py:5:5 `send` accepts 1 argument by position at most, "
    "but is given 2\n"
)
TALLY = (
    "1 contract is inferred from consumers, 1 not kept; see one with "
    "`--consumer NAME`, all with `--consumer '*'`.\n"
)
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
        "No contract is inferred from consumers.\n"
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


def test_a_consumer_shows_who_reaches_it_and_how(write: Write, run: Run) -> None:
    write(CHAT)
    ran = run("contracts", "--consumer", "Emitter.manager", COLUMNS="120")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{CONTRACT}├── {BRIDGE}├── 2 of 2 chat.routes.Manager")
    assert "    not judged: `Proxy` defines `__getattr__`\n" in ran.out
    assert ran.out.endswith(TALLY)


def test_without_a_name_only_shortfalls_are_listed(write: Write, run: Run) -> None:
    write(CHAT)
    out = run("contracts", COLUMNS="120").out
    more = "└── 2 more classes reach it\n\n"
    assert out == f"{CONTRACT}├── {BRIDGE}{more}{TALLY}"


def test_an_interface_alone_infers_nothing(write: Write, run: Run) -> None:
    write(SHOP | CHAT)
    assert "inferred" not in run("contracts", "Carrier").out
    document = json.loads(run("contracts", "Carrier", "--output", "json").out)
    assert document["inferred"] is None


def test_json_of_a_consumer_keeps_the_schema(write: Write, run: Run) -> None:
    write(CHAT)
    ran = run("contracts", "--consumer", "*", "--output", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert document["inferred"] == {"contracts": 1, "not_kept": 1}
    (contract,) = document["contracts"]
    assert contract["uses"][2] == {
        "member": "flush",
        "needed": 0,
        "guarded": 1,
        "place": {"path": "chat/emitter.py", "line": 9, "column": 26},
    }
    bridge = contract["classes"][0]
    assert (bridge["present"], bridge["missing"]) == (1, ["is_active"])
    assert [hop["place"]["line"] for hop in bridge["chain"]] == [22, 22, 3]


def test_markdown_of_a_consumer_tells_the_hops(write: Write, run: Run) -> None:
    write(CHAT)
    out = run("contracts", "--output", "markdown").out
    assert "It uses `is_active` (1), `send` (1); uses if it is there" in out
    assert "`chat/routes.py:22` `Bridge` is created; " in out
    assert "2 more classes reach it.\n\n1 contract is inferred" in out


def test_a_consumer_that_is_not_there(write: Write, run: Run) -> None:
    write(CHAT)
    ran = run("contracts", "--consumer", "Emitter._manager")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: contracts: there is no inferred contract `Emitter._manager` in the "
        "project; did you mean `chat.emitter.Emitter.manager`?\n"
    )
