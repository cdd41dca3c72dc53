"""Settings of pytest in files of several formats.

Which sections and tables there are, and what pytest makes of their values, is as in
`_pytest/config/findpaths.py` of pytest 9.2; older ones know fewer of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ssot_audit.discover.declarations import parsed_toml
from ssot_audit.extract.documents.facts import (
    DocumentFacts,
    PytestOption,
    PytestTable,
    RegisteredMark,
)
from ssot_audit.extract.documents.ini_sections import MalformedError, sections
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import START, Span
from ssot_audit.extract.testing.texts import mark_name

INI_SECTIONS = ("pytest", "tool:pytest")
NATIVE, STRINGS = "tool.pytest", "tool.pytest.ini_options"
"""Tables of `pyproject.toml`, of which only one may say something."""
_HEADER = re.compile(r"\s*\[(?P<name>[\w.\-\"' ]+)\]\s*(?:#.*)?$")


def tables_in_ini(lines: Sequence[str]) -> Iterator[PytestTable]:
    """Yield the sections of pytest in an INI file."""
    try:
        known = sections(lines)
    except MalformedError:
        return
    for section in INI_SECTIONS:
        if section in known:
            entries = known[section]
            values = {name: entry.value for name, entry in entries.items()}
            starts = {name: entry.line for name, entry in entries.items()}
            yield _table(section, values, starts, lines)


def tables_in_pyproject(
    document: object, lines: Sequence[str]
) -> Iterator[PytestTable]:
    """Yield the tables of pytest in a `pyproject.toml`."""
    tool = document.get("tool") if isinstance(document, dict) else None
    found = tool.get("pytest") if isinstance(tool, dict) else None
    if not isinstance(found, dict):
        return
    native = {name: value for name, value in found.items() if name != "ini_options"}
    if native:
        yield _toml_table(NATIVE, native, lines)
    strings = found.get("ini_options")
    if isinstance(strings, dict):
        yield _toml_table(STRINGS, strings, lines)


def pytest_toml(source: bytes) -> DocumentFacts:
    """Read a `pytest.toml`; a malformed file says nothing."""
    found = parsed_toml(source).get("pytest")
    if not isinstance(found, dict):
        return DocumentFacts()
    table = _toml_table("pytest", found, lines_of(source))
    return DocumentFacts(pytest=(table,))


def _toml_table(
    name: str, table: Mapping[str, object], lines: Sequence[str]
) -> PytestTable:
    values = {key: _value(value) for key, value in table.items()}
    return _table(name, values, _toml_starts(name, lines), lines)


def _value(value: object) -> str | tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def _toml_starts(table: str, lines: Sequence[str]) -> Mapping[str, int]:
    """Return the line that each name of a table is written at, counted from 0."""
    found: dict[str, int] = {}
    is_inside = False
    for number, line in enumerate(lines):
        if header := _HEADER.match(line):
            is_inside = re.sub(r"[\"'\s]", "", header["name"]) == table
        elif is_inside and "=" in line:
            found.setdefault(line.partition("=")[0].strip().strip("\"'"), number)
    return found


def _table(
    section: str,
    values: Mapping[str, str | tuple[str, ...]],
    starts: Mapping[str, int],
    lines: Sequence[str],
) -> PytestTable:
    options = []
    markers: tuple[RegisteredMark, ...] = ()
    for name, value in values.items():
        start = starts.get(name)
        options.append(PytestOption(name, value, _place(name, start, lines)))
        if name == "markers":
            texts = value.splitlines() if isinstance(value, str) else value
            names = (mark_name(text) for text in texts)
            markers = tuple(
                RegisteredMark(mark, _place(mark, start, lines))
                for mark in names
                if mark
            )
    return PytestTable(section, tuple(options), markers)


def _place(word: str, start: int | None, lines: Sequence[str]) -> Span:
    """Return where a word stands at or below a line."""
    if start is None:
        return START
    whole = re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w-])")
    for number in range(start, len(lines)):
        if found := whole.search(lines[number]):
            return Span(number + 1, found.start() + 1, number + 1, found.end() + 1)
    return START
