"""Which tests are written, which are lost, and what stays unknown."""

import pytest

from ssot_audit.link.testing.collection import Collection, Item, LostKind, Runner
from tests.support.projects import Files, linked

CONFIGURED = {"pytest.ini": "[pytest]\n"}


def collected_from(files: Files) -> Collection:
    return linked({**CONFIGURED, **files}).tests


def names(items: tuple[Item, ...]) -> list[str]:
    return [f"{item.module.path}::{item.qualname}" for item in items]


INHERITED = {
    "base.py": "class Base:\n    def test_x(self): ...\n",
    "test_a.py": (
        "from base import Base\nclass TestA(Base): ...\nclass TestB(Base): ..."
    ),
}


def test_an_inherited_test_is_one_with_an_item_per_class() -> None:
    found = collected_from(INHERITED)
    assert names(found.items) == [
        "test_a.py::TestA::test_x",
        "test_a.py::TestB::test_x",
    ]
    (test,) = found.written
    assert (test.module.path, test.lost) == ("base.py", None)
    assert {item.test for item in found.items} == {test}


def test_a_test_that_one_class_loses_and_one_runs_is_not_lost() -> None:
    source = (
        INHERITED["test_a.py"] + "\nclass TestC(Base):\n    def __init__(self): ..."
    )
    found = collected_from({**INHERITED, "test_a.py": source})
    assert names(found.lost) == ["test_a.py::TestC::test_x"]
    assert found.written[0].lost is None


@pytest.mark.parametrize(
    ("files", "kind", "cause", "path"),
    [
        (
            {"test_a.py": "class TestA:\n def __new__(c): ...\n def test_x(s): ..."},
            LostKind.CONSTRUCTOR,
            "TestA",
            "test_a.py",
        ),
        (
            {
                "p/__init__.py": "",
                "b.py": "from p import gone",
                "test_a.py": "import b\ndef test_x(): ...",
            },
            LostKind.IMPORT,
            "p.gone",
            "b.py",
        ),
        (
            {"a/test_a.py": "", "test_b.py": "def test_x(): yield"},
            LostKind.GENERATOR,
            "test_x",
            "test_b.py",
        ),
        (
            {"a/test_a.py": "import unittest", "b/test_a.py": "def test_x(): ..."},
            LostKind.NAMESAKE,
            "a/test_a.py",
            "b/test_a.py",
        ),
        (
            {"tests/cart.py": "def test_x(): ..."},
            LostKind.ELSEWHERE,
            "tests.cart",
            "tests/cart.py",
        ),
    ],
)
def test_a_lost_test_names_the_cause_and_its_place(
    files: Files, kind: LostKind, cause: str, path: str
) -> None:
    found = collected_from(files)
    assert not found.items
    (test,) = found.written
    assert test.lost is not None
    assert (test.lost.kind, test.lost.cause) == (kind, cause)
    assert test.lost.module.path == path
    assert not test.doubt


@pytest.mark.parametrize(
    "files",
    [
        {"test_a.py": "import pytest\npytest.importorskip('x')\ndef test_x(): ..."},
        {"test_a.py": "if x:\n    def test_x(): ..."},
        {"test_a.py": "from lib import B\nclass TestA(B):\n    def test_x(self): ..."},
        {"test_a.py": "@p.expand([1])\ndef test_x(): ..."},
        {
            "pytest.ini": "[pytest]\nnorecursedirs = data\n",
            "data/pytest.ini": "",
            "data/test_a.py": "def test_x(): ...",
        },
        {
            "conftest.py": "def pytest_ignore_collect(path): ...",
            "test_a.py": "def test_x(): ...",
        },
    ],
)
def test_a_test_that_only_a_run_can_tell_is_doubtful(files: Files) -> None:
    (test,) = collected_from(files).written
    assert test.lost is None
    assert test.doubt


@pytest.mark.parametrize(
    ("source", "qualname"),
    [
        ("import unittest\ntest_x = make()", "test_x"),
        ("globals()['test_x'] = 1\ndef test_a(): ...", ""),
        ("from lib import B\nclass ACase(B):\n    def test_x(self): ...", "ACase"),
        ("class TestA:\n    test_x = make()", "TestA::test_x"),
        ("class TestA(metaclass=M):\n    def test_a(self): ...", "TestA"),
        ("class TestA: ...\nsetattr(TestA, f'test_{x}', 1)", "TestA"),
    ],
)
def test_there_may_be_more_where_tests_are_made_at_run_time(
    source: str, qualname: str
) -> None:
    (guess,) = collected_from({"test_a.py": source}).guesses
    assert guess.qualname == qualname


def test_a_hook_that_chooses_among_items_brings_no_lost_test_back() -> None:
    hook = "def pytest_collection_modifyitems(items):\n    items[:] = items[1:]\n"
    source = (
        "def test_a(): ...\nclass TestA:\n def __new__(c): ...\n def test_x(s): ..."
    )
    found = collected_from({"conftest.py": hook, "test_a.py": source})
    assert [bool(item.doubt) for item in (*found.items, *found.lost)] == [True, False]


CASES = {"tests/test_a.py": "import unittest\nclass A(unittest.TestCase):\n    x = 1\n"}


