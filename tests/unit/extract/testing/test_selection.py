"""What a file says of which of its tests are collected."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.testing.facts import ModuleTests, decoded


def said(source: str) -> ModuleTests:
    return decoded(extract(f"import pytest\n{source}".encode()).tests)


def test_flags_are_told_by_what_they_switch() -> None:
    found = said(
        "__test__ = False\n"
        "class A:\n    __test__ = False\n    class B:\n        __test__ = True\n"
        "class C:\n    __test__: bool = make()\n"
        "def f(): ...\nf.__test__ = None\n"
    )
    assert found.untested == ("", "A", "f")
    assert found.tested == ("A.B",)
    assert found.maybe_tested == ("C",)


def test_the_last_flag_of_a_name_counts() -> None:
    assert said("f.__test__ = True\nf.__test__ = 0\n").untested == ("f",)
    assert not said("class A:\n    __test__ = False\nclass A: ...\n").untested


def test_only_true_itself_switches_on() -> None:
    found = said("f.__test__ = 1\n")
    assert (found.tested, found.untested) == ((), ())


def test_files_that_a_branch_ignores_are_kept_apart() -> None:
    found = said(
        "collect_ignore = ['a.py']\ncollect_ignore.append('b.py')\n"
        "if x:\n    collect_ignore += ['c.py']\n    collect_ignore.extend(['d.py'])\n"
    )
    assert found.ignored == ("a.py", "b.py")
    assert found.maybe_ignored == ("c.py", "d.py")


def test_a_computed_list_of_ignored_files_is_a_hook() -> None:
    assert said("collect_ignore_glob = [name]\n").hooks == ("collect_ignore_glob",)


@pytest.mark.parametrize(
    "body",
    [
        "for item in items: item.add_marker(x)",
        "items.sort(key=x)",
        "for n, item in enumerate(items): print(n)",
        "print([item for item in items])",
    ],
)
def test_a_hook_that_keeps_all_items_is_none(body: str) -> None:
    assert not said(f"def pytest_collection_modifyitems(items):\n    {body}\n").hooks


@pytest.mark.parametrize(
    "body",
    ["items[:] = []", "items.pop()", "del items[0]", "config.choose(items)"],
)
def test_a_hook_that_may_drop_items_is_one(body: str) -> None:
    source = f"def pytest_collection_modifyitems(config, items):\n    {body}\n"
    assert said(source).hooks == ("pytest_collection_modifyitems",)


def test_values_that_may_be_tests_are_told_from_those_that_are() -> None:
    found = said(
        "test_a = make()\ntest_b = lambda: 1\ntest_c = [1]\ntest_d, x = a, b\n"
        "class T:\n    test_e = make()\n    test_f = lambda self: 1\n"
    )
    assert found.made == ("test_a", "test_d", "T.test_e")
    assert found.lambdas == ("test_b", "T.test_f")


@pytest.mark.parametrize(
    ("source", "stop"),
    [
        ("np = pytest.importorskip('numpy')", "pytest.importorskip"),
        ("if x:\n    pytest.skip('no', allow_module_level=True)", "pytest.skip"),
        ("try: import a\nexcept ImportError: raise SkipTest('no')", "SkipTest"),
        ("def f(): pytest.skip('no')", ""),
    ],
)
def test_what_may_end_an_import_is_known(source: str, stop: str) -> None:
    assert said(source).stops == stop


def test_a_class_without_its_constructor_is_known() -> None:
    source = "@dataclass(init=False)\nclass A: ...\n@dataclass(eq=False)\nclass B: ..."
    assert said(source).uninitialised == ("A",)


def test_names_that_go_again_are_known() -> None:
    assert said("del A, b.c\nclass T:\n    del test_x\n").deleted == (
        "A",
        "b.c",
        "T.test_x",
    )


def test_a_fixture_with_arguments_of_its_own_is_known() -> None:
    assert said("per_module = pytest.fixture(scope='module')").fixtures == (
        "per_module",
    )
