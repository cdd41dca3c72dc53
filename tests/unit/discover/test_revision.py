"""A project as it was: what a checkout of the revision would be, without one."""

import os
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover import git as asked
from ssot_audit.discover.files import discover
from ssot_audit.discover.revision import at_revision
from ssot_audit.discover.source import Blob, SourceTree, Unreadable
from ssot_audit.errors import ConfigError

Write = Callable[[Mapping[str, str | bytes]], Path]
Git = Callable[..., None]

PROJECT: Mapping[str, str | bytes] = {
    "pyproject.toml": "[project]\nrequires-python = '>=3.11'\ndependencies = ['a']\n",
    "requirements.txt": "b\n",
    ".gitignore": "made.py\n",
    "src/shop/__init__.py": "",
    "src/shop/cart.py": "import os\n",
    "src/shop/cart.pyi": "",
    "src/shop/fast.pyx": "",
    "src/shop/café.py": "x = 'é'\n".encode("latin-1"),
    "caf\udce9.py": "",
    "new\nline.py": "",
    "tests/test_cart.py": "",
    "tests/requirements.txt": "c\n",
    "old/a.py": "",
    "env/pyvenv.cfg": "",
    "env/lib/b.py": "",
    "web/node_modules/c.py": "",
    "web/node_modules/deep/er/d.py": "",
    ".mypy_cache/e.py": "",
    "x.egg-info/PKG-INFO": "",
    "notes.txt": "",
    "README.md": "# shop\n",
    "docs/conf.py": "",
    "docs/index.txt": "shop\n",
    ".env.example": "KEY=1\n",
}
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "exclude": ("/old/",),
    "generated": ("*_pb2.py",),
}


def commit(git: Git) -> None:
    git("add", "--all", "--force")
    git("commit", "--quiet", "-m", "it")


def settings_at(root: Path) -> Settings:
    return Settings(root=root, **SETTINGS)  # type: ignore[arg-type]


def described(tree: SourceTree) -> dict[str, object]:
    """Return what a tree is, without the wording of reasons."""
    fields = (
        "files",
        "documents",
        "roots",
        "python_requires",
        "dependencies",
        "natives",
    )
    paths = ("src/shop/made.py", "a_pb2.py", "src/shop/none.py")
    return {
        **{field: getattr(tree, field) for field in fields},
        "skipped": [skipped.path for skipped in tree.skipped],
        "generated": [tree.is_generated(path) for path in paths],
        "bytes": [tree.read(file) for file in tree.files],
    }


def checked_out(git: Git, tmp_path: Path, revision: str) -> Path:
    # The directory's name may become a module's.
    root = tmp_path / "checkout/project"
    git("worktree", "add", "--quiet", "--detach", str(root), revision)
    return root


def test_tree_is_that_of_a_checkout(write: Write, git: Git, tmp_path: Path) -> None:
    root = write(PROJECT)
    (root / "link.py").symlink_to("src/shop/cart.py")
    (root / "text.txt").symlink_to("notes.txt")
    (root / "store").symlink_to("src/shop")
    (root / "src/up").symlink_to("..")
    (root / "away").symlink_to(tmp_path)
    (root / "lost.py").symlink_to("nothing")
    (root / "web/node_modules/link.py").symlink_to("c.py")
    commit(git)
    for path in ("src/shop/cart.py", "link.py", "requirements.txt", ".gitignore"):
        (root / path).unlink()
    write({"src/shop/new.py": "", "pyproject.toml": "", "src/shop/cart.pyi": "a: int"})
    commit(git)
    write({"src/shop/untracked.py": "", "src/shop/__init__.py": "a = 1\n"})
    git("add", "src/shop/__init__.py")
    expected = described(discover(settings_at(checked_out(git, tmp_path, "HEAD~"))))
    with at_revision(settings_at(root), "HEAD~") as past:
        assert described(past.tree) == expected
    assert expected["generated"] == [True, True, False]
    assert len(expected["skipped"]) == 8  # type: ignore[arg-type]


def test_directory_below_the_top_has_its_own_files(write: Write, git: Git) -> None:
    root = write({"a.py": "", "part/b.py": "", "part/p/c.py": ""})
    commit(git)
    with at_revision(Settings(root=root / "part"), "HEAD") as past:
        assert [file.path for file in past.tree.files] == ["b.py", "p/c.py"]
        assert past.commit == past.commit.strip()


def test_blobs_are_those_of_the_index(write: Write, git: Git) -> None:
    root = write({"a.py": "A = 1\n"})
    commit(git)
    write({"a.py": "A = 2\n"})
    with at_revision(Settings(root=root), "HEAD") as past:
        (file,) = past.tree.files
        assert past.tree.blob(file, None) == Blob.of(b"A = 1\n")
        assert past.tree.stamp(file) is None


