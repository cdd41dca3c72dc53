"""What pytest really collects, against what is said of it without running it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.projects import Files, linked

CONFIGURED = {"pytest.ini": "[pytest]\n"}
BASE = """
import unittest


class BaseTests(unittest.TestCase):
    def test_b(self): ...


class TestBase:
    def test_base(self): ...


class HelperTest:
    def test_help(self): ...


class Constructed:
    def __init__(self): ...
    def test_inherited(self): ...


class Off:
    __test__ = False
    def test_off(self): ...


class On:
    __test__ = True
    def test_on(self): ...


def test_imported(): ...


def helper(): ...
helper.__test__ = True


def test_not(): ...
test_not.__test__ = False
"""
PROJECTS: dict[str, Files] = {
    "imported names": {
        **CONFIGURED,
        "base.py": BASE,
        "test_imports.py": """
from base import BaseTests, TestBase, HelperTest, On, test_imported, test_not, helper
from base import HelperTest as TestHelp, Constructed as TestConstructed

TestAgain = TestBase
test_again = test_imported
""",
        "test_star.py": "from base import *\n",
        "test_deleted.py": "from base import BaseTests\ndel BaseTests\n",
    },
    "imported names, switched off": {
        "pytest.ini": "[pytest]\ncollect_imported_tests = false\n",
        "base.py": BASE,
        "test_imports.py": """
from base import BaseTests, TestBase, test_imported


class TestOwn(TestBase): ...


def test_own(): ...
""",
    },
    "constructors": {
        **CONFIGURED,
        "base.py": BASE,
        "test_constructors.py": """
import abc, enum
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from base import Constructed, Off

T = TypeVar("T")


class TestInherits(Constructed):
    def test_x(self): ...


class TestTuple(NamedTuple):
    size: int
    def test_x(self): ...


class TestEnum(enum.Enum):
    A = 1
    def test_x(self): ...


class TestError(Exception):
    def test_x(self): ...


class TestDict(dict):
    def test_x(self): ...


class TestProtocol(Protocol):
    def test_x(self): ...


class TestOfProtocol(TestProtocol):
    def test_y(self): ...


class TestGeneric(Generic[T]):
    def test_x(self): ...


class TestOfGeneric(TestGeneric[int]):
    def test_y(self): ...


@dataclass
class TestData:
    def test_x(self): ...


@dataclass(init=False)
class TestDataWithout:
    def test_x(self): ...


class TestOff(Off):
    def test_x(self): ...


class TestOnAgain(Off):
    __test__ = True
    def test_x(self): ...


class TestAbstract(abc.ABC):
    @abc.abstractmethod
    def make(self): ...
    def test_x(self): ...


class TestConcrete(TestAbstract):
    def make(self): ...


class TestNotReallyAbstract:
    @abc.abstractmethod
    def make(self): ...
    def test_x(self): ...


class TestNew:
    def __new__(cls): return object.__new__(cls)
    def test_x(self): ...


class TestOfObject(Constructed):
    __init__ = object.__init__
    def test_x(self): ...


class TestOuter:
    def __init__(self): ...
    class TestInner:
        def test_x(self): ...


class TestMixed(Constructed, TestAbstract):
    def make(self): ...
""",
    },
    "test cases": {
        **CONFIGURED,
        "base.py": BASE,
        "test_cases.py": """
import unittest

from base import BaseTests


class Plain(unittest.TestCase):
    def __init__(self, name="runTest"): super().__init__(name)
    def test_x(self): ...
    def testY(self): ...
    def check(self): ...
    tests = 3
    test_none = None
    class TestInner:
        def test_i(self): ...
    @staticmethod
    def test_static(): ...
    @property
    def test_property(self): ...
    def test_generator(self): yield 1


class Only(unittest.TestCase):
    def runTest(self): ...


class NotOnly(unittest.TestCase):
    def test_a(self): ...
    def runTest(self): ...


