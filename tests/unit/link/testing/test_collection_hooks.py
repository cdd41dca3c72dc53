"""Hooks that a conftest takes over from elsewhere decide as its own do."""

import pytest

from benchmarks.collection.comparison import Ours, Verdict
from tests.support.projects import Files, linked

TESTS = "class OddName:\n    def odd(self): ...\ndef test_plain(): ...\n"
ODD, PLAIN = "t/test_a.py::OddName::odd", "t/test_a.py::test_plain"
HOOKS = "def pytest_pycollect_makeitem(collector, name, obj): ...\n"
MORE = HOOKS + "def fixture_of_it(): ...\n"
CHOOSES = "def pytest_collection_modifyitems(items): items.clear()\n"
MARKS = "def pytest_collection_modifyitems(items):\n    for i in items: i.x = 1\n"
RENAMES = """
def pytest_configure(config):
    config.addinivalue_line("python_classes", "Odd")
"""


def said_of(files: Files) -> tuple[Verdict, Verdict]:
    known = {"pytest.ini": "[pytest]\n", "t/test_a.py": TESTS}
    ours = Ours(linked({**known, **files}).tests)
    return ours.of(ODD).verdict, ours.of(PLAIN).verdict


@pytest.mark.parametrize(
    "files",
    [
        {"conftest.py": HOOKS},
        {"conftest.py": RENAMES},
        {"conftest.py": "from plug import *\n", "plug.py": HOOKS},
        {"t/conftest.py": "from made_by_a_script import *\n"},
        {"conftest.py": "from gone_elsewhere import pytest_collect_file\n"},
        {"conftest.py": "pytest_plugins = ['plug']\n", "plug.py": HOOKS},
        {"conftest.py": "import plug\nclass P:\n    " + HOOKS},
        {"pytest.ini": "[pytest]\naddopts = -p plug\n", "plug.py": HOOKS},
        {
            "conftest.py": "from a import *\n",
            "a.py": "from plug import *\n",
            "plug.py": "from a import *\n" + HOOKS,
        },
    ],
)
def test_where_a_hook_may_add_tests_nothing_is_certain(files: Files) -> None:
    assert said_of(files) == (Verdict.UNKNOWN, Verdict.UNKNOWN)


def test_a_hook_that_may_add_files_makes_those_of_other_names_unknown() -> None:
    files = {"conftest.py": "from plug import pytest_collect_file\n", "plug.py": ""}
    tests = {"tests/of_it.py": "def test_x(): ...\n"}
    ours = Ours(linked({"pytest.ini": "[pytest]\n", **files, **tests}).tests)
    assert ours.of("tests/of_it.py::test_x").verdict is Verdict.UNKNOWN


def test_a_hook_that_may_only_take_tests_away_adds_none() -> None:
    files = {"conftest.py": "from plug import *\n", "plug.py": CHOOSES}
    assert said_of(files) == (Verdict.ABSENT, Verdict.UNKNOWN)


@pytest.mark.parametrize(
    "files",
    [
        {"other/conftest.py": HOOKS},
        {"conftest.py": "from plug import *\n", "plug.py": MARKS},
        {"conftest.py": "from plug import fixture_of_it\n", "plug.py": MORE},
        {"conftest.py": "import plug\n", "plug.py": HOOKS},
    ],
)
def test_a_hook_elsewhere_decides_nothing(files: Files) -> None:
    assert said_of(files) == (Verdict.ABSENT, Verdict.KEPT)
