"""Which objects get past the checks and annotations on their way to a consumer."""

import textwrap

import pytest

from tests.support.projects import linked

CLASSES = """
import abc
import collections.abc
import datetime
import json
import typing
from typing import Optional, Union
from elsewhere import Foreign

class A:
    def a(self): pass
class B(A):
    def b(self): pass
class C:
    def c(self): pass
    def __iter__(self): pass
    def __call__(self): pass
class Text(str):
    pass
class Open(Foreign):
    pass
class Able(typing.Protocol):
    def b(self): pass
class Set:
    def __init__(self):
        self.a = 1
def g(got):
    got.use
DEFAULT = C()
TYPES = (A, B)
"""


def reaching(source: str, slot: str = "g(got)") -> list[str]:
    """Return the names of the classes that reach a slot."""
    text = CLASSES + textwrap.dedent(source)
    supplies = linked({"app.py": text}).consumers.supplies
    return sorted({s.node.name for s in supplies if s.slot.shown == f"`{slot}`"})


def let_through(body: str, given: str = "A B C Text Open") -> str:
    """Return the classes of which objects get to `g` in a function of `x`."""
    lines = body.replace("\n", "\n        ")
    calls = "\n    ".join(f"f({name}())" for name in given.split())
    source = f"""
    def f(x):
        {lines}
    {calls}
    """
    return " ".join(reaching(source))


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ("isinstance(x, A)", "A B", "C Open Text"),
        ("isinstance(x, B)", "B", "A C Open Text"),
        ("isinstance(x, (B, C))", "B C", "A Open Text"),
        ("isinstance(x, str)", "Open Text", "A B C Open"),
        ("isinstance(x, object)", "A B C Open Text", ""),
        ("isinstance(x, json.JSONDecoder)", "Open", "A B C Open Text"),
        ("isinstance(x, Foreign)", "Open", "A B C Open Text"),
        ("isinstance(x, TYPES)", "Open", "A B C Open Text"),
        ("isinstance(x, collections.abc.Iterable)", "C Open Text", "A B Open"),
        ("isinstance(x, collections.abc.Callable)", "C Open", "A B Open Text"),
        ("isinstance(x, Able)", "B Open", "A C Open Text"),
        ("type(x) is A", "A", "B C Open Text"),
        ("hasattr(x, 'b')", "B Open", "A C Open Text"),
        ("hasattr(x, 'upper')", "Open Text", "A B C Open"),
        ("callable(x)", "C Open", "A B Open Text"),
        ("x is DEFAULT", "C", "A B Open Text"),
        ("x is None", "", "A B C Open Text"),
        ("x", "A B C Open Text", ""),
    ],
)
def test_check_lets_through_what_may_pass(
    condition: str, holds: str, fails: str
) -> None:
    assert let_through(f"if {condition}: g(x)") == holds
    assert let_through(f"if not ({condition}): g(x)") == fails
    assert let_through(f"if {condition}: return\ng(x)") == fails
    assert let_through(f"if {condition}: pass\ng(x)") == "A B C Open Text"


def test_conversion_replaces_what_fails_the_check() -> None:
    assert let_through("if not isinstance(x, A): x = B()\ng(x)", "A C") == "A B"


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ("isinstance(self, B)", "A", "A"),
        ("isinstance(self, C)", "", "A"),
        ("type(self) is A", "A", "A"),
        ("hasattr(self, 'b')", "A", "A"),
        ("hasattr(self, 'a')", "A", ""),
        ("hasattr(self, 'c')", "A", "A"),
    ],
)
def test_self_may_be_of_a_class_below(condition: str, holds: str, fails: str) -> None:
    source = """
    class A:
        def a(self): pass
        def f(self):
            if {}: g(self)
    class B(A):
        def b(self): pass
    """
    assert reaching(source.format(condition)) == holds.split()
    assert reaching(source.format(f"not {condition}")) == fails.split()


def test_attribute_that_only_a_method_sets_may_be_missing() -> None:
    source = """
    class A:
        def f(self):
            if not hasattr(self, "cache"):
                g(self)
            self.cache = 1
    """
    assert reaching(source) == ["A"]


