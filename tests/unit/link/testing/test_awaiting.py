"""Which tests nothing awaits, and which class is at fault."""

import pytest

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.testing.awaiting import Reason
from tests.support.projects import Files, found, linked, verdict_on

BASES = """
import unittest


class BaseCase(unittest.TestCase):
    pass


class SsotAsyncTestCase(BaseCase):
    pass
"""


def causes(files: Files) -> dict[str, int]:
    """Return how many tests each class accounts for that cases do not await."""
    counts: dict[str, int] = {}
    for one in linked(files).awaiting.unawaited:
        if one.reason is Reason.CASE and isinstance(one.cause, ClassNode):
            counts[one.cause.name] = counts.get(one.cause.name, 0) + 1
    return counts


def unawaited(files: Files) -> set[str]:
    return {
        one.taken.test.function.qualname for one in linked(files).awaiting.unawaited
    }


def heir(base: str, name: str, *, count: int, kind: str = "async def") -> str:
    head = f"from tests.base import *\n\nclass Test{name}({base}):\n"
    methods = (f"    {kind} test_{n}(self):\n        assert 1\n" for n in range(count))
    return head + "".join(methods)


def incident(base: str = BASES) -> dict[str, str]:
    """Return many classes below a base that one edit made a plain case."""
    files = {"tests/__init__.py": "", "tests/base.py": base}
    for number in range(20):
        files[f"tests/test_async{number}.py"] = heir(
            "SsotAsyncTestCase", f"Async{number}", count=10
        )
    for number in range(5):
        files[f"tests/test_sync{number}.py"] = heir(
            "BaseCase", f"Sync{number}", count=2, kind="def"
        )
    return files


def test_one_base_is_at_fault_for_all_tests_below_it() -> None:
    assert causes(incident()) == {"SsotAsyncTestCase": 200}


def test_it_is_one_finding_at_the_base_with_the_count() -> None:
    places = [place for place in found(incident()) if place.code == "SSOT603"]
    assert [(place.path, place.line) for place in places] == [("tests/base.py", 9)]
    (item,) = (
        item
        for item in verdict_on(incident()).findings
        if item.finding.code == "SSOT603"
    )
    assert "200 async tests in 20 classes of 20 files" in item.finding.message
    assert len(item.finding.parts) == 200


def test_without_the_edit_there_is_nothing() -> None:
    mended = BASES.replace("(BaseCase)", "(BaseCase, unittest.IsolatedAsyncioTestCase)")
    assert not causes(incident(mended))


def test_a_base_without_a_telling_name_is_found_by_its_heirs() -> None:
    files = {
        path: text.replace("SsotAsyncTestCase", "SsotCase")
        for path, text in incident().items()
    }
    assert causes(files) == {"SsotCase": 200}


def test_few_heirs_with_async_tests_are_at_fault_themselves() -> None:
    files = incident()
    for number in range(2, 20):
        del files[f"tests/test_async{number}.py"]
    for number in range(2):
        path = f"tests/test_async{number}.py"
        files[path] = files[path].replace("SsotAsyncTestCase", "BaseCase")
    assert causes(files) == {"TestAsync0": 10, "TestAsync1": 10}


def test_of_bases_in_a_row_the_nearest_is_at_fault_for_all() -> None:
    files = incident(BASES.replace("SsotAsyncTestCase", "SsotCase"))
    files["tests/base.py"] += "\n\nclass Nearer(SsotCase):\n    pass\n"
    files = {p: t.replace("SsotAsyncTestCase", "Nearer") for p, t in files.items()}
    assert causes(files) == {"Nearer": 200}


def test_of_bases_that_say_async_the_first_is_at_fault() -> None:
    files = incident()
    files["tests/base.py"] += "\nclass AsyncAgentCase(SsotAsyncTestCase):\n    pass\n"
    for number in range(10):
        path = f"tests/test_async{number}.py"
        files[path] = files[path].replace("SsotAsyncTestCase", "AsyncAgentCase")
    assert causes(files) == {"SsotAsyncTestCase": 200}


def test_a_test_is_judged_by_each_class_that_inherits_it() -> None:
    source = """
import unittest


class Checks:
    async def test_total(self):
        assert 1


class TestCart(Checks, unittest.TestCase):
    pass


class TestTill(Checks, unittest.IsolatedAsyncioTestCase):
    pass
"""
    assert causes({"test_cart.py": source}) == {"TestCart": 1}


@pytest.mark.parametrize(
    "body",
    [
        "    def run(self, result=None):\n        go(self)\n",
        "    def __init_subclass__(cls):\n        wrap(cls)\n",
        "    def __init__(self, name):\n        setattr(self, name, wrap(self))\n",
        "    def __new__(cls, name):\n        return wrap(cls)\n",
    ],
)
def test_a_class_with_a_hand_in_the_calling_is_unknown(body: str) -> None:
    head = "import unittest\n\nclass TestCart(unittest.TestCase):\n"
    test = "    async def test_total(self):\n        assert 1\n"
    assert unawaited({"test_cart.py": head + test}) == {"TestCart.test_total"}
    assert not unawaited({"test_cart.py": head + test + body})


def test_attributes_set_while_a_test_runs_change_nothing() -> None:
    source = """
import unittest


class TestCart(unittest.TestCase):
    def setUp(self):
        for name in ("one", "two"):
            setattr(self, name, 1)

    async def test_total(self):
        assert 1
"""
    assert unawaited({"test_cart.py": source}) == {"TestCart.test_total"}


def test_a_base_that_a_call_gives_is_unknown() -> None:
    source = (
        "import unittest\n\nclass TestCart(unittest.TestCase, made()):\n"
        "    async def test_total(self): ...\n"
    )
    assert not unawaited({"test_cart.py": source})
    plain = source.replace(", made()", "")
    assert unawaited({"test_cart.py": plain}) == {"TestCart.test_total"}


@pytest.mark.parametrize(
    ("marks", "is_found"),
    [
        ("pytest.mark.asyncio", False),
        ("[pytest.mark.slow, pytest.mark.anyio(backend='trio')]", False),
        ("[pytest.mark.slow]", True),
        ("[pytest.mark.slow, made()]", False),
        ("[pytest.mark.slow, *others]", False),
        ("others", False),
    ],
)
def test_the_marks_of_a_file_are_in_force(marks: str, *, is_found: bool) -> None:
    files = {
        "requirements.txt": "pytest\npytest-asyncio\n",
        "test_marked.py": "import pytest\n\n@pytest.mark.asyncio\n"
        "async def test_marked(): ...\n",
        "test_cart.py": "import pytest\nfrom elsewhere import others\n\n"
        f"pytestmark = {marks}\n\nasync def test_total(): ...\n",
    }
    assert unawaited(files) == ({"test_total"} if is_found else set())
