"""Listing a git work tree."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.discover.source import Skipped
from ssot_audit.discover.walk import list_project

Write = Callable[[Mapping[str, str | bytes]], Path]
Git = Callable[..., None]


def sources(root: Path) -> tuple[str, ...]:
    return list_project(str(root)).sources


def test_tracked_and_untracked_files_are_listed_and_ignored_ones_not(
    write: Write, git: Git
) -> None:
    root = write({"a.py": "", "forced.py": "", "d/.gitignore": "x.py\n"})
    git("add", "--all")
    write({".gitignore": "forced.py\nb.py\n", "b.py": "", "c.py": "", "d/x.py": ""})
    assert sources(root) == ("a.py", "c.py", "forced.py")
    assert list_project(str(root)).skipped == ()


def test_personal_ignores_of_a_clone_count(write: Write, git: Git) -> None:
    root = write({"a.py": "", "scratch.py": ""})
    git("init")
    (root / ".git/info/exclude").write_text("scratch.py\n")
    assert sources(root) == ("a.py",)


def test_deleted_tracked_file_is_gone(write: Write, git: Git) -> None:
    root = write({"a.py": "", "b.py": "", "only/c.py": ""})
    git("add", "--all")
    (root / "b.py").unlink()
    (root / "only/c.py").unlink()
    (root / "only").rmdir()
    assert sources(root) == ("a.py",)


def test_subdirectory_of_a_work_tree_obeys_the_ignores_above(
    write: Write, git: Git
) -> None:
    root = write({".gitignore": "_version.py\n", "a.py": ""})
    write({"service/b.py": "", "service/_version.py": ""})
    git("add", "--all")
    assert sources(root / "service") == ("b.py",)


def test_submodule_is_walked_by_its_own_ignores(write: Write, git: Git) -> None:
    root = write({"a.py": "", "sub/b.py": "", "sub/.gitignore": "c.py\n"})
    git("init", "--quiet", within="sub")
    git("add", "--all", within="sub")
    git("commit", "--quiet", "-m", "first", within="sub")
    git("add", "--all")
    write({"sub/c.py": "", "sub/d.py": ""})
    assert sources(root) == ("a.py", "sub/b.py", "sub/d.py")


def test_submodule_that_is_not_checked_out_is_said_to_be_missing(
    write: Write, git: Git
) -> None:
    root = write({"a.py": "", "sub/b.py": ""})
    git("init", "--quiet", within="sub")
    git("add", "--all", within="sub")
    git("commit", "--quiet", "-m", "first", within="sub")
    git("add", "--all")
    shutil.rmtree(root / "sub")
    (root / "sub").mkdir()
    skipped = (Skipped("sub", "submodule that is not checked out"),)
    assert list_project(str(root)).skipped == skipped


def test_untracked_repository_inside_is_walked(write: Write, git: Git) -> None:
    root = write({"a.py": "", "clone/b.py": ""})
    git("init", "--quiet", within="clone")
    assert sources(root) == ("a.py", "clone/b.py")


def test_fifo_in_a_work_tree_is_reported(write: Write, git: Git) -> None:
    root = write({"a.py": ""})
    git("add", "--all")
    os.mkfifo(root / "fifo.py")
    skipped = (Skipped("fifo.py", "not a regular file"),)
    assert list_project(str(root)).skipped == skipped


def test_tracked_virtual_environment_is_skipped(write: Write, git: Git) -> None:
    root = write({"a.py": "", "env/pyvenv.cfg": "", "env/lib/b.py": ""})
    git("add", "--all")
    assert sources(root) == ("a.py",)


def test_names_git_would_quote_are_kept(write: Write, git: Git) -> None:
    names = ("caf\udce9.py", "new\nline.py", 'quo"te.py', "tab\t.py", "ö.py")
    root = write(dict.fromkeys(names, ""))
    git("add", "--", *names[:3])
    assert sources(root) == tuple(sorted(names))


def test_root_that_is_ignored_itself_is_walked_plainly(write: Write, git: Git) -> None:
    root = write({".gitignore": "unpacked/\n", "unpacked/a.py": ""})
    write({"unpacked/.gitignore": "b.py\n", "unpacked/b.py": ""})
    git("add", "--all")
    assert sources(root / "unpacked") == ("a.py",)


def test_work_tree_is_walked_plainly_without_git(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({".gitignore": "b.py\n", "a.py": "", "b.py": ""})
    git("add", "--all")
    monkeypatch.setenv("PATH", "")
    assert sources(root) == ("a.py",)


def test_work_tree_is_walked_plainly_if_git_refuses(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({".gitignore": "b.py\n", "a.py": "", "b.py": ""})
    git("add", "--all")
    # Git's own way to test what it does in somebody else's repository.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert sources(root) == ("a.py",)


def test_work_tree_is_walked_plainly_if_git_cannot_start(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.py": ""})
    git("add", "--all")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(subprocess, "run", refuse)
    assert sources(root) == ("a.py",)


def test_variables_of_a_hook_do_not_mislead_git(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({".gitignore": "b.py\n", "a.py": "", "s/b.py": "", "s/c.py": ""})
    git("add", "--all")
    monkeypatch.setenv("GIT_DIR", str(root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert sources(root / "s") == ("c.py",)


def test_program_named_by_the_repository_is_not_run(write: Write, git: Git) -> None:
    root = write({"a.py": "", "hook": "#!/bin/sh\ntouch ran\n"})
    (root / "hook").chmod(0o755)
    git("add", "--all")
    git("config", "core.fsmonitor", str(root / "hook"))
    assert sources(root) == ("a.py",)
    assert not (root / "ran").exists()
