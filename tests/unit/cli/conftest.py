"""The command as its users run it, in a project of its own."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import Git, Ran, Run, Write, forked


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def write(project: Path) -> Write:
    """Return a function that writes the files of the project."""

    def write_files(files: Mapping[str, str]) -> None:
        for path, content in files.items():
            file = project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")

    return write_files


@pytest.fixture
def run(project: Path) -> Run:
    """Return a function that runs the command in the project."""

    def run_command(*arguments: str, **extra: str) -> Ran:
        return forked(arguments, project, **extra)

    return run_command


@pytest.fixture
def git(project: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Return a function that runs git in the project, which it makes a work tree."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("needs git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)

    def run_git(*arguments: str) -> None:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        command = [program, *identity, *arguments]
        subprocess.run(command, cwd=project, check=True, capture_output=True)

    run_git("init", "--quiet")
    return run_git
