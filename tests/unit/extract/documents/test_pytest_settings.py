"""Settings of pytest, from each of the formats they are written in."""

import pytest

from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.facts import DocumentFacts, PytestTable
from ssot_audit.extract.documents.reader import document_facts
from ssot_audit.extract.facts import START, Span


def table(kind: DocumentKind, text: str) -> PytestTable:
    (found,) = document_facts(text.encode(), kind).pytest
    return found


def options(found: PytestTable) -> dict[str, object]:
    return {option.name: option.value for option in found.options}


def lines(found: PytestTable) -> dict[str, int]:
    return {option.name: option.span.line for option in found.options}


def test_an_ini_file_has_values_over_lines_and_comments_between_them() -> None:
    text = (
        "[tox]\nenvlist = py\n[pytest]\n# why\naddopts: -ra\n  ; no\n  --strict\n\n"
        "markers =\n    slow: it is # really\n\n    on(x, y): a machine\n"
    )
    found = table(DocumentKind.INI, text)
    assert found.section == "pytest"
    assert options(found) == {
        "addopts": "-ra\n--strict",
        "markers": "slow: it is # really\non(x, y): a machine",
    }
    assert lines(found) == {"addopts": 5, "markers": 9}
    assert [(mark.name, mark.span) for mark in found.markers] == [
        ("slow", Span(10, 5, 10, 9)),
        ("on", Span(12, 5, 12, 7)),
    ]


def test_the_sections_of_an_ini_file_are_told_apart() -> None:
    text = "[pytest]\naddopts = -q\n[tool:pytest] ; ours\naddopts = -v\n"
    found = document_facts(text.encode(), DocumentKind.INI).pytest
    assert [(one.section, options(one)["addopts"]) for one in found] == [
        ("pytest", "-q"),
        ("tool:pytest", "-v"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\n[pytest]\n",
        "[pytest]\nodd\n",
        "[pytest]\na = 1\na = 2\n",
        "[pytest]\n[pytest]\n",
        "[pytest]\n  a = 1\n",
    ],
)
def test_what_pytest_refuses_says_nothing(text: str) -> None:
    assert document_facts(text.encode(), DocumentKind.INI) == DocumentFacts()


def test_a_pyproject_has_strings_and_lists() -> None:
    text = (
        '[tool.black]\nmarkers = 1\n[ tool . "pytest".ini_options ] # ours\n'
        'addopts = "-q"\nminversion = 6.0\nmarkers = [\n  "slow: it is",\n'
        '  # no\n  "on(x)",\n]\n'
    )
    found = table(DocumentKind.PYPROJECT, text)
    assert found.section == "tool.pytest.ini_options"
    assert options(found) == {
        "addopts": "-q",
        "minversion": "6.0",
        "markers": ("slow: it is", "on(x)"),
    }
    assert lines(found) == {"addopts": 4, "minversion": 5, "markers": 6}
    assert [(mark.name, mark.span.line) for mark in found.markers] == [
        ("slow", 7),
        ("on", 9),
    ]


def test_a_table_of_toml_may_have_types_of_its_own() -> None:
    text = '[tool.pytest]\nstrict = true\naddopts = ["-q"]\n'
    found = table(DocumentKind.PYPROJECT, text)
    assert found.section == "tool.pytest"
    assert options(found) == {"strict": "True", "addopts": ("-q",)}


def test_an_empty_table_of_toml_is_a_configuration_only_if_it_holds_strings() -> None:
    strings = "[tool.pytest.ini_options]\n"
    assert table(DocumentKind.PYPROJECT, strings).options == ()
    native = document_facts(b"[tool.pytest]\n", DocumentKind.PYPROJECT)
    assert native == DocumentFacts()


def test_what_is_written_in_an_odd_way_has_no_place() -> None:
    text = '[tool]\npytest = { ini_options = { markers = ["slow"] } }\n'
    found = table(DocumentKind.PYPROJECT, text)
    assert [mark.name for mark in found.markers] == ["slow"]
    assert [option.span for option in found.options] == [START]


def test_a_file_of_its_own_has_one_table() -> None:
    found = table(DocumentKind.PYTEST, '[pytest]\nmarkers = ["slow"]\n[x]\na = 1\n')
    assert found.section == "pytest"
    assert options(found) == {"markers": ("slow",)}


@pytest.mark.parametrize(
    "text", ["", "[x]\na = 1\n", "pytest = 1\n", "[", "[[pytest]]"]
)
def test_a_file_of_its_own_may_say_nothing(text: str) -> None:
    assert document_facts(text.encode(), DocumentKind.PYTEST) == DocumentFacts()
