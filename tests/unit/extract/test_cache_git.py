"""What the cache need not read because git knows it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ssot_audit.discover import git_index
from tests.unit.extract.conftest import Project

Clock = Callable[[float], None]
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


@pytest.fixture(autouse=True)
def ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_index, "FEW", 0)


def git(project: Project, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    command = ["git", *identity, *arguments]
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)


def cloned(project: Project, to: Path) -> Project:
    """Commit all and return a fresh clone that has the cache of the original."""
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "clone", "--quiet", str(project.root), str(to))
    clone = replace(project, root=to)
    make_index_younger(clone)
    return clone


def make_index_younger(project: Project) -> None:
    index = project.root / ".git/index"
    time = index.stat().st_mtime_ns + 10**10
    os.utime(index, ns=(time, time))


def test_a_clone_is_not_read_where_the_cache_came_along(
    project: Project, tmp_path: Path, later: Clock
) -> None:
    facts = project.scan().facts
    clone = cloned(project, tmp_path / "clone")
    scanned = clone.scan()
    assert (scanned.read, scanned.facts) == ([], facts)
    later(10)
    clone.scan()
    shutil.rmtree(clone.root / ".git")
    assert clone.scan().read == []


def test_a_branch_switched_back_is_not_read(project: Project, tmp_path: Path) -> None:
    project.scan()
    clone = cloned(project, tmp_path / "clone")
    git(clone, "checkout", "--quiet", "-b", "other")
    clone.write({"b.py": "C = 1\n"})
    git(clone, "commit", "--quiet", "-am", "second")
    git(clone, "checkout", "--quiet", "-")
    make_index_younger(clone)
    scanned = clone.scan()
    assert scanned.read == []
    assert scanned.facts["b.py"].variables[0].name == "B"


def test_what_git_knows_and_the_cache_does_not_is_read(
    project: Project, tmp_path: Path
) -> None:
    clone = cloned(project, tmp_path / "clone")
    scanned = clone.scan()
    assert (scanned.read, scanned.parsed) == (["a.py", "b.py", "c.py"], 3)


def test_other_bytes_of_a_known_blob_are_read(project: Project, later: Clock) -> None:
    (project.root / "a.py").write_bytes(b"'''\n'''\n")
    project.scan()
    git(project, "init", "--quiet")
    git(project, "config", "core.autocrlf", "true")
    (project.root / "a.py").write_bytes(b"'''\r\n'''\r\n")
    git(project, "add", "--all")
    make_index_younger(project)
    assert project.scan().read == ["a.py"]
    later(10)
    assert project.scan().read == ["a.py"]
    assert project.scan().read == []
