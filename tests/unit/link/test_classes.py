"""The class hierarchy: order of resolution, and what stays open."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.classes import class_in, class_named
from tests.support.projects import Files, linked


def order(source: str, name: str = "A") -> list[str]:
    return [node.name for node in class_in(source, name).mro]


def why_open(source: str, name: str = "A") -> str | None:
    return class_in(source, name).why_open


@st.composite
def class_statements(draw: st.DrawFn) -> str:
    """Return classes of which each inherits some of those before it."""
    bases = [
        draw(st.lists(st.integers(0, index - 1), unique=True, max_size=3))
        if index
        else []
        for index in range(draw(st.integers(1, 8)))
    ]
    return "\n".join(
        f"class C{index}({', '.join(f'C{base}' for base in chosen)}): ..."
        for index, chosen in enumerate(bases)
    )


def resolved_by_python(source: str) -> dict[str, list[str]]:
    """Return the order Python finds; a class that it refuses has none."""
    made: dict[str, type] = {}
    orders = {}
    for statement in ast.parse(source).body:
        assert isinstance(statement, ast.ClassDef)
        names = [base.id for base in statement.bases if isinstance(base, ast.Name)]
        try:
            made[statement.name] = type(
                statement.name, tuple(made[name] for name in names), {}
            )
        except (TypeError, KeyError):
            continue
        mro = made[statement.name].__mro__
        orders[statement.name] = [cls.__name__ for cls in mro if cls is not object]
    return orders


@given(class_statements())
def test_the_order_of_resolution_is_that_of_python(source: str) -> None:
    program = linked({"app.py": source})
    for name, expected in resolved_by_python(source).items():
        assert [node.name for node in class_named(name, program).mro] == expected


def test_bases_are_found_across_modules() -> None:
    files: Files = {
        "base.py": "import abc\nclass Base(abc.ABC): ...",
        "more.py": "from base import Base as B\nclass More(B): ...",
        "app.py": "import more\nclass A(more.More): ...",
    }
    mro = class_named("A", linked(files)).mro
    assert [node.dotted for node in mro] == [
        "app.A",
        "more.More",
        "base.Base",
        "abc.ABC",
    ]


def test_a_base_without_a_consistent_order_opens_the_class() -> None:
    source = "class X: ...\nclass Y(X): ...\nclass A(X, Y): ..."
    assert why_open(source) == "its bases have no consistent order"


@pytest.mark.parametrize("base", ["A", "B"])
def test_a_class_that_inherits_from_itself_is_open(base: str) -> None:
    assert why_open(f"class A({base}): ...\nB = A") == "inherits from itself"


def test_generic_bases_and_markers_add_no_class() -> None:
    source = """
from typing import Generic, Protocol, TypeVar
T = TypeVar("T")
class B(Protocol[T]): ...
class A(B[int], Generic[T]): ...
"""
    assert order(source) == ["A", "B"]
    assert class_in(source, "B").is_protocol
    assert not class_in(source, "A").is_protocol


def test_a_class_in_a_function_or_a_class_is_a_class() -> None:
    source = """
class Outer:
    class Inner: ...
def make():
    from abc import ABC
    class Base(ABC): ...
    class A(Base): ...
class Last(Outer.Inner): ...
"""
    assert order(source, "make.<locals>.A") == ["A", "Base", "ABC"]
    assert order(source, "Last") == ["Last", "Inner"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("from vendor import B\nclass A(B): ...", "base `vendor.B` is outside"),
        ("class A(make()): ...", "base `expression` is not known"),
        ("class A(nowhere): ...", "base `nowhere` is not known"),
        ("import x\nclass A(metaclass=x.M): ...", "metaclass `x.M` is not known"),
        ("class A(metaclass=m()): ...", "metaclass `expression` is not known"),
        ("import x\n@x.d(1)\nclass A: ...", "class decorator `x.d` is not known"),
        ("class A:\n    def __getattr__(self, n): ...", "`A` defines `__getattr__`"),
        ("class A:\n    __getattribute__ = f", "`A` defines `__getattribute__`"),
        ("class A(type): ...", "a metaclass"),
        ("class A:\n    vars()['x'] = 1", "`A` calls `vars()` in its body"),
        (
            "class A:\n    def f(self, n): setattr(self, n, 1)",
            "`A` sets attributes with a computed name",
        ),
        (
            "class A: ...\nfor n in ():\n    setattr(A, n, 1)",
            "attributes are set from outside",
        ),
        (
            "import ctypes\nclass A(ctypes.Structure): ...",
            "`_ctypes.Structure` accepts any attribute",
        ),
    ],
)
def test_a_class_whose_attributes_cannot_all_be_known_is_open(
    source: str, reason: str
) -> None:
    assert reason in (why_open(source) or "")


@pytest.mark.parametrize(
    "source",
    [
        "class A: ...",
        "import abc\nclass A(metaclass=abc.ABCMeta): ...",
        "from dataclasses import dataclass as d\n@d(frozen=True)\nclass A: ...",
        "import attr\n@attr.s\nclass A: ...",
        "import enum\n@enum.unique\nclass A(enum.Enum): ...",
        "import typing as t\n@t.final\n@t.runtime_checkable\nclass A(t.Protocol): ...",
        "class A(dict[str, int]): ...",
        "import threading\nclass A(threading.Thread): ...",
        "class A(ValueError): ...",
    ],
)
def test_a_class_made_of_what_we_know_is_closed(source: str) -> None:
    assert why_open(source) is None


def test_openness_is_inherited() -> None:
    source = "from vendor import V\nclass B(V): ...\nclass A(B): ..."
    assert why_open(source) == "base `vendor.V` is outside the project"


def test_a_class_is_shadowed_by_a_later_one_of_its_name() -> None:
    program = linked({"app.py": "class A: ...\nclass A: ...\nclass B: ..."})
    assert [c.is_shadowed for c in program.hierarchy.classes] == [True, False, False]


def test_subclasses_are_known_to_their_bases() -> None:
    source = "class A: ...\nclass B(A): ...\nclass C(B): ...\nclass D: ..."
    program = linked({"app.py": source})
    below = class_named("A", program).all_subclasses()
    assert {node.name for node in below} == {"B", "C"}


@pytest.mark.parametrize(
    ("name", "is_lacking"),
    [
        ("own", False),
        ("inherited", False),
        ("tested", False),
        ("__eq__", False),
        ("append", False),
        ("push", True),
    ],
)
def test_a_class_lacks_what_it_none_of_its_bases_and_no_object_has(
    name: str,
    is_lacking: bool,
) -> None:
    source = """
class Base(list):
    inherited = 1
    def ask(self): return hasattr(self, "tested")
class A(Base):
    def __init__(self): self.own = 1
"""
    program = linked({"app.py": source})
    assert program.hierarchy.lacks(class_named("A", program), name) is is_lacking
