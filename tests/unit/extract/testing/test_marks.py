"""Uses of `pytest.mark`, and markers that a file registers."""

from textwrap import dedent

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import Span
from ssot_audit.extract.testing.facts import Mark, ModuleTests, decoded


def facts(source: str) -> ModuleTests:
    return decoded(extract(dedent(source).encode()).tests)


def names(source: str) -> list[str]:
    return [mark.name for mark in facts(source).marks]


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.slow\ndef test(): ...",
        "import pytest\n@pytest.mark.slow(1)\nclass Test: ...",
        "import pytest\npytestmark = [pytest.mark.slow, pytest.mark.skip]",
        "import pytest as pt\npytestmark = pt.mark.slow",
        "from pytest import mark\n@mark.slow\ndef test(): ...",
        "from pytest import mark as m\npytestmark = m.slow",
        "from pytest import *\npytestmark = mark.slow",
        "import pytest\nm = pytest.mark\npytestmark = m.slow",
        "import pytest\nx = pytest.param(1, marks=pytest.mark.slow)",
        "def f():\n    import pytest\n    return pytest.mark.slow",
        "import pytest\nmatch x:\n    case 1:\n        pytestmark = pytest.mark.slow",
        "import pytest\nx = lambda: pytest.mark.slow",
        "import pytest\ndef f(x=pytest.mark.slow): ...",
    ],
)
def test_a_mark_is_found_however_it_is_called(source: str) -> None:
    assert names(source) == ["slow"]


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.parametrize('x', [1])\ndef test(x): ...",
        "import pytest\npytestmark = pytest.mark.skipif(True, reason='')",
        "import pytest\nx = pytest.mark.__class__, pytest.mark",
        "import pytest\nx = '''@pytest.mark.slow'''  # pytest.mark.slow",
        "from .pytest import mark\npytestmark = mark.slow",
        "from shop import mark\nimport pytest\npytestmark = mark.slow",
        "import pytest\nx = getattr(pytest.mark, 'slow')",
    ],
)
def test_what_pytest_registers_and_what_is_none_is_not_kept(source: str) -> None:
    assert names(source) == []


def test_a_mark_has_a_place_and_the_name_of_what_it_is_for() -> None:
    source = """\
    import pytest
    pytestmark = pytest.mark.a

    @pytest.mark.b
    class Test:
        x = pytest.mark.c

        @pytest.mark.d(pytest.mark.e)
        def test(self):
            pytest.mark.f
            def inner(): pytest.mark.g
    """
    assert facts(source).marks == (
        Mark("a", Span(2, 26, 2, 27)),
        Mark("b", Span(4, 14, 4, 15), "Test"),
        Mark("c", Span(6, 21, 6, 22), "Test"),
        Mark("d", Span(8, 18, 8, 19), "Test.test"),
        Mark("e", Span(8, 32, 8, 33), "Test.test"),
        Mark("f", Span(10, 21, 10, 22), "Test.test", is_deferred=True),
        Mark("g", Span(11, 34, 11, 35), "Test.test.<locals>.inner", is_deferred=True),
    )


@pytest.mark.parametrize(
    ("line", "registered"),
    [
        ("c.addinivalue_line('markers', 'slow: it is')", ["slow"]),
        ("c.addinivalue_line('markers', 'on(x): a ' 'machine')", ["on"]),
        ("c.addinivalue_line(name='markers', line='slow')", ["slow"]),
        ("c.addinivalue_line('markers', f'slow: {x}')", ["slow"]),
        ("c.addinivalue_line('markers', ONE)", ["one"]),
        ("c.getini('markers').append('slow: x')", ["slow"]),
        ("for m in ('a', 'b: x'): c.addinivalue_line('markers', m)", ["a", "b"]),
        ("for m in ALL: c.addinivalue_line('markers', f'{m}: x')", ["c", "d"]),
        (
            "for m, t in PAIRS.items(): c.addinivalue_line('markers', f'{m}: {t}')",
            ["e"],
        ),
        ("for m, t in [('f', x)]: c.addinivalue_line('markers', f'{m}')", ["f"]),
    ],
)
def test_what_a_hook_registers_is_known(line: str, registered: list[str]) -> None:
    constants = "ONE = 'one: x'\nALL = ['c', 'd']\nPAIRS = {'e': 'x'}\n"
    found = facts(f"{constants}def pytest_configure(c):\n    {line}\n")
    assert list(found.registered) == registered
    assert not found.registers_computed


@pytest.mark.parametrize(
    "line",
    [
        "c.addinivalue_line('markers', x)",
        "c.addinivalue_line(x, 'slow: y')",
        "c.addinivalue_line('markers', f'{x}_slow: y')",
        "c.addinivalue_line('markers', f'slow{x}: y')",
        "c.addinivalue_line('markers', 'slow%s: y' % x)",
        "c.addinivalue_line(*x)",
        "c.getini('markers').extend(x)",
        "for m in x: c.addinivalue_line('markers', f'{m}: x')",
        "for m in ('a',): c.addinivalue_line('markers', f'{m}_{x}: y')",
    ],
)
def test_what_is_computed_is_unknown(line: str) -> None:
    found = facts(f"def pytest_configure(c):\n    {line}\n")
    assert found.registers_computed


@pytest.mark.parametrize(
    "line",
    [
        "c.addinivalue_line('filterwarnings', x)",
        "c.getini('filterwarnings').append(x)",
        "c.getini('markers')",
        "addinivalue_line('markers', 'slow')",
    ],
)
def test_other_settings_register_nothing(line: str) -> None:
    found = facts(f"def pytest_configure(c):\n    {line}\n")
    assert (found.registered, found.registers_computed) == ((), False)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("pytest_plugins = 'pytester'", ("pytester",)),
        ("pytest_plugins: list[str] = ['a.b', 'c']", ("a.b", "c")),
        ("pytest_plugins = ('a',)\npytest_plugins += ['b']", ("a", "b")),
        ("pytest_plugins = computed()", ()),
    ],
)
def test_plugins_are_known_by_name(source: str, named: tuple[str, ...]) -> None:
    assert facts(source).plugins == named
