"""How far each test of a project gets."""

import pytest

from ssot_audit.link.testing.reality import Standing, standings
from ssot_audit.link.testing.tallies import Tally, reality
from tests.support.projects import Files, linked

PYTEST = {"pytest.ini": "[pytest]\n"}
REAL = "def test_it():\n    assert 1 == 1\n"
CASES = {
    "an assertion": (REAL, "checking"),
    "how a mock was called": (
        (
            "from unittest.mock import Mock\n\n"
            "def test_it():\n    send = Mock()\n    send.assert_called_once()\n"
        ),
        "mocked only",
    ),
    "nothing": ("def test_it():\n    print(1)\n", "unchecked"),
    "a body that is empty": ("def test_it():\n    pass\n", "unchecked"),
    "a skip": (
        "import pytest\n\n@pytest.mark.skip\ndef test_it():\n    assert 1 == 1\n",
        "skipped",
    ),
    "a skip of the class": (
        (
            "import unittest\n\n@unittest.skip('')\nclass TestIt(unittest.TestCase):\n"
            "    def test_it(self):\n        assert 1 == 1\n"
        ),
        "skipped",
    ),
    "a skip of the file": (
        f"import pytest\n\npytestmark = pytest.mark.skip\n\n{REAL}",
        "skipped",
    ),
    "a skip under a condition": (
        "import pytest\n\n@pytest.mark.skipif(X, reason='no')\n" + REAL,
        "checking",
    ),
    "a file that may be skipped": (
        "import pytest\n\npytest.importorskip('redis')\n\n" + REAL,
        "checking",
    ),
    "a case that awaits nothing": (
        (
            "import unittest\n\nclass TestIt(unittest.TestCase):\n"
            "    async def test_it(self):\n        assert 1 == 1\n"
        ),
        "never awaited",
    ),
    "a case that awaits": (
        (
            "import unittest\n\nclass TestIt(unittest.IsolatedAsyncioTestCase):\n"
            "    async def test_it(self):\n        assert 1 == 1\n"
        ),
        "checking",
    ),
    "a constructor": (
        (
            "class TestIt:\n    def __init__(self):\n        pass\n\n"
            "    def test_it(self):\n        assert 1 == 1\n"
        ),
        "not collected",
    ),
    "a later test of the same name": (f"{REAL}\n\n{REAL}", "not collected"),
    "a base that is not known": (
        (
            "from other import Base\n\nclass TestIt(Base):\n"
            "    def test_it(self):\n        assert 1 == 1\n"
        ),
        "unknown",
    ),
}


def standing(files: Files) -> Standing:
    return standings(linked({**PYTEST, **files}))[0]


@pytest.mark.parametrize(("text", "state"), CASES.values(), ids=CASES)
def test_a_test_gets_this_far(text: str, state: str) -> None:
    assert standing({"tests/test_it.py": text}).state.value == state


def test_a_test_where_no_runner_looks_is_unknown() -> None:
    found = standing(
        {"pytest.ini": "[pytest]\ntestpaths = t\n", "tests/test_it.py": REAL}
    )
    assert found.state.value == "unknown"
    assert found.reason == "the runner does not look there; another command may"


def test_an_inherited_test_is_skipped_if_all_that_inherit_it_are() -> None:
    base = "class Base:\n    def test_it(self):\n        assert 1 == 1\n"
    skipped = "@pytest.mark.skip\nclass TestA(Base): ...\n"
    files = {"tests/test_it.py": f"import pytest\n\n{base}\n{skipped}"}
    assert standing(files).state.value == "skipped"
    files["tests/test_it.py"] += "\nclass TestB(Base): ...\n"
    assert standing(files).state.value == "checking"


def test_the_reason_says_what_is_at_fault_and_where() -> None:
    text = CASES["a constructor"][0]
    found = standing({"tests/test_it.py": text})
    assert found.reason == "`TestIt` defines `__init__`"
    assert found.module is not None
    assert found.span is not None
    assert (found.module.path, found.span.line) == ("tests/test_it.py", 2)


def test_each_number_is_part_of_the_one_before() -> None:
    files = {f"tests/test_{n}.py": text for n, (text, _) in enumerate(CASES.values())}
    found = reality(linked({**PYTEST, **files}))
    assert found.total == Tally(
        written=14,
        collectable=12,
        skipped=3,
        awaited=8,
        checking=6,
        mocked_only=1,
        unknown=1,
    )


def test_the_directory_with_most_unreal_tests_comes_first() -> None:
    idle = "def test_{}():\n    pass\n"
    program = linked(
        {
            "tests/a/test_a.py": REAL,
            "tests/b/test_b.py": idle.format("b"),
            "tests/c/test_c.py": idle.format("c") + idle.format("d") + REAL,
        }
    )
    assert [*reality(program).directories] == ["tests/c", "tests/b", "tests/a"]
    assert [*reality(program, "tests/b").directories] == ["tests/b"]
    assert [*reality(program, "tests/b/test_b.py").directories] == ["tests/b"]
    assert not reality(program, "tests/bb").tests
