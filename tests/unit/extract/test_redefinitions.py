"""Definitions that a later one replaces unused."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import Redefinition, Span
from ssot_audit.extract.parse import Parser


def redefinitions(source: str) -> tuple[Redefinition, ...]:
    """Return them, which must be the same for either parser."""
    found = extract(source.encode()).redefinitions
    assert extract(source.encode(), Parser.LIBCST).redefinitions == found
    return found


def test_a_redefinition_says_what_replaces_what_and_where() -> None:
    source = "class A: ...\n@d\nasync def A(): ...\n"
    assert redefinitions(source) == (
        Redefinition("A", "class", "function", Span(1, 1, 1, 8), Span(3, 1, 3, 12)),
    )


@pytest.mark.parametrize(
    ("source", "qualname"),
    [
        ("def f(): ...\ndef f(): ...", "f"),
        ("class C:\n    def f(self): ...\n    def f(self): ...", "C.f"),
        ("class C:\n    class D: ...\n    class D: ...", "C.D"),
        ("@cache\ndef f(): ...\ndef f(): ...", "f"),
        ("@pytest.mark.slow\ndef f(): ...\ndef f(): ...", "f"),
        ("@mock.patch('a.b')\ndef f(): ...\ndef f(): ...", "f"),
        ("@unittest.skip('no')\ndef f(): ...\ndef f(): ...", "f"),
        ("@functools.wraps(g)\ndef f(): ...\ndef f(): ...", "f"),
        ("def f(): ...\ndef g(): f()\ndef f(): ...", "f"),
        ("def f(): ...\ng = lambda: f()\ndef f(): ...", "f"),
        ("def f(): ...\nprint('f')\ndef f(): ...", "f"),
        ("class P(Protocol[T]): ...\nclass A(P): ...\nclass P: ...", "P"),
        ("class P(abc.ABC): ...\nx: P\ndef P(): ...", "P"),
    ],
)
def test_a_definition_is_replaced_if_nothing_used_it_first(
    source: str, qualname: str
) -> None:
    assert [found.qualname for found in redefinitions(source)] == [qualname]


@pytest.mark.parametrize(
    "source",
    [
        "def f(): ...\nf()\ndef f(): ...",
        "def f(): ...\ng = f\ndef f(): ...",
        "def f(): ...\ndel f\ndef f(): ...",
        "def f(): ...\nf = wrap(f)\ndef f(): ...",
        "def f(): ...\nfrom m import f\ndef f(): ...",
        "def f(): ...\nimport f\ndef f(): ...",
        "def f(): ...\ndef g(x=f): ...\ndef f(): ...",
        "def f(): ...\ndef f(x=f): ...",
        "def f(): ...\n@f.register\ndef f(): ...",
        "def f(): ...\nclass A:\n    x = f()\ndef f(): ...",
        "def f(): ...\nif x:\n    f()\ndef f(): ...",
        "@app.route('/')\ndef f(): ...\ndef f(): ...",
        "@overload\ndef f(a): ...\ndef f(a): ...",
        "class P(Protocol): ...\nclass P(P): ...",
        "if x:\n    def f(): ...\nelse:\n    def f(): ...",
        "def f(): ...\nif x:\n    def f(): ...",
        "def _(): ...\ndef _(): ...\ndef __(): ...\ndef __(): ...",
        "class A:\n    def f(self): ...\nclass B:\n    def f(self): ...",
        "f = 1\ndef f(): ...",
    ],
)
def test_a_definition_that_is_used_registered_or_an_alternative_is_kept(
    source: str,
) -> None:
    assert redefinitions(source) == ()


def test_each_definition_is_compared_with_the_one_before() -> None:
    source = "def f(): ...\ndef f(): ...\nf()\ndef f(): ...\n"
    assert [found.later.line for found in redefinitions(source)] == [2]
