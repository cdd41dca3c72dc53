"""The compliance score: every figure with its numerator and denominator."""

import pytest

from ssot_audit.audit import Request
from ssot_audit.verdict.verdict import Ratio, Score
from tests.support.projects import TODAY, Files, verdict_on
from tests.support.scans import verdict_below

REDEFINED = "def f(): ...\ndef f(): ...\n"
ENVIRONMENT = '[environment]\naccessor = "config.get_env"'
PROTOCOL = (
    "from typing import Protocol\n"
    "class P(Protocol):\n"
    "    def a(self): ...\n"
    "    def b(self): ...\n"
)


def score(files: Files, toml: str = "") -> Score:
    return verdict_on(files, toml, request=Request(today=TODAY)).score


@pytest.mark.parametrize(
    ("met", "owed", "percent"),
    [
        (0, 0, None),
        (0, 7, 0.0),
        (1, 3, 33.3),
        (865, 865, 100.0),
        (260, 273, 95.2),
        (1125, 1138, 98.9),
        (99_999, 100_000, 99.9),
    ],
)
def test_a_percentage_has_one_decimal_and_only_all_is_100(
    met: int, owed: int, percent: float | None
) -> None:
    assert Ratio(met, owed).percent == percent


def test_13_violating_test_files_among_1138_files() -> None:
    production = {f"shop/m{number}.py": "" for number in range(865)}
    tests = {
        f"tests/m{number}.py": REDEFINED if number < 13 else "" for number in range(273)
    }
    found = score({**production, **tests})
    assert found.production == Ratio(865, 865)
    assert found.test == Ratio(260, 273)
    assert found.overall == Ratio(1125, 1138)
    percentages = [
        ratio.percent for ratio in (found.production, found.test, found.overall)
    ]
    assert percentages == [100.0, 95.2, 98.9]


def test_every_file_that_has_a_part_of_a_finding_fails() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a.py": "import shop.gone",
        "shop/b.py": "import shop.gone",
        "shop/c.py": "",
    }
    assert score(files).overall == Ratio(2, 4)


@pytest.mark.parametrize(
    ("level", "met"), [("note", 1), ("warning", 0), ("error", 0), ("off", 1)]
)
def test_a_note_does_not_make_a_file_fail(level: str, met: int) -> None:
    toml = f'[rules]\nSSOT108 = "{level}"'
    assert score({"a.py": REDEFINED}, toml).overall == Ratio(met, 1)


def test_a_suppressed_finding_does_not_make_a_file_fail() -> None:
    comment = "  # ssot: ignore[SSOT108] "
    both = f"def f(): ...{comment}\ndef f(): ...{comment}\n"
    assert score({"a.py": both}).overall == Ratio(1, 1)


@pytest.mark.parametrize("toml", ["", '[rules]\nSSOT001 = "off"'])
def test_a_file_that_cannot_be_parsed_never_complies(toml: str) -> None:
    assert score({"a.py": "def f(:", "b.py": ""}, toml).overall == Ratio(1, 2)


def test_nothing_owed_is_not_computed() -> None:
    found = score({"a.py": ""})
    assert found.test.percent is None
    assert all(ratio.percent is None for ratio in found.dimensions.values())


def test_contracts_count_members_kept() -> None:
    source = f"{PROTOCOL}class C(P):\n    def a(self): return 1\n"
    assert score({"app.py": source}).dimensions["contracts"] == Ratio(1, 2)


@pytest.mark.parametrize(
    "member",
    [
        "a = 1",
        "async def a(self, x): return 1",
        "def a(self, x): return 1",
        "pass",
    ],
)
def test_a_member_is_kept_without_any_breach(member: str) -> None:
    source = f"{PROTOCOL}class C(P):\n    def b(self): return 1\n    {member}\n"
    assert score({"app.py": source}).dimensions["contracts"] == Ratio(1, 2)


def test_the_worst_class_comes_first() -> None:
    source = (
        f"{PROTOCOL}"
        "class Half(P):\n    def a(self): return 1\n"
        "class None_(P): ...\n"
        "class All(P):\n    def a(self): return 1\n    def b(self): return 1\n"
        "None_()\n"
    )
    worst = score({"app.py": source}).worst_classes
    assert [(found.name, found.kept) for found in worst] == [
        ("app.None_", Ratio(0, 2)),
        ("app.Half", Ratio(1, 2)),
    ]


