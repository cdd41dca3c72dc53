"""References out of the scopes of one file."""

import ast

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.scopes import Scope, callee_name, dotted_name, type_name


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def base_of(name: str, source: str) -> str:
    """Return the reference that the only base of a class is."""
    (found,) = (c for c in extract(source.encode()).classes if c.qualname == name)
    (base,) = found.bases
    return base


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a", "a"),
        ("a.b.c", "a.b.c"),
        ("a().b", ""),
        ("a[0].b", ""),
        ("'a'", ""),
    ],
)
def test_a_dotted_name_is_names_and_attributes_only(source: str, expected: str) -> None:
    assert dotted_name(expression(source)) == expected


def test_a_decorator_is_known_by_its_name_called_or_not() -> None:
    assert callee_name(expression("a.b")) == "a.b"
    assert callee_name(expression("a.b(1)")) == "a.b"
    assert callee_name(expression("a.b(1)(2)")) == ""


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", "int"),
        ("a.B[int]", "a.B"),
        ("Optional[int]", "int"),
        ("typing.Optional[a.B[int]]", "a.B"),
        ("int | None", "int"),
        ("None | int", "int"),
        ("int | str", "int"),
        ("None", "None"),
        ("'a.B'", "a.B"),
        ("' a.B[int] '", "a.B"),
        ("Optional['a.B']", "a.B"),
        ("'not a name'", ""),
        ("f()", ""),
    ],
)
def test_a_type_is_known_by_the_name_of_its_outermost_part(
    annotation: str, expected: str
) -> None:
    assert type_name(expression(annotation)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import B\nclass A(B.C): ...", "B.C"),
        ("class A(B): ...\nB = 1", "B"),
    ],
)
def test_a_reference_at_the_top_is_as_written(source: str, expected: str) -> None:
    assert base_of("A", source) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("import B", "f.<locals>.B"),
        ("class B: ...", "f.<locals>.B"),
        ("def B(): ...", "f.<locals>.B"),
        ("pass", "B"),
        ("B = 1", ""),
        ("for B in x: ...", ""),
        ("global B; import B", "B"),
    ],
)
def test_a_name_that_a_function_binds_is_its_own(body: str, expected: str) -> None:
    source = f"def f():\n    {body}\n    class A(B): ...\n"
    assert base_of("f.<locals>.A", source) == expected


def test_a_parameter_is_unknowable() -> None:
    assert base_of("f.<locals>.A", "def f(B):\n    class A(B.C): ...") == ""


def test_the_names_of_a_class_are_not_seen_by_its_methods() -> None:
    source = (
        "class C:\n    class B: ...\n    class A(B): ...\n"
        "    def f(self):\n        class D(B): ...\n"
    )
    assert base_of("C.A", source) == "C.B"
    assert base_of("C.f.<locals>.D", source) == "B"


def test_qualified_names_follow_python() -> None:
    function = Scope("C.f", parent=Scope())
    assert Scope().qualify("x") == "x"
    assert function.qualify("x") == "C.f.<locals>.x"
    assert Scope("C", is_class=True).qualify("x") == "C.x"