class Sub(BaseTests):
    test_b = None
    def test_c(self): ...


class Mixin:
    def test_m(self): ...


class Mixed(Mixin, unittest.TestCase): ...


class Off(unittest.TestCase):
    __test__ = False
    def test_x(self): ...


class On(Off):
    __test__ = True


class Holder:
    class Nested(unittest.TestCase):
        def test_x(self): ...


class TestHolder:
    class Nested(unittest.TestCase):
        def test_x(self): ...


class Told(unittest.TestCase):
    def test_f(self): ...
    test_f.__test__ = False
    def test_g(self): ...
    test_h = test_g


Again = Told
del BaseTests
""",
    },
    "functions": {
        **CONFIGURED,
        "test_functions.py": """
import contextlib, functools, pytest
from unittest import mock

own_fixture = pytest.fixture(scope="module")


def own(f):
    @functools.wraps(f)
    def wrapped(*a, **k): return f(*a, **k)
    return wrapped


def test_plain(): ...
async def test_async(): ...
async def test_async_generator(): yield 1
def testCamel(): ...
def tests(): ...
def Test_not(): ...
@pytest.fixture
def test_fixture(): ...
@own_fixture
def test_own_fixture(): ...
@own
def test_wrapped(): ...
@mock.patch("os.getcwd")
def test_patched(getcwd): ...
@contextlib.contextmanager
def test_context(): yield
@functools.lru_cache
def test_cached(): ...
@pytest.mark.parametrize("x", [1, 2])
def test_parameters(x): ...
test_lambda = lambda: None
test_data = [1]
for size in (1, 2):
    def test_loop(): ...
with contextlib.suppress(ImportError):
    def test_with(): ...


class Borrowed:
    def test_lent(self): ...


class TestMethods:
    @staticmethod
    def test_static(): ...
    @classmethod
    def test_class(cls): ...
    @property
    def test_property(self): ...
    def test_x(self): ...
    test_alias = test_x
    test_none = None
    test_lambda = lambda self: None
    test_borrowed = Borrowed.test_lent
    def on_by_flag(self): ...
    on_by_flag.__test__ = True
    class TestInner:
        def test_i(self): ...
    class NotInner:
        def test_i(self): ...


class TestSub(TestMethods):
    test_static = None
    def test_x(self): ...


class TestWithout(TestMethods):
    TestInner = None


class TestWith:
    TestInner = Borrowed


class testlower:
    def test_i(self): ...
""",
        "chosen.py": """
try:
    from nowhere_at_all import x
    def test_chosen(): ...
except ImportError:
    def test_chosen(): ...
""",
        "test_takes.py": "from chosen import test_chosen\n",
        "test_takes_all.py": "from chosen import *\n",
    },
    "replaced": {
        **CONFIGURED,
        "test_replaced.py": """
import pytest


def test_twice(): ...
def test_twice(): ...


@pytest.mark.skip
def test_marked(): ...
def test_marked(): ...


class TestTwice:
    def test_1(self): ...


class TestTwice:
    def test_2(self): ...
    def test_3(self): ...
    def test_3(self): ...


class TestOff:
    __test__ = False
    def test_1(self): ...


class TestOff:
    def test_2(self): ...
""",
    },
    "generators": {
        **CONFIGURED,
        "test_top.py": "def test_generator(): yield 1\ndef test_beside(): ...\n",
        "test_class.py": """
class TestG:
    def test_generator(self): yield 1
    def test_beside(self): ...


class TestH:
    def test_other(self): ...