def test_nothing_is_written_and_git_is_gone_afterwards(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.py": "A = 1\n"})
    commit(git)
    processes: list[subprocess.Popen[bytes]] = []
    start = asked.started

    def started(*arguments: str, in_hook: bool = False) -> subprocess.Popen[bytes]:
        processes.append(start(*arguments, in_hook=in_hook))
        return processes[-1]

    monkeypatch.setattr(asked, "started", started)
    before = sorted(root.rglob("*"))
    with at_revision(Settings(root=root), "HEAD") as past:
        (file,) = past.tree.files
        assert past.tree.read(file) == b"A = 1\n" == past.tree.read(file)
        assert processes[-1].poll() is None
    assert all(process.returncode is not None for process in processes)
    assert sorted(root.rglob("*")) == before


def test_submodule_counts_as_it_is_checked_out(write: Write, git: Git) -> None:
    root = write({"a.py": "", "sub/b.py": "B = 1\n", "sub/node_modules/c.py": ""})
    git("init", "--quiet", within="sub")
    git("add", "--all", within="sub")
    git("commit", "--quiet", "-m", "first", within="sub")
    git("add", "a.py", "sub")
    git("commit", "--quiet", "-m", "first")
    write({"sub/b.py": "B = 2\n"})
    with at_revision(Settings(root=root), "HEAD") as past:
        read = {file.path: past.tree.read(file) for file in past.tree.files}
        assert read == {"a.py": b"", "sub/b.py": b"B = 2\n"}
        assert [skipped.path for skipped in past.tree.skipped] == ["sub/node_modules"]


def test_file_too_large_is_refused_as_on_disk(write: Write, git: Git) -> None:
    root = write({"big.py": b"#" * 20_000_001})
    commit(git)
    with at_revision(Settings(root=root), "HEAD") as past:
        (file,) = past.tree.files
        with pytest.raises(Unreadable, match="larger than 20 MB"):
            past.tree.read(file)


def test_revision_without_files_is_an_empty_project(write: Write, git: Git) -> None:
    root = write({"a.txt": ""})
    commit(git)
    write({"p/a.py": ""})
    for place in (root, root / "p"):
        with at_revision(Settings(root=place), "HEAD") as past:
            assert past.tree.files == ()


def fault(root: Path, revision: str) -> str:
    with (
        pytest.raises(ConfigError) as caught,
        at_revision(Settings(root=root), revision),
    ):
        pass
    return str(caught.value)


@pytest.mark.parametrize(
    "revision",
    ["nope", "", "--foo", "--all", "-h", "HEAD:a.py", "HEAD~9", "a\0b", "^HEAD"],
)
def test_name_of_no_commit_is_a_fault(write: Write, git: Git, revision: str) -> None:
    root = write({"a.py": ""})
    commit(git)
    assert fault(root, revision) == f"--since: `{revision}` is no commit that git knows"


def test_shallow_clone_is_said_to_be_one(
    write: Write, git: Git, tmp_path: Path
) -> None:
    root = write({"a.py": ""})
    commit(git)
    write({"a.py": "A = 1\n"})
    commit(git)
    git("clone", "--quiet", "--depth=1", f"file://{root}", str(tmp_path / "clone"))
    assert "this clone is shallow" in fault(tmp_path / "clone", "HEAD~")


def test_without_work_tree_or_git_there_is_no_past(
    write: Write, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.py": ""})
    commit(git)
    git("clone", "--quiet", "--bare", str(root), str(tmp_path / "bare"))
    (tmp_path / "plain").mkdir()
    for place in (tmp_path / "bare", tmp_path / "plain", root / ".git"):
        assert "is in no work tree" in fault(place, "HEAD")
    monkeypatch.setenv("PATH", "")
    assert "needs git" in fault(root, "HEAD")


@pytest.mark.parametrize("config", ["promisor", "extension"])
def test_missing_objects_are_not_fetched(
    write: Write, git: Git, tmp_path: Path, config: str
) -> None:
    root = write({"a.py": "A = 1\n"})
    commit(git)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    git("config", "remote.evil.url", "ssh://example.org/x")
    git("config", "core.sshCommand", str(trap))
    git("config", "core.repositoryFormatVersion", "1")
    if config == "promisor":
        git("config", "remote.evil.promisor", "true")
    else:
        git("config", "extensions.partialClone", "evil")
    name = Blob.of(b"A = 1\n").id.hex()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    with at_revision(Settings(root=root), "HEAD") as past:
        (file,) = past.tree.files
        assert past.tree.blob(file, None) is None
        with pytest.raises(ConfigError, match=f"lacks the object {name}"):
            past.tree.read(file)
    assert not (tmp_path / "sprung").exists()


def test_filters_that_the_repository_names_are_not_run(
    write: Write, git: Git, tmp_path: Path
) -> None:
    root = write({"a.py": "A = 1\n", ".gitattributes": "*.py filter=evil\n"})
    commit(git)
    for kind in ("smudge", "clean", "process"):
        git("config", f"filter.evil.{kind}", f"touch {tmp_path}/sprung")
    git("config", "core.fsmonitor", f"touch {tmp_path}/sprung")
    os.utime(root / "a.py", (1, 1))
    with at_revision(Settings(root=root), "HEAD") as past:
        assert past.tree.read(past.tree.files[0]) == b"A = 1\n"
    assert not (tmp_path / "sprung").exists()


def test_replaced_objects_are_what_they_were(write: Write, git: Git) -> None:
    root = write({"a.py": "A = 1\n", "b.py": "B = 1\n"})
    commit(git)
    names = [Blob.of(text).id.hex() for text in (b"A = 1\n", b"B = 1\n")]
    git("replace", *names)
    with at_revision(Settings(root=root), "HEAD") as past:
        assert [past.tree.read(file) for file in past.tree.files] == [
            b"A = 1\n",
            b"B = 1\n",
        ]


def test_paths_limit_what_is_reported_of_the_past(write: Write, git: Git) -> None:
    root = write({"p/a.py": "", "q/b.py": ""})
    commit(git)
    with at_revision(Settings(root=root), "HEAD", [root / "p"]) as past:
        assert [file.is_reported for file in past.tree.files] == [True, False]