def test_suppressed_breaches_are_in_neither_number() -> None:
    comment = "  # ssot: ignore[SSOT101] reason='later'".replace("'", '"')
    missing = f"{PROTOCOL}class C(P):{comment}\n    def a(self): return 1\n"
    assert score({"app.py": missing}).dimensions["contracts"] == Ratio(1, 1)
    comment = comment.replace("101", "102")
    wrong = f"{PROTOCOL}class C(P):\n    def a(self, x): return 1{comment}\n"
    wrong += "    def b(self): return 1\n"
    assert score({"app.py": wrong}).dimensions["contracts"] == Ratio(1, 1)


STATUS = "from enum import Enum\nclass Status(Enum):{}\n    A = 1\n    B = 2\n"


def test_single_source_counts_definitions_that_are_alone() -> None:
    files = {
        "shop/a.py": f"{STATUS.format('')}def f(): ...\n",
        "shop/b.py": f"{STATUS.format('')}class C:\n    class D: ...\n",
        "tests/c.py": STATUS.format(""),
    }
    assert score(files).dimensions["single-source"] == Ratio(2, 4)
    toml = '[rules]\nSSOT402 = "note"'
    assert score(files, toml).dimensions["single-source"] == Ratio(4, 4)


def test_a_suppressed_definition_is_in_neither_number() -> None:
    comment = "  # ssot: ignore[SSOT402]"
    files = {"shop/a.py": STATUS.format(comment), "shop/b.py": STATUS.format("")}
    assert score(files).dimensions["single-source"] == Ratio(0, 1)


def test_imports_count_names_of_ours() -> None:
    source = (
        "import os\nfrom shop.cart import A, B\nimport shop.gone\nfrom shop import x"
    )
    files = {"shop/__init__.py": "x = 1", "shop/cart.py": "A = 1", "app.py": source}
    assert score(files).dimensions["imports"] == Ratio(2, 4)


def test_deprecated_and_suppressed_imports_count_as_such() -> None:
    files = {
        "old.py": "A = B = 1",
        "app.py": "from old import A\nfrom old import B  # ssot: ignore[SSOT203]",
    }
    toml = '[[deprecated]]\nimport = "old"'
    assert score(files, toml).dimensions["imports"] == Ratio(0, 1)


def test_environment_counts_calls_of_the_accessor_outside_its_module() -> None:
    files = {
        "config.py": "import os\ndef get_env(): return os.environ\nget_env()",
        "a.py": "from config import get_env as env\nenv()\nenv()",
        "b.py": "import config\nconfig.get_env()\nimport os\nos.getenv('A')",
        "c.py": "def get_env(): ...\nget_env()",
        "d.py": "import c\nc.get_env()",
    }
    assert score(files, ENVIRONMENT).dimensions["environment"] == Ratio(3, 4)
    assert score(files).dimensions["environment"] == Ratio(0, 0)


def test_suppressed_accesses_to_the_environment_are_left_out() -> None:
    access = "import os\nos.getenv('A')  # ssot: ignore[SSOT301]"
    call = "from config import get_env\nget_env()"
    files = {"config.py": "def get_env(): ...", "a.py": access, "b.py": call}
    assert score(files, ENVIRONMENT).dimensions["environment"] == Ratio(1, 1)


def test_the_score_of_a_part_is_labelled_and_counts_that_part() -> None:
    files = {"shop/a.py": REDEFINED, "shop/b.py": "", "tools/c.py": REDEFINED}
    found = verdict_below("shop/", files).score
    assert found.overall == Ratio(1, 2)
    assert found.partial_because == ("only part of the project was asked for",)


def test_the_score_under_fewer_rules_is_labelled() -> None:
    toml = '[rules]\nSSOT108 = "off"\nSSOT205 = "off"'
    reason = "rules switched off: SSOT108, SSOT205"
    assert score({"a.py": ""}, toml).partial_because == (reason,)
    assert score({"a.py": ""}).partial_because == ()
