"""The text of a file: how its bytes are decoded and where its lines end."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.text import SourceText, decode


@pytest.mark.parametrize(
    "first_line", [b"", b"#" + b" " * 300], ids=["empty", "a long one"]
)
def test_an_encoding_declared_in_the_second_line_counts(first_line: bytes) -> None:
    source = first_line + b"\n# coding: utf-7\n+AGE-\n"
    assert decode(source).endswith("\na\n")


def test_an_encoding_declared_in_the_third_line_does_not_count() -> None:
    assert decode(b"\n\n# coding: utf-7\n+AGE-\n").endswith("+AGE-\n")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (b"", [""]),
        (b"a\nb", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b", ""]),
        (b"a\rb\n\rc\r\n", ["a", "b", "", "c", ""]),
        (b"a\x0cb\x1cc\n", ["a\x0cb\x1cc", ""]),
    ],
)
def test_lines_end_where_the_parser_ends_them(source: bytes, lines: list[str]) -> None:
    assert SourceText(source).lines == lines


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (b"", 0),
        (b"a", 1),
        (b"a\n", 1),
        (b"a\r\nb", 2),
        (b"a\rb\n\rc\r\n", 4),
    ],
)
def test_lines_are_counted_whatever_ends_them(source: bytes, count: int) -> None:
    assert extract(source).lines == count


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_with_words_are_counted_whatever_ends_them(end: str) -> None:
    lines = ["skip, skip", "é", "nothing", "xfail", "", "skip"]
    text = SourceText(end.join(lines).encode())
    assert text.lines_with("skip", "xfail", "absent") == [1, 4, 6]
    assert text.lines_with("absent") == []
