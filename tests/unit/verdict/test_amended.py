"""When the last case is taken up, and when everything has to be heard again."""

import sqlite3
from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.settings import Environment, Settings
from ssot_audit.verdict.record import case_from_bytes
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import TODAY
from tests.support.ways import ways_noted

CART = (
    "import os\n\nfrom shop.gone import X\n\n\n"
    "class Cart:\n    def add(self):\n        self.nothing()\n        return 1\n"
)
OTHER = "from shop.gone import Y\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    for name, text in (("__init__", ""), ("cart", CART), ("other", OTHER)):
        (root / f"shop/{name}.py").write_text(text, encoding="utf-8")
    return root


def scan(
    root: Path, *, cached: bool = True, settings: Settings | None = None
) -> Verdict:
    cache = root.parent / "cache" if cached else None
    return audit_path(settings or Settings(root), Request(TODAY, cache=cache))


def way(root: Path, before: str, after: str, path: str = "shop/cart.py") -> str:
    """Return the way a scan takes after an edit; the verdict must be the right one."""
    file = root / path
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with ways_noted() as ways:
        found = scan(root)
        taken = list(ways)
        assert found == scan(root, cached=False)
    return " ".join(taken)


def test_findings_here_and_elsewhere_move_with_the_lines(root: Path) -> None:
    scan(root)
    assert way(root, "import os\n", "import os\n# a remark\n") == "amended"
    access = "return 1\n        os.environ['A']"
    assert way(root, "return 1", access) == "amended"


def test_one_amended_case_follows_the_other(root: Path) -> None:
    scan(root)
    for number in range(3):
        assert way(root, "return 1", f"print({number})\n        return 1") == "amended"


def test_a_finding_whose_uses_changed_is_looked_for_again(root: Path) -> None:
    scan(root)
    twice = "self.nothing()\n        self.nothing()"
    assert way(root, "self.nothing()", twice) == "heard"


def test_an_edit_that_others_see_is_heard(root: Path) -> None:
    scan(root)
    assert way(root, "def add(self)", "def add(self, item)") == "heard"


@pytest.mark.parametrize("text", ["def broken(:\n", "class Cart: ...\n"])
def test_a_file_that_breaks_or_redefines_is_heard_then_and_after(
    root: Path, text: str
) -> None:
    scan(root)
    assert way(root, "import os\n", f"import os\n{text}") == "heard"
    assert way(root, "import os\n", "import os\n# a remark\n") == "heard"


def test_other_settings_are_another_case(root: Path) -> None:
    scan(root)
    owner = Environment(accessor="shop.cart.Cart", where="here")
    with ways_noted() as ways:
        scan(root, settings=Settings(root, environment=owner))
    assert ways == ["heard"]


def test_another_file_is_another_case(root: Path) -> None:
    scan(root)
    (root / "shop/more.py").write_text("", encoding="utf-8")
    with ways_noted() as ways:
        scan(root)
    assert ways == ["heard"]


def test_an_edit_of_what_the_cache_has_forgotten_is_heard(root: Path) -> None:
    scan(root)
    (file,) = (root.parent / "cache").rglob("*.sqlite*")
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM usage")
    connection.close()
    assert way(root, "return 1", "return 2") == "heard"


TALLY = (
    "def tally(items):\n    total = 0\n    for item in items:\n"
    "        if item.free:\n            continue\n        total += item.price\n"
    "        item.close()\n        print(total)\n    total += 1\n    return total\n"
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("total += 1", "total += 2", "amended"),
        ("print(total)", "print(total, 1)", "amended"),
        ("item.close()", "item.shut()", "heard"),
    ],
)
def test_a_body_that_becomes_a_copy_is_heard(
    root: Path, before: str, after: str, expected: str
) -> None:
    (root / "shop/one.py").write_text(TALLY, "utf-8")
    (root / "shop/two.py").write_text(TALLY.replace("close", "shut"), "utf-8")
    scan(root)
    assert way(root, before, after, "shop/one.py") == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("    total += 1\n", "    # one more\n    total += 1\n", "amended"),
        ("print(total)", "print(total, 1)", "heard"),
    ],
)
def test_a_copy_that_becomes_another_body_is_heard(
    root: Path, before: str, after: str, expected: str
) -> None:
    for name in ("one", "two"):
        (root / f"shop/{name}.py").write_text(TALLY, "utf-8")
    scan(root)
    assert way(root, before, after, "shop/one.py") == expected


