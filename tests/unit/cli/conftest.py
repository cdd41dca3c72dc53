"""The command as its users run it, in a project of its own."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import COMMAND, Ran, Run, Write, environment


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
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=project,
            env=environment(**extra),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run_command
