"""Which files are documents, and which of those are read."""

from pathlib import Path

import pytest

from ssot_audit.config.settings import Environment, Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import DocumentKind, Scope, SourceTree
from tests.unit.discover.conftest import Write

SETTINGS = Settings(root=Path("project"))


def tree_of(*paths: str, settings: Settings = SETTINGS) -> SourceTree:
    return in_memory(dict.fromkeys(("a.py", *paths), ""), settings)


def kinds(*paths: str, settings: Settings = SETTINGS) -> dict[str, str]:
    tree = tree_of(*paths, settings=settings)
    return {document.path: document.kind.value for document in tree.documents}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("README.md", DocumentKind.MARKDOWN),
        ("docs/Guide.MD", DocumentKind.MARKDOWN),
        ("docs/guide.rst", DocumentKind.RESTRUCTURED_TEXT),
        ("requirements.txt", DocumentKind.REQUIREMENTS),
        ("dev-requirements.txt", DocumentKind.REQUIREMENTS),
        ("requirements/test.txt", DocumentKind.REQUIREMENTS),
        ("constraints.txt", DocumentKind.REQUIREMENTS),
        ("shop/pyproject.toml", DocumentKind.PYPROJECT),
        ("setup.cfg", DocumentKind.INI),
        ("tox.ini", DocumentKind.INI),
        (".pytest.ini", DocumentKind.INI),
        ("tests/pytest.toml", DocumentKind.PYTEST),
        (".pytest.toml", DocumentKind.PYTEST),
        (".env.example", DocumentKind.DOTENV),
        (".env.dist", DocumentKind.DOTENV),
        ("example.env", DocumentKind.DOTENV),
        ("shop.env.sample", DocumentKind.DOTENV),
        ("env.template", DocumentKind.DOTENV),
    ],
)
def test_a_document_is_known_by_its_name(path: str, kind: DocumentKind) -> None:
    assert kinds(path) == {path: kind.value}


@pytest.mark.parametrize(
    "path", ["notes.txt", "environment.yml", "README", "env.py", "a.env.py", "x.toml"]
)
def test_any_other_file_is_none(path: str) -> None:
    assert kinds(path) == {}


def test_texts_are_restructured_in_a_book_of_texts_only() -> None:
    book = ("docs/conf.py", "docs/index.txt", "docs/ref/models.txt")
    assert set(kinds(*book)) == {"docs/index.txt", "docs/ref/models.txt"}
    assert kinds("docs/conf.py", "docs/index.rst", "docs/data.txt") == {
        "docs/index.rst": "restructuredtext"
    }


def test_secrets_are_read_only_if_the_configuration_names_the_file() -> None:
    paths = (".env", "deploy/.env.local", "deploy/live.env")
    assert kinds(*paths) == {}
    environment = Environment("a.get", declared=("./deploy/live.env", "a.Settings"))
    settings = Settings(root=Path("project"), environment=environment)
    assert kinds(*paths, settings=settings) == {"deploy/live.env": "dotenv"}


def test_patterns_tell_what_is_left_out_and_what_is_a_test() -> None:
    settings = Settings(root=Path("project"), exclude=("old/",))
    tree = tree_of("old/README.md", "tests/notes.md", "docs/a.md", settings=settings)
    assert [(document.path, document.scope) for document in tree.documents] == [
        ("docs/a.md", Scope.PRODUCTION),
        ("tests/notes.md", Scope.TEST),
    ]
    assert [skip.path for skip in tree.skipped] == ["old/README.md"]


def test_documents_below_the_paths_asked_for_are_reported(write: Write) -> None:
    root = write({"a.py": "", "docs/b.md": "", "README.md": ""})
    tree = discover(Settings(root), [root / "docs"])
    reported = {document.path: document.is_reported for document in tree.documents}
    assert reported == {"README.md": False, "docs/b.md": True}
    assert tree.skipped == ()


def test_links_and_ignored_files_are_no_documents(write: Write) -> None:
    root = write({"a.py": "", ".gitignore": "made.md\n", "made.md": "", "b.md": ""})
    (root / "link.md").symlink_to(root / "b.md")
    assert [document.path for document in discover(Settings(root)).documents] == [
        "b.md"
    ]


def test_a_document_can_be_read_like_any_file(write: Write) -> None:
    tree = discover(Settings(write({"a.py": "", "b.md": "text"})))
    (document,) = tree.documents
    assert tree.read(document) == b"text"
    stamp = tree.stamp(document)
    assert stamp
    assert stamp.size == 4
