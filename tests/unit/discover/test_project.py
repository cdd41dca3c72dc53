"""What a project declares about itself, in whatever file."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.discover import declarations
from ssot_audit.discover.declarations import Declared
from ssot_audit.discover.project import Project, declared
from ssot_audit.discover.reading import read_bytes
from ssot_audit.discover.source import Skipped

Write = Callable[[Mapping[str, str | bytes]], Path]

NOTHING = Project(None, frozenset())
PYPROJECT = b"""
[project]
requires-python = ">=3.11"
dependencies = ["Google_Cloud.Storage[grpc]>=2; python_version<'4'", "a @ https://x.y"]
optional-dependencies = { dev = ["pytest"] }
[dependency-groups]
lint = ["ruff>=0.1", { include-group = "dev" }]
"""
POETRY = b"""
[tool.poetry.dependencies]
python = "^3.10"
httpx = "^0.27"
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.docs.dependencies]
mkdocs = { version = "1" }
"""
SETUP_CFG = b"""
[options]
python_requires = >=3.9
install_requires =
    attrs>=20  # why
    %(odd)s
[options.extras_require]
test = pytest
"""
SETUP_PY = b"""
setup(
    name=NAME, python_requires=">=3.8", install_requires=["attrs", *MORE, "zope.event"]
)
"""
METADATA = b"""Metadata-Version: 2.1
Requires-Python: >=3.7
Requires-Dist: idna (<4,>=2.5)
Requires-Dist: chardet ; extra == 'old'

Requires-Dist: prose
"""
REQUIREMENTS = b"""
# comment
-r base.txt
requests[security]==2.0 --hash=sha256:0
./local/package
https://example.org/thing.whl
git+https://example.org/some_thing.git#egg=Some_Thing
flask
"""


def names(*found: str) -> frozenset[str]:
    return frozenset(found)


def test_pyproject() -> None:
    expected = names("google-cloud-storage", "a", "pytest", "ruff")
    assert declarations.pyproject(PYPROJECT) == Declared(">=3.11", expected)


def test_poetry_tables() -> None:
    expected = names("httpx", "black", "mkdocs")
    assert declarations.pyproject(POETRY) == Declared(">=3.10", expected)


def test_setup_cfg() -> None:
    assert declarations.setup_cfg(SETUP_CFG) == Declared(
        ">=3.9", names("attrs", "pytest")
    )


def test_literals_of_setup_py() -> None:
    expected = names("attrs", "zope-event")
    assert declarations.setup_py(SETUP_PY) == Declared(">=3.8", expected)


@pytest.mark.parametrize(
    "version", [b"OLDEST", b"f'>={OLDEST}'", b"'>=' + OLDEST", b"None"]
)
def test_version_computed_in_setup_py_is_unknown(version: bytes) -> None:
    assert declarations.setup_py(b"setup(python_requires=%s)" % version) == Declared()


def test_setup_py_with_an_odd_escape_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert declarations.setup_py(b"'\\d'") == Declared()


def test_headers_of_a_distribution() -> None:
    expected = Declared(">=3.7", names("idna", "chardet"))
    assert declarations.metadata(METADATA) == expected
    assert declarations.metadata(METADATA.replace(b"\n", b"\r\n")) == expected


def test_requirements() -> None:
    expected = names("requests", "some-thing", "flask")
    assert declarations.requirements(REQUIREMENTS).dependencies == expected


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"[project",
        b"project = 1",
        b"[project]\nrequires-python = 3\ndependencies = 'a'",
        b"[project]\ndependencies = [1, {}]\noptional-dependencies = ['a']",
        b"[tool.poetry]\ngroup = { a = 1, b = { dependencies = 2 } }",
        b"x = " + b"[" * 5_000,
        b"# coding: rot13\n",
        b"(" * 5_000,
        b"a = b\x00",
    ],
)
def test_malformed_file_declares_nothing(content: bytes) -> None:
    assert replace(declarations.pyproject(content), fault="") == Declared()
    assert replace(declarations.setup_cfg(content), fault="") == Declared()
    assert declarations.setup_py(content) == Declared()


@given(
    st.one_of(
        st.binary(),
        st.text("[]=\n\r\t #:%'\"ab.{},;\\\x00\x85").map(str.encode),
    )
)
def test_no_content_raises(content: bytes) -> None:
    declarations.pyproject(content)
    declarations.setup_cfg(content)
    declarations.setup_py(content)
    declarations.metadata(content)
    declarations.requirements(content)


def test_first_file_in_order_gives_the_version_and_all_give_dependencies(
    write: Write,
) -> None:
    files = {
        "pyproject.toml": POETRY,
        "setup.cfg": SETUP_CFG,
        "setup.py": SETUP_PY,
        "PKG-INFO": METADATA,
        "shop-1.dist-info/METADATA": METADATA.replace(b"3.7", b"3.6"),
        "requirements-dev.txt": REQUIREMENTS,
    }
    versions = []
    read = partial(read_bytes, str(write(files)))
    remaining = sorted(files)
    for path in files:
        versions.append(declared(remaining, read).python_requires)
        remaining.remove(path)
    assert versions == [">=3.10", ">=3.9", ">=3.8", ">=3.7", ">=3.6", None]
    assert declared(files, read).dependencies >= names("httpx", "attrs", "idna")


def test_file_nearest_the_root_gives_the_version(write: Write) -> None:
    root = write({"a/b/pyproject.toml": PYPROJECT, "z/setup.cfg": SETUP_CFG})
    paths = ["a/b/pyproject.toml", "z/setup.cfg"]
    assert declared(paths, partial(read_bytes, str(root))).python_requires == ">=3.9"


def test_metadata_and_requirements_below_the_root_belong_to_others(
    write: Write,
) -> None:
    files = {"a/PKG-INFO": METADATA, "a/requirements.txt": REQUIREMENTS}
    assert declared(files, partial(read_bytes, str(write(files)))) == NOTHING


def test_project_file_that_vanished_declares_nothing(root: Path) -> None:
    found = declared(["pyproject.toml"], partial(read_bytes, str(root)))
    assert (found.python_requires, found.dependencies) == (None, frozenset())
    assert found.malformed == (
        Skipped("pyproject.toml", "vanished while it was analysed"),
    )


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("pyproject.toml", b"[project]\nname 1", "not TOML (line 2, column 6)"),
        ("pyproject.toml", b"x = " + b"[" * 5_000, "not TOML"),
        ("lib/pyproject.toml", b"# caf\xe9", "not UTF-8"),
        ("setup.cfg", b"name = shop", "not INI (line 1)"),
        ("setup.cfg", b"[options]\na = 1\nnothing", "not INI (line 3)"),
    ],
)
def test_malformed_file_is_told_with_its_reason(
    path: str, content: bytes, reason: str
) -> None:
    files = {path: content, "setup.py": SETUP_PY}
    found = declared(files, files.__getitem__)
    assert found.malformed == (Skipped(path, reason),)
    assert found.python_requires == ">=3.8"