def test_attribute_that_anyone_sets_may_be_there() -> None:
    source = (
        "def f(x):\n    if hasattr(x, 'mark'): g(x)\nf(A())\ndef h(x): x.mark = 1\n"
    )
    assert reaching(source) == ["A"]


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ("isinstance(x, type)", True),
        ("not isinstance(x, type)", False),
        ("isinstance(x, str)", False),
        ("not isinstance(x, str)", True),
        ("isinstance(x, A)", False),
        ("callable(x)", True),
        ("not callable(x)", False),
    ],
)
def test_class_is_an_object_of_type(condition: str, passes: bool) -> None:
    body = f"def f(x):\n    if {condition}:\n        g(x())\nf(A)\n"
    assert reaching(body) == (["A"] if passes else [])


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ("isinstance(x, str)", False),
        ("isinstance(x, A)", False),
        ("isinstance(x, list)", True),
        ("not isinstance(x, list)", True),
        ("isinstance(x, (str, tuple))", True),
        ("callable(x)", False),
        ("x", True),
        ("not x", True),
    ],
)
def test_container_may_be_any_collection(condition: str, passes: bool) -> None:
    body = f"def f():\n    x = [A()]\n    if {condition}:\n        g(x[0])\n"
    assert reaching(body) == (["A"] if passes else [])


@pytest.mark.parametrize(
    ("condition", "passes"),
    [("callable(x)", True), ("isinstance(x, str)", False), ("isinstance(x, A)", False)],
)
def test_function_is_no_value(condition: str, passes: bool) -> None:
    body = f"def f(x):\n    if {condition}:\n        g(x())\nf(lambda: A())\n"
    assert reaching(body) == (["A"] if passes else [])


def test_use_of_what_was_checked_counts_for_its_slot() -> None:
    source = "def f(x):\n    if isinstance(x, A): x.use\nf(A())\nf(C())\n"
    assert reaching(source, "f(x)") == ["A"]


def test_use_of_a_checked_attribute_counts_for_its_slot() -> None:
    source = """
    class Box:
        def __init__(self, x): self.x = x
        def f(self):
            if isinstance(self.x, A): self.x.use
    Box(A())
    Box(C())
    """
    assert reaching(source, "Box.x") == ["A"]


@pytest.mark.parametrize(
    ("annotation", "classes"),
    [
        ("str", "Open Text"),
        ("'str'", "Open Text"),
        ("Optional[str]", "Open Text"),
        ("Union[int, str, None]", "Open Text"),
        ("dict[str, A]", "Open Text"),
        ("datetime.datetime", "Open Text"),
        ("A", "A B C Open Text"),
        ("str | A", "A B C Open Text"),
        ("TYPES", "A B C Open Text"),
        ("object", "A B C Open Text"),
    ],
)
def test_annotation_of_plain_values_keeps_objects_away(
    annotation: str, classes: str
) -> None:
    calls = "\n".join(f"f({name}())" for name in ["A", "B", "C", "Text", "Open"])
    source = f"def f(x: {annotation} = None):\n    x.use\n    g(x)\n{calls}\n"
    assert reaching(source) == classes.split()
    assert reaching(source, "f(x)") == classes.split()


@pytest.mark.parametrize(
    ("declared", "classes"),
    [("x: str", "Text"), ("x: 'A'", "C Text"), ("y: str", "C Text")],
)
def test_annotation_of_a_plain_attribute_keeps_objects_away(
    declared: str, classes: str
) -> None:
    in_method = f"""
    class Box:
        def __init__(self, x): self.{declared} = x
    """
    in_method = in_method.replace("y: str = x", "x = x")
    in_class = f"""
    class Box:
        {declared}
        def __init__(self, x): self.x = x
    """
    for source in (in_method, in_class):
        use = "def f(): g(Box(C()).x); g(Box(Text()).x)\n"
        assert reaching(textwrap.dedent(source) + use) == classes.split()
