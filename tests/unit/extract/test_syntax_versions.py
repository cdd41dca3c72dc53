import ast
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ssot_audit.extract.facts import Span
from ssot_audit.extract.parse import Parser, parse
from ssot_audit.extract.syntax_nodes import with_extra
from ssot_audit.extract.syntax_versions import features
from ssot_audit.extract.text import SourceText


def _candidates(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node, but nothing within f-strings."""
    yield tree
    if not isinstance(tree, ast.JoinedStr):
        for child in ast.iter_child_nodes(tree):
            yield from _candidates(child)


def _features_of(tree: ast.AST, source: str) -> list[tuple[int, str]]:
    found = features(list(_candidates(tree)), SourceText(source.encode()))
    return [(feature.version[1], feature.name) for feature in found]


def _found(source: str) -> list[tuple[int, str]]:
    return _features_of(parse(source.encode(), Parser.AUTO).tree, source)


@pytest.mark.parametrize(
    ("source", "minor", "name"),
    [
        ("f'{a=}'", 8, "f-string with `=` specifier"),
        ("f'{a['b']}'", 12, "f-string with reused quotes (PEP 701)"),
        ("'a' \\\n f'{a['b']}'", 12, "f-string with reused quotes (PEP 701)"),
        ("t'{a}'", 14, "template string (PEP 750)"),
        ("(a := 1)", 8, "assignment expression (PEP 572)"),
        ("match a:\n case 1: pass", 10, "match statement (PEP 634)"),
        ("try: pass\nexcept* A: pass", 11, "`except*` (PEP 654)"),
        ("type A = int", 12, "type statement (PEP 695)"),
        ("def f[T](a): pass", 12, "type parameters (PEP 695)"),
        ("async def f[T](a): pass", 12, "type parameters (PEP 695)"),
        ("class A[T]: pass", 12, "type parameters (PEP 695)"),
        ("def f(a, /): pass", 8, "positional-only parameters (PEP 570)"),
        ("async def f(a, /): pass", 8, "positional-only parameters (PEP 570)"),
        ("lambda a, /: a", 8, "positional-only parameters (PEP 570)"),
        ("def f(*a: *T): pass", 11, "starred annotation of `*args` (PEP 646)"),
        ("a[*b]", 11, "unpacking in a subscript (PEP 646)"),
        ("a[(b), *c]", 11, "unpacking in a subscript (PEP 646)"),
        ("for a in *b, c: pass", 9, "unpacking in `for` without parentheses"),
        ("for a in (b), *c: pass", 9, "unpacking in `for` without parentheses"),
        ("def f(): return *a, b", 8, "unpacking in `return` without parentheses"),
        ("def f(): return (a, b), *c", 8, "unpacking in `return` without parentheses"),
        ("def f(): a = yield *b, c", 8, "unpacking in `yield` without parentheses"),
    ],
)
def test_a_newer_construct_has_its_version(source: str, minor: int, name: str) -> None:
    assert _found(source + "\n") == [(minor, name)]


@pytest.mark.parametrize(
    "source",
    [
        "f'{a}'",
        "match = case = type = 1",
        "try: pass\nexcept A: pass",
        "try: pass\nexcept (): pass",
        "try: pass\nexcept (A, B): pass",
        "try: pass\nexcept ((A), B) as error: pass",
        "try: pass\nexcept ( # ((\n\n A, B): pass",
        "def f(a, *b: c): pass",
        "lambda a: a",
        "class A(B, metaclass=C): pass",
        "a[(*b,)]",
        "a[(*b, c)]",
        "a[((b), *c)]",
        "a[b, c]",
        "for a in (*b, c): pass",
        "for a in b, c: pass",
        "def f(): return (*a, b)",
        "def f(): return ((a, b), *c)",
        "def f(): return",
        "def f(): return a, b",
        "def f(): a = yield (*b, c)",
        "*a, b",
        "a = *b, c",
        "[a for a in b]",
        "{a: b for a in b}",
        "import a",
    ],
)
def test_an_old_construct_is_not_reported(source: str) -> None:
    assert _found(source + "\n") == []


@pytest.mark.parametrize(
    "items",
    [
        "(a as b)",
        "(a, b)",
        "(a,)",
        "(a() as b, c() as d,)",
        "((a), b)",
        "((a) as b)",
        "((a, b) as c)",
        "(  # (it's\n a,  # )\n b)",
        "(a  # )\n as b)",
        "(\\\n a as b)",
    ],
)
@pytest.mark.parametrize("keyword", ["with", "async with"])
def test_parenthesised_context_managers_are_found(keyword: str, items: str) -> None:
    found = _found(f"async def f():\n {keyword} {items}: pass\n")
    assert found == [(9, "parenthesised context managers")]


@pytest.mark.parametrize(
    "items",
    [
        "a",
        "a as b, c",
        "(a)",
        "((a))",
        "(a) as b",
        "(a), (b)",
        "(a)as b,(c)as d",
        "(open(a)) as f, (open(b)) as g",
        "(a, b) as c",
        "((a, b)) as c",
        "(a, b).c as d",
        "(a + b) * c as d",
        "(a)(b)",
        "(a).b, c",
        "(a if b else c) as d",
        "(\n a  # (\n ) as b",
        "(yield a) as b",
        "(*a, b) as c",
        "open(a, (b)) as f",
    ],
)
def test_parentheses_around_one_context_manager_are_old(items: str) -> None:
    assert _found(f"def f():\n with {items}: pass\n") == []


@pytest.mark.parametrize(
    "decorator",
    [
        "a[0]",
        "a().b",
        "a()()",
        "a[0](b)",
        "(a)",
        "(a.b)(c)",
        "(a).b",
        "(a.b(c))",
        "(\n a\n)",
        "(  # it's\n a  # it's\n)",
        "lambda a: a",
        "a or b",
    ],
)
@pytest.mark.parametrize("definition", ["def f(): pass", "class C: pass"])
def test_relaxed_decorators_are_found(definition: str, decorator: str) -> None:
    found = _found(f"@{decorator}\n{definition}\n")
    assert found == [(9, "relaxed decorator (PEP 614)")]


@pytest.mark.parametrize(
    "decorator",
    ["a", "a.b.c", "a()", "a.b(c)", "a(\n b\n)", "\\\n a", "a  # )", "a \\\n"],
)
@pytest.mark.parametrize("definition", ["def f(): pass", "class C: pass"])
def test_classic_decorators_are_old(definition: str, decorator: str) -> None:
    assert _found(f"@{decorator}\n{definition}\n") == []


@pytest.mark.parametrize("source", ["def f[T = int](a): pass", "class A[*T = B]: pass"])
def test_defaults_of_type_parameters_are_newer_than_these(source: str) -> None:
    assert _found(source + "\n") == [
        (13, "type parameter default (PEP 696)"),
        (12, "type parameters (PEP 695)"),
    ]


def test_a_type_statement_names_defaults_too() -> None:
    assert _found("type A[T = int] = T\n") == [
        (13, "type parameter default (PEP 696)"),
        (12, "type statement (PEP 695)"),
    ]


@pytest.mark.parametrize("types", ["(A, B)", "(A, (B))", "((A), B)", "((A, B), C)"])
def test_except_of_several_types_without_parentheses_is_new(types: str) -> None:
    tree = ast.parse(f"try: pass\nexcept {types}: pass\n")
    types_node: Any = next(n for n in ast.walk(tree) if isinstance(n, ast.Tuple))
    # What Python 3.14 makes of it: the same tree, without the outermost parentheses.
    types_node.col_offset += 1
    types_node.end_col_offset -= 1
    source = f"try: pass\nexcept  {types[1:-1]} : pass\n"
    name = "`except` of several types without parentheses (PEP 758)"
    assert _features_of(tree, source) == [(14, name)]


@pytest.mark.parametrize(
    "source", ["[a for b in c]", "{a for b in c}", "(a for b in c)"]
)
def test_unpacking_in_a_comprehension_is_new(source: str) -> None:
    tree: Any = ast.parse(source)
    comprehension = tree.body[0].value
    comprehension.elt = ast.Starred(comprehension.elt, ast.Load())
    name = "unpacking in a comprehension (PEP 798)"
    assert _features_of(comprehension, source) == [(15, name)]


def test_unpacking_in_a_dictionary_comprehension_is_new() -> None:
    source = "{**a for b in c}"
    tree: Any = ast.parse("{a:b for b in c}")
    tree.body[0].value.value = None
    name = "unpacking in a comprehension (PEP 798)"
    assert _features_of(tree, source) == [(15, name)]


@pytest.mark.parametrize("source", ["import a", "from a import b"])
def test_lazy_imports_are_new(source: str) -> None:
    tree = ast.parse(source)
    with_extra(tree.body[0], is_lazy=1)
    assert _features_of(tree, f"lazy {source}") == [(15, "lazy import (PEP 810)")]


@pytest.mark.parametrize(
    ("source", "span"),
    [
        ("if é: (é := 1)", Span(1, 8, 1, 14)),
        ("(a :=\n 1)", Span(1, 2, 1, 6)),
        ("match a:\n case 1: pass", Span(1, 1, 1, 6)),
        ("try: pass\nexcept* A: pass", Span(2, 1, 2, 7)),
        ("@a\nasync def f(a, /): pass", Span(2, 1, 2, 12)),
        ("class A[T]: pass", Span(1, 1, 1, 8)),
        ("with (a,\n b): pass", Span(1, 1, 1, 5)),
        ("@a[0]\ndef f(): pass", Span(1, 2, 1, 6)),
        ("f'''\n{a=}'''", Span(1, 1, 1, 5)),
    ],
)
def test_the_span_is_on_the_first_line_of_the_construct(
    source: str, span: Span
) -> None:
    tree = parse(source.encode(), Parser.AUTO).tree
    (feature,) = features(list(_candidates(tree)), SourceText(source.encode()))
    assert feature.span == span


def test_features_are_sorted_by_place_whatever_the_order_of_nodes() -> None:
    source = "(a := 1)\n(b := 2); (c := f'{d=}')\n"
    nodes = list(_candidates(ast.parse(source)))
    text = SourceText(source.encode())
    found = features(nodes, text)
    assert [(f.span.line, f.span.column) for f in found] == [
        (1, 2),
        (2, 2),
        (2, 12),
        (2, 17),
    ]
    assert features(nodes[::-1], text) == found


def _sample_of_the_standard_library() -> list[Path]:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("**/*.py"))
    return [file for file in files if "site-packages" not in file.parts][::25]


def test_a_file_needs_nothing_newer_than_an_interpreter_that_accepts_it() -> None:
    newer = []
    for file in _sample_of_the_standard_library():
        source = file.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        found = features(list(_candidates(tree)), SourceText(source))
        newer += [(file, f) for f in found if f.version > sys.version_info[:2]]
    assert newer == []
