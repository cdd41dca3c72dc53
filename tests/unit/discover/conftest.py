"""Projects on disk: plain directories and git work trees."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Write = Callable[[Mapping[str, str | bytes]], Path]
Git = Callable[..., None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def write(root: Path) -> Write:
    """Return a function that writes files and returns the root of the project."""

    def write_files(files: Mapping[str, str | bytes]) -> Path:
        for path, content in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            raw = content if isinstance(content, bytes) else os.fsencode(content)
            file.write_bytes(raw)
        return root

    return write_files


@pytest.fixture
def git(root: Path) -> Git:
    """Return a function that runs git in the project, which it makes a work tree."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("needs git")

    def run(*arguments: str, within: str = "") -> None:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        quiet = ("-c", "advice.addEmbeddedRepo=false")
        subprocess.run(
            [program, *identity, *quiet, *arguments],
            cwd=root / within,
            check=True,
            capture_output=True,
        )

    run("init", "--quiet")
    return run


@pytest.fixture(autouse=True)
def isolated_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own configuration and repositories out of the tests."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
