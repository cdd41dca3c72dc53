"""`ssot-audit tests`: how many of the tests are real."""

import json

import jsonschema
import pytest

from tests.support.command import REPOSITORY, Run, Write

SHOP = {
    "pyproject.toml": "[project]\nname = 'shop'\n[tool.pytest.ini_options]\n",
    "tests/unit/test_cart.py": (
        "import unittest\n\n\n"
        "class TestCart(unittest.TestCase):\n"
        "    async def test_add(self):\n        assert 1 == 1\n\n"
        "    def test_total(self):\n        assert 1 == 1\n"
    ),
    "tests/web/test_page.py": (
        "import pytest\n\n\n"
        "def test_page():\n    assert 1 == 1\n\n\n"
        "@pytest.mark.skip(reason='no\\nserver')\n"
        "def test_login():\n    assert 1 == 1\n\n\n"
        "def test_idle():\n    print(1)\n"
    ),
    "other/test_old.py": "from gone import Base\n\n\nclass TestOld(Base):\n"
    "    def test_it(self):\n        assert 1 == 1\n",
}
SCHEMA = json.loads((REPOSITORY / "docs/schema/tests-1.schema.json").read_text("utf-8"))


def test_text_is_a_row_for_each_directory_and_the_reasons(
    write: Write, run: Run
) -> None:
    write(SHOP)
    ran = run("tests", COLUMNS="80")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "               collect-                          mocked\n"
        "  real written     able skipped awaited checking   only unknown directory\n"
        "33.3 %       3        3       1       2        1      0       0 tests/web\n"
        "50.0 %       2        2       0       1        1      0       0 tests/unit\n"
        "     -       0        0       0       0        0      0       1 other\n"
        "40.0 %       5        5       1       3        2      0       1 total\n"
        "\n"
        "Why not all tests are real\n"
        "  1 test unchecked: it compares nothing\n"
        "    tests/web/test_page.py:13:1 `test_idle`\n"
        "  1 test never awaited: its `unittest.TestCase` awaits nothing\n"
        "    tests/unit/test_cart.py:5:5 `TestCart.test_add`\n"
        "  1 test skipped: no server\n"
        "    tests/web/test_page.py:9:1 `test_login`\n"
        "  1 test unknown: a base is not known\n"
        "    other/test_old.py:5:5 `TestOld.test_it`\n"
        "\n"
        "A test is real if a runner collects it, its body runs and it checks"
        " something:\n"
        "of those written, those checking. Mocked only: those of them that check just"
        " how\n"
        "mocks were called. Unknown: only a run can tell; these are in no other"
        " number.\n"
    )


def test_a_narrow_terminal_has_the_numbers_below_the_directory(
    write: Write, run: Run
) -> None:
    write(SHOP)
    out = run("tests", COLUMNS="40").out
    assert out.startswith("tests/web\n  real 33.3 %, written 3, collectable 3,\n")
    assert max(map(len, out.splitlines())) <= 40


def test_a_long_name_of_a_directory_goes_on_below(write: Write, run: Run) -> None:
    write({"tests/" + "long_name/" * 4 + "test_it.py": "def test_it(): ...\n"})
    out = run("tests", COLUMNS="80").out
    assert max(map(len, out.splitlines())) <= 80
    assert "\n" + " " * 63 + "long_name/\n" in out


def test_markdown_has_a_table_of_directories_and_one_of_reasons(
    write: Write, run: Run
) -> None:
    write(SHOP)
    out = run("tests", "--output", "markdown").out
    assert "| `tests/web` | 33.3 % | 3 | 3 | 1 | 2 | 1 | 0 | 0 |\n" in out
    assert "| **total** | 40.0 % | 5 | 5 | 1 | 3 | 2 | 0 | 1 |\n" in out
    assert "| 1 | skipped | no server | `tests/web/test_page.py:9` |\n" in out


def test_json_keeps_its_schema_and_lists_what_does_not_run(
    write: Write, run: Run
) -> None:
    write(SHOP)
    document = json.loads(run("tests", "--output", "json").out)
    jsonschema.validate(document, SCHEMA)
    assert document["total"]["percent"] == 40.0
    assert [row["directory"] for row in document["directories"]] == [
        "tests/web",
        "tests/unit",
        "other",
    ]
    assert [(test["test"], test["state"]) for test in document["tests"]] == [
        ("other.test_old.TestOld.test_it", "unknown"),
        ("tests.unit.test_cart.TestCart.test_add", "never awaited"),
        ("tests.web.test_page.test_login", "skipped"),
        ("tests.web.test_page.test_idle", "unchecked"),
    ]
    assert document["tests"][2]["cause"]["line"] == 8


def test_a_path_shows_its_tests_alone(write: Write, run: Run) -> None:
    write(SHOP)
    document = json.loads(run("tests", "tests/unit", "--output", "json").out)
    assert [row["directory"] for row in document["directories"]] == ["tests/unit"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "there is no test in the project"),
        (("shop",), "there is no test below `shop`"),
        (("gone",), "`gone` does not exist"),
        (("..",), "there is no test below `..`"),
    ],
)
def test_without_tests_there_is_nothing_to_answer(
    write: Write, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    write({"shop/cart.py": "def total(): ...\n", "pyproject.toml": ""})
    ran = run("tests", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", f"error: tests: {message}\n")
