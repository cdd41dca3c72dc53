"""Blank lines and comments change where a finding is shown, never which one it is."""

import ast
from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.corpus import DOCUMENTED, source_files
from tests.support.examples import Example
from tests.support.projects import Files, verdict_on


def identities(files: Files, toml: str) -> Counter[tuple[str, str]]:
    findings = verdict_on(files, toml).findings
    return Counter((item.fingerprint, item.status.value) for item in findings)


def statement_lines(source: str) -> list[int]:
    """Return the lines (from 0) before which a comment changes nothing."""
    lines = source.split("\n")
    starts = {
        min((node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt)
        and not lines[node.lineno - 1][: node.col_offset].strip()
    }
    return sorted(line - 1 for line in starts)


@st.composite
def padded(draw: st.DrawFn, source: str) -> str:
    """Return a source with lines put in that hold no code."""
    lines = source.split("\n")
    places = draw(st.lists(st.sampled_from(statement_lines(source)), max_size=4))
    for place in sorted(places, reverse=True):
        more = draw(st.sampled_from(["", "# a comment", "    # one more", "\f"]))
        lines[place:place] = [more] * draw(st.integers(1, 3))
    return "\n".join(lines)


def can_be_padded(example: Example) -> bool:
    for path in source_files(example):
        try:
            if not statement_lines(example.files[path]):
                return False
        except SyntaxError:
            return False
    return True


@given(st.data(), st.sampled_from([e for e in DOCUMENTED if can_be_padded(e)]))
def test_lines_without_code_change_no_fingerprint(
    data: st.DataObject, example: Example
) -> None:
    changed: dict[str, str] = dict(example.files)
    for path in source_files(example):
        changed[path] = data.draw(padded(example.files[path]))
    assume(changed != example.files)
    assert identities(changed, example.toml) == identities(example.files, example.toml)