def test_copies_that_change_places_in_a_file_are_heard(root: Path) -> None:
    other = TALLY.replace("tally", "other").replace("free", "dear")
    (root / "shop/one.py").write_text(TALLY + other, "utf-8")
    (root / "shop/two.py").write_text(TALLY + other, "utf-8")
    scan(root)
    text = (root / "shop/one.py").read_text("utf-8")
    swapped = text.replace("free", "x").replace("dear", "free").replace("x", "dear")
    assert way(root, text, swapped, "shop/one.py") == "heard"


STATE = {
    "shop/app.py": (
        "from fastapi import FastAPI\n\n\n"
        "def create() -> FastAPI:\n    app = FastAPI()\n"
        "    app.state.sockets = {}\n    print(1)\n    return app\n"
    ),
    "shop/routes.py": (
        "def close(request):\n    request.app.state.sockets.close()\n    return 1\n"
    ),
}
MOCKS = {
    "shop/bridge.py": "class Bridge:\n    def send(self, text):\n        print(text)\n",
    "shop/till.py": (
        "from shop.bridge import Bridge\n\n\n"
        "def ring(bridge: Bridge):\n    print(bridge)\n\n\n"
        "def shut(bridge: str):\n    print(bridge)\n"
    ),
    "tests/test_till.py": (
        "from unittest.mock import Mock, patch\n\n"
        "from shop.till import ring\n\n\n"
        "def test_rings():\n    bridge = Mock()\n    bridge.send = 1\n"
        "    ring(bridge)\n\n\n"
        "def test_sends():\n    with patch('shop.bridge.Bridge.send'):\n        pass\n"
    ),
    "tests/test_plain.py": (
        "from unittest import mock\n\n\ndef test_adds():\n    print(1)\n"
    ),
}


@pytest.mark.parametrize(
    ("files", "path", "before", "after", "expected"),
    [
        (STATE, "shop/app.py", "app.state.sockets = {}", "pass", "heard"),
        (STATE, "shop/app.py", "state.sockets = {}", "state.socket = {}", "heard"),
        (STATE, "shop/routes.py", "state.sockets", "state.missing", "heard"),
        (STATE, "shop/routes.py", "return 1", "return 2", "amended"),
        (STATE, "shop/routes.py", "    return", "    # why\n\n    return", "amended"),
        (MOCKS, "tests/test_till.py", "bridge.send", "bridge.gone", "heard"),
        (MOCKS, "tests/test_till.py", "Bridge.send", "Bridge.gone", "heard"),
        (MOCKS, "tests/test_till.py", "import ring", "import  ring", "amended"),
        (MOCKS, "shop/till.py", "bridge: Bridge", "bridge: str", "heard"),
        (MOCKS, "shop/till.py", "print(bridge)", "bridge.gone = 1", "heard"),
        (MOCKS, "shop/bridge.py", "print(text)", "print(text.upper())", "heard"),
        (MOCKS, "shop/bridge.py", "print(text)", "text.gone = 1", "heard"),
        (MOCKS, "tests/test_plain.py", "print(1)", "mock.Mock()", "heard"),
        (MOCKS, "tests/test_plain.py", "print(1)", "print(2)", "amended"),
    ],
)
def test_an_edit_of_what_rules_see_flow_is_heard(
    root: Path,
    files: dict[str, str],
    path: str,
    before: str,
    after: str,
    expected: str,
) -> None:
    (root / "tests").mkdir()
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    scan(root)
    assert way(root, before, after, path) == expected


def test_a_finding_about_a_flow_is_found_again_where_it_is_now(root: Path) -> None:
    for name, text in STATE.items():
        (root / name).write_text(text.replace(".sockets = ", ".s = "), encoding="utf-8")
    scan(root)
    assert way(root, "return 1", "return 2", "shop/routes.py") == "amended"
    assert "SSOT109" in {found.rule.code for found in scan(root).findings}


def test_a_record_that_cannot_be_read_is_no_case() -> None:
    assert case_from_bytes(b"damaged") is None
