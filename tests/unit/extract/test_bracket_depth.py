import pytest

from ssot_audit.extract.cst.bracket_depth import LIMIT, too_deep_line


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"(" * LIMIT + b")" * LIMIT,
        b"([{}])" * 1000,
        b"x = '" + b"(" * 300 + b"'",
        b"x = rb'" + b"(" * 300 + b"'",
        b'"""\n' + b"(\n" * 300 + b'"""',
        b"'\\'" + b"(" * 300 + b"'",
        b"# '\n#" + b"[" * 300 + b"\nx = f'{'(' * 3}'",
    ],
)
def test_what_cpython_allows_is_not_too_deep(source: bytes) -> None:
    assert too_deep_line(source) is None


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"x\n" + b"(" * (LIMIT + 1), 2),
        (b"[\n" * 3000, LIMIT + 1),
        (b"# " + b")" * 9000 + b"\n" + b"(" * 300, 2),
        (b"'''\n\n'''" + b"{" * 300, 3),
        (b"f'{" + b"(" * 300, 1),
        (b"Rf'''\n{" + b"(" * 300 + b"'''", 2),
    ],
)
def test_line_of_the_first_bracket_too_many_is_named(source: bytes, line: int) -> None:
    assert too_deep_line(source) == line
