"""What documents say of distributions."""

import pytest

from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.poetry import specifier
from ssot_audit.extract.documents.readers import READERS


def read(kind: DocumentKind, text: str) -> DocumentFacts:
    return READERS[kind](text.encode())


def listed(kind: DocumentKind, text: str) -> list[tuple[str, str, str, int]]:
    return [
        (each.name, each.specifier, each.group, each.span.line)
        for each in read(kind, text).requirements
    ]


def test_a_requirements_file_is_read_line_by_line() -> None:
    text = (
        "# a comment\n-r base.txt\n--constraint=all.txt\n-e .\n./local\n"
        "Web_Sockets[extra]>=14,<16  # why\n"
        "b==1 \\\n    --hash=sha256:00\nnot a requirement\n"
        'c; python_version < "3.12"\n'
    )
    assert listed(DocumentKind.REQUIREMENTS, text) == [
        ("web-sockets", "<16,>=14", "", 6),
        ("b", "==1", "", 7),
        ("c", "", "", 10),
    ]
    facts = read(DocumentKind.REQUIREMENTS, text)
    assert facts.includes == ("base.txt", "all.txt")
    assert facts.requirements[2].marker == 'python_version < "3.12"'


def test_a_pyproject_has_extras_and_groups() -> None:
    text = (
        '[project]\ndependencies = ["a>=1", 3]\n'
        '[project.optional-dependencies]\nfast = ["b"]\n'
        '[dependency-groups]\ndev = ["c~=2.0", {include-group = "x"}]\n'
    )
    assert listed(DocumentKind.PYPROJECT, text) == [
        ("a", ">=1", "", 2),
        ("b", "", "fast", 4),
        ("c", "~=2.0", "dev", 6),
    ]


def test_poetry_has_tables_of_its_own() -> None:
    text = (
        '[tool.poetry.dependencies]\npython = "^3.11"\nWeb_Sockets = "^14.1"\n'
        'b = {version = "~2.1", markers = "os_name == \'nt\'"}\n'
        '[tool.poetry.group.docs.dependencies]\nd = "*"\n'
    )
    assert listed(DocumentKind.PYPROJECT, text) == [
        ("web-sockets", ">=14.1,<15", "", 3),
        ("b", ">=2.1,<2.2", "", 4),
        ("d", "", "docs", 6),
    ]


@pytest.mark.parametrize(
    ("constraint", "standard"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("~1", ">=1,<2"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        (">=1.2, <2", ">=1.2,<2"),
        ("1.4", "==1.4"),
        ("1.*", "==1.*"),
        ("*", ""),
        ("^1 || ^2", ""),
        ("oddly odd", ""),
    ],
)
def test_poetrys_versions_are_put_in_standard_form(
    constraint: str, standard: str
) -> None:
    assert specifier(constraint) == standard


def test_a_setup_cfg_has_its_requirements() -> None:
    text = (
        "[options]\ninstall_requires =\n  a>=1\n  b\n"
        "[options.extras_require]\nfast =\n  c\n"
    )
    assert listed(DocumentKind.INI, text) == [
        ("a", ">=1", "", 3),
        ("b", "", "", 4),
        ("c", "", "fast", 7),
    ]


@pytest.mark.parametrize("text", ["[", "a = 1\n[options\n", "[tool.poetry]\n= 3"])
def test_a_malformed_file_says_nothing(text: str) -> None:
    assert read(DocumentKind.INI, text) == DocumentFacts()
    assert read(DocumentKind.PYPROJECT, text) == DocumentFacts()
