import ast
import warnings

import libcst
import pytest

from benchmarks.front_ends import Outcome, judge
from ssot_audit.extract.cst_to_ast import cst_to_ast


def read(source: str) -> ast.Module:
    return cst_to_ast(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "x" + ".a" * 1500,
        "x" + "()" * 1500,
        "x" + " + 1" * 1500,
        "x" + " and x" * 1500,
        "'a' " * 3000,
        "if x: pass\n" + "elif x: pass\n" * 5000,
    ],
    ids=lambda source: source[:10],
)
def test_chain_of_any_length_needs_no_stack(source: str) -> None:
    assert read(source).body


@pytest.mark.parametrize("unit", ["(", "[", "f(", "{1:", "x[", "lambda a=("])
def test_as_many_brackets_as_cpython_allows_are_read(unit: str) -> None:
    closing = {"(": ")", "[": "]", "{": "}"}
    end = "".join(closing[c] for c in unit if c in closing)
    tail = ": 0" if unit.startswith("lambda") else ""
    depth = 100
    assert read(unit * depth + "1" + (end + tail) * depth).body


def test_too_many_brackets_are_refused_before_libcst_sees_them() -> None:
    with pytest.raises(SyntaxError, match="too many nested brackets") as raised:
        read("x = 1\ny = " + "(" * 5000)
    assert raised.value.lineno == 2


def test_brackets_in_comments_and_strings_are_not_counted() -> None:
    many = "([{" * 100
    source = f"# {many}\nx = '{many}'\ny = '''\n{many}'''\nz = rb\"{many}\"\n"
    assert judge(source.encode()).outcome is Outcome.EQUAL


def test_brackets_in_formatted_strings_are_counted() -> None:
    with pytest.raises(SyntaxError, match="too many nested brackets"):
        read("f'{" + "(" * 300 + "1" + ")" * 300 + "}'")


def test_tree_that_is_not_that_of_the_text_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("libcst.parse_module", lambda _text: libcst.Module([]))
    with pytest.raises(SyntaxError, match="does not cover the text"):
        read("x = 1")


@pytest.mark.parametrize(
    "source",
    [
        "f() = 1",
        "[a] += 1",
        "(a, b): int = 1",
        "(a.b := 1)",
        "del f()",
        "for 1 in x: y",
    ],
)
def test_target_that_cpython_refuses_is_refused(source: str) -> None:
    assert judge(source.encode()).outcome is Outcome.BOTH_REFUSE


def test_nesting_beyond_the_stack_is_a_syntax_error() -> None:
    with pytest.raises(SyntaxError, match="too deeply nested"):
        read("- " * 2000 + "1")


@pytest.mark.parametrize(
    ("source", "message", "line", "column"),
    [
        (b"x = 1\na b\n", "invalid syntax", 2, 3),
        (b"x = 1 +\n", "invalid syntax", 1, 8),
        (b"x = 1\ny = (\n", "invalid syntax", 2, 6),
        (b"x = 'abc\n", "unterminated string literal", None, None),
        (b"x\ny = '\\x'\n", "(unicode error)", 2, 5),
        (b"x\ny = f'a\\x{b}'\n", "(unicode error)", 2, 7),
        (b"x = 1\0\n", "null bytes", None, None),
        (b"# coding: rot13\nx\n", "text encoding", None, None),
        (b"# coding: nonsense\nx\n", "unknown encoding", None, None),
        (b"x = '\xff'\n", "invalid or missing encoding", None, None),
        (b"x = t'a' t'b'\n", "LibCST cannot represent", None, None),
        (b"9" * 5000, "Exceeds the limit", 1, 1),
        (b"x\n(a.b) = (c.d := 1)\n", "invalid syntax", 2, 16),
    ],
)
def test_refusal_says_what_and_where(
    source: bytes, message: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(SyntaxError) as raised:
        cst_to_ast(source)
    assert message in str(raised.value.msg)
    assert (raised.value.lineno, raised.value.offset) == (line, column)


def test_odd_escapes_print_no_warning(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        read("x = '\\d' is 'a'; y = f'\\d{z}'; b'\\d'; 1if 1else 2")
    assert capfd.readouterr() == ("", "")