@pytest.mark.parametrize(
    ("files", "runner"),
    [
        (CASES, Runner.UNITTEST),
        ({"test_a.py": "def test_x(): ..."}, Runner.PYTEST),
        ({**CASES, "b.py": "import pytest"}, Runner.PYTEST),
        ({**CASES, "tests/conftest.py": ""}, Runner.PYTEST),
        ({**CASES, **CONFIGURED}, Runner.PYTEST),
    ],
)
def test_the_runner_is_told_by_evidence(files: Files, runner: Runner) -> None:
    assert linked(files).tests.runner is runner


def test_unittest_takes_cases_only() -> None:
    source = (
        "import unittest\n"
        "class A(unittest.TestCase):\n    def test_x(self): ...\n"
        "class TestB:\n    def test_x(self): ...\n"
        "def test_x(): ...\n"
    )
    found = linked({"tests/test_a.py": source}).tests
    assert names(found.items) == ["tests/test_a.py::A::test_x"]
    assert len(found.written) == 1


def test_a_base_of_a_library_that_is_called_a_case_is_one() -> None:
    source = (
        "from lib import BaseTestCase\nclass A(BaseTestCase):\n  def test_x(s): ..."
    )
    (item,) = collected_from({"test_a.py": source}).items
    assert not item.doubt


@pytest.mark.parametrize(
    "helpers",
    [
        "try:\n from json import gone as test_x\nexcept OSError:\n def test_x(): ...",
        "try:\n from fast import test_x\nexcept ImportError:\n from slow import test_x",
        "from slow import test_x as a\nif a: test_x = a\nelse: test_x = None",
    ],
)
def test_what_branches_bind_elsewhere_is_not_certain(helpers: str) -> None:
    files = {"slow.py": "def test_x(): ...", "helpers.py": helpers}
    for taken in ("from helpers import test_x", "from helpers import *"):
        found = collected_from({**files, "test_a.py": taken})
        assert [(item.qualname, bool(item.doubt)) for item in found.items] == [
            ("test_x", True)
        ]


def test_a_base_for_type_checkers_makes_no_test_case() -> None:
    source = """
import unittest
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    AsTestCase = unittest.TestCase
else:
    AsTestCase = object
class Builder(AsTestCase):
    def test_x(self): ...
"""
    found = collected_from({"test_a.py": source})
    assert found.items == ()
    assert [guess.qualname for guess in found.guesses] == ["Builder"]


def test_a_test_case_may_inherit_tests_from_what_is_not_known() -> None:
    source = (
        "import beside, unittest\n"
        "class Both(beside.ApiTest, unittest.TestCase):\n def test_x(self): ..."
    )
    found = collected_from({"test_a.py": source})
    assert names(found.items) == ["test_a.py::Both::test_x"]
    assert [guess.qualname for guess in found.guesses] == ["Both"]


def test_a_switch_in_another_file_makes_a_test_unknown() -> None:
    files = {
        "helpers.py": "class TestX:\n def test_a(self): ...\ndef check(): ...",
        "test_a.py": (
            "from helpers import *\nTestX.__test__ = False\ncheck.__test__ = True"
        ),
    }
    found = collected_from(files)
    assert sorted((item.qualname, bool(item.doubt)) for item in found.items) == [
        ("TestX::test_a", True),
        ("check", True),
    ]


def test_a_fixture_in_a_test_case_is_called_as_a_test() -> None:
    method = "    @pytest.fixture\n    def test_x(self): ...\n"
    case = "class Case(unittest.TestCase):\n" + method
    plain = "class TestPlain:\n" + method
    found = collected_from({"test_a.py": f"import pytest, unittest\n{case}{plain}"})
    assert names(found.items) == ["test_a.py::Case::test_x"]


def test_what_a_class_has_of_its_former_self_is_not_known() -> None:
    source = """
class TestX:
    def test_former(self): ...
class TestX(TestX):
    def test_now(self): ...
    class TestInner(TestX): ...
"""
    found = collected_from({"test_a.py": source})
    assert all(item.doubt or item.lost for item in found.items)
    guessed = {guess.qualname for guess in found.guesses}
    assert guessed == {"TestX", "TestX::TestInner"}


def test_a_switch_that_is_neither_true_nor_false_hides_that_of_a_base() -> None:
    source = """
class Base:
    __test__ = False
    def test_x(self): ...
class TestX(Base):
    __test__ = 1
"""
    found = collected_from({"test_a.py": source})
    assert [(item.qualname, bool(item.doubt)) for item in found.items] == [
        ("TestX::test_x", True)
    ]


def test_the_run_method_of_twisted_is_no_test() -> None:
    files = {
        "twisted/__init__.py": "",
        "twisted/trial/__init__.py": "",
        "twisted/trial/cases.py": (
            "import unittest\nclass Case(unittest.TestCase):\n def runTest(self): ..."
        ),
        "test_a.py": (
            "from twisted.trial.cases import Case\n"
            "class Mine(Case):\n def runTest(self): ..."
        ),
    }
    found = collected_from(files)
    assert names(found.items) == ["test_a.py::Mine::runTest"]