""",
    },
    "files": {
        **CONFIGURED,
        "a/test_name.py": "def test_a(): ...\n",
        "a/other_test.py": "def test_a(): ...\n",
        "a/tests.py": "def test_a(): ...\n",
        "a/build/test_built.py": "def test_a(): ...\n",
        "b/test_name.py": "def test_b(): ...\n",
        "c/tests/__init__.py": "",
        "c/tests/test_c.py": "def test_c(): ...\n",
        "d/tests/__init__.py": "",
        "d/tests/test_d.py": "def test_d(): ...\n",
        "e/conftest.py": "collect_ignore = ['test_1.py']\n"
        "collect_ignore_glob = ['*_2.py']\n",
        "e/test_1.py": "def test_e(): ...\n",
        "e/test_it_2.py": "def test_e(): ...\n",
        "e/test_3.py": "def test_e(): ...\n",
        "pkg/__init__.py": "",
        "test_broken.py": "from pkg.gone import x\ndef test_x(): ...\n",
        "between.py": "import pkg.gone\n",
        "test_through.py": "import between\ndef test_x(): ...\n",
        "test_off.py": "__test__ = False\ndef test_x(): ...\n",
    },
    "names bound again": {
        **CONFIGURED,
        "test_again.py": """
import unittest
import pytest


class Helper:
    def test_help(self): ...


class TestAliases:
    TestInner = Helper
    @pytest.fixture
    def test_first(self): ...
    test_of_fixture = test_first
    def test_first(self): ...
    test_of_function = test_first
    test_number = lambda self: None
    test_number = 3


class TestDeleted:
    def test_gone(self): ...
    del test_gone
    def test_back(self): ...
    del test_back
    def test_back(self): ...


class Base:
    class TestInner:
        def test_inner(self): ...


class TestClosed(Base):
    TestInner = None


class CaseOfOneTest(unittest.TestCase):
    @property
    def test_value(self): ...
    runTest = lambda self: None


class CaseOfFixtures(unittest.TestCase):
    @pytest.fixture
    def test_fixture(self): ...
    def runTest(self): ...
""",
    },
    "settings": {
        "pyproject.toml": """
[tool.pytest.ini_options]
testpaths = ["t", "other/*", "integration/odd_name.py"]
python_files = ["check_*.py", "test_*.py", "unit/*.py"]
python_classes = ["Check", "*Suite", "Test?"]
python_functions = ["check", "should_*"]
norecursedirs = ["build", "t/more/skip*"]
addopts = "--ignore=t/unit/check_ignored.py --ignore-glob='*_glob.py'"
""",
        "t/unit/kinds.py": """
import unittest


def check_a(): ...
def should_b(): ...
def test_c(): ...


class CheckA:
    def check_x(self): ...
    def test_x(self): ...


class ASuite:
    def should_x(self): ...


class TestX:
    def check_x(self): ...


class TestXY:
    def check_x(self): ...


class Case(unittest.TestCase):
    def test_x(self): ...
    def check_x(self): ...
""",
        **dict.fromkeys(
            (
                *("t/unit/check_ignored.py", "t/unit/check_glob.py", "t/check_1.py"),
                *("t/foo_test.py", "t/build/x/check_2.py", "t/more/skipme/check_3.py"),
                *("other/t2/check_4.py", "integration/odd_name.py", "check_5.py"),
                *("integration/check_6.py", "legacy/check_7.py"),
            ),
            "def check_z(): ...\n",
        ),
    },
}


def collected(directory: Path, files: Files) -> set[str]:
    """Return what pytest lists, without parameters."""
    for path, text in files.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(text), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-B", "-m", "pytest", "--collect-only", "-q"),
            *("-p", "no:cacheprovider", "--continue-on-collection-errors"),
        ],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return {
        re.sub(r"\[.*", "", line)
        for line in lines
        if re.match(r"\S+\.py::", line) and not line.startswith("ERROR ")
    }


@pytest.mark.parametrize("name", PROJECTS)
def test_it_is_what_pytest_collects(name: str, tmp_path: Path) -> None:
    tests = linked(PROJECTS[name]).tests
    said = {f"{item.module.path}::{item.qualname}" for item in tests.items}
    assert said == collected(tmp_path, PROJECTS[name])
    assert said
