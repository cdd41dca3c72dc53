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


def way(root: Path, before: str, after: str) -> str:
    """Return the way a scan takes after an edit; the verdict must be the right one."""
    file = root / "shop/cart.py"
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


def test_a_record_that_cannot_be_read_is_no_case() -> None:
    assert case_from_bytes(b"damaged") is None
