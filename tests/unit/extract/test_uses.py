"""Which uses of imported names a file has."""

from textwrap import dedent

import pytest

from ssot_audit.extract.use_facts import Use, decoded
from tests.support.looks import seen


def said(source: str) -> list[str]:
    """Return what is used: reference, what is passed, scope and place, in order."""
    found = []
    for scope in decoded(seen("uses", dedent(source).encode())).scopes:
        where = f" in {scope.scope}" if scope.scope else ""
        for name in scope.names:
            found += [
                (use.span, f"{name.reference(use)}{_passed(use)}{where}")
                for use in name.uses
            ]
    return [text for _, text in sorted(found)]


def _passed(call: Use) -> str:
    if not call.is_call:
        return ""
    passed = [str(call.positional), *(word.name for word in call.keywords)]
    spread = ["..."] if call.has_spread else []
    partial = " through partial" if call.is_partial else ""
    return f"({', '.join(passed + spread)}){partial}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import jwt\njwt.decode(1, key=2)", ["jwt.decode(1, key)"]),
        ("import os as _os\n_os.environ['A']", ["_os.environ"]),
        ("import a.b.c\na.b.c.f(1).x.y()", ["a.b.c.f(1)"]),
        ("from a import b\nb(1)(2)", ["b(1)"]),
        ("from a import b\nb(*x, 1, **y)", ["b(1, ...)"]),
        ("from a import b\nf'{b.c(d=1)}'", ["b.c(0, d)"]),
        ("from a import b\nclass C(b.D):\n  x: b.E", ["b.D", "b.E in C"]),
        ("from a import b\n@b.d\ndef f(): ...", ["b.d"]),
        (
            "from a import b\nasync def f():\n  async with b(x=1) as c: pass",
            ["b(0, x) in f"],
        ),
        ("def f():\n  a.b()\nimport a", ["a.b(0) in f"]),
        ("def f():\n  a.b()\ntry:\n  import a\nexcept E: pass", ["a.b(0) in f"]),
        (
            "def f():\n  import a\n  a.b()",
            ["f.<locals>.a.b(0) in f"],
        ),
        (
            "import functools\nfrom a import b\nfunctools.partial(b, x=1)",
            ["functools.partial(1, x)", "b(0, x) through partial"],
        ),
        ("import a\n[x.b for x in a]", ["a"]),
    ],
)
def test_a_use_is_kept(source: str, expected: list[str]) -> None:
    assert said(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f(a):\n  a.b()",
        "def f():\n  a = 1\n  a.b()",
        "def f():\n  for a in x: a.b()",
        "lambda a: a.b()",
        "lambda self, a: a.b()",
        "[a.b() for a in x]",
        "[a.b() for c in x for d, (a, e) in c]",
        "{a: a.b() for a in x if a.c}",
        "x.a.b()",
        "def f():\n  def g():\n    a.b()\n  a = 1",
    ],
)
def test_another_thing_of_the_same_name_is_no_use(source: str) -> None:
    assert said(f"import a\n{source}") == []


def test_what_a_comprehension_binds_hides_nothing_around_it() -> None:
    source = """\
    import a

    def f():
        [a for a in a.b()]
        a.c()
    """
    assert said(source) == ["a.b(0) in f", "a.c(0) in f"]


def test_very_long_names_are_kept() -> None:
    name = "b" * 10_000
    assert said(f"import a\na.{name}.c") == [f"a.{name}.c"]


def test_places_are_those_of_the_names() -> None:
    source = "from é import ö\nx = 'é', ö.f(ä=1)\n"
    (scope,) = decoded(seen("uses", source.encode())).scopes
    (call,) = scope.names[0].uses
    assert (call.span.column, call.span.end_column) == (10, 13)
    word = call.keywords[0]
    assert (word.name, word.span.column, word.span.end_column) == ("ä", 14, 15)
