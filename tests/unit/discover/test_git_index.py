"""What git's index says of files, and when it is not to be trusted."""

import os
import subprocess
from collections.abc import Callable, Mapping
from hashlib import sha1
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover import git as asked
from ssot_audit.discover import git_index
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import Blob

Write = Callable[[Mapping[str, str | bytes]], Path]
Git = Callable[..., None]

FILES = {"a.py": "A = 1\n", "p/b.py": "B = 1\n", "p/bc.py": "", "p/q/d.py": "D = 1\n"}


@pytest.fixture(autouse=True)
def ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_index, "FEW", 0)


def known(root: Path) -> dict[str, Blob]:
    """Return what git says of those files that it knows."""
    tree = discover(Settings(root=root))
    answers = ((file.path, tree.blob(file, tree.stamp(file))) for file in tree.files)
    return {path: blob for path, blob in answers if blob}


def blobs(files: Mapping[str, str]) -> dict[str, Blob]:
    return {path: Blob.of(content.encode()) for path, content in files.items()}


def age(root: Path, index: str = ".git/index") -> None:
    """Make the index younger than every file."""
    time = (root / index).stat().st_mtime_ns + 10**10
    os.utime(root / index, ns=(time, time))


def test_blob_is_what_git_calls_the_bytes(write: Write, git: Git) -> None:
    root = write({"a.py": "A = 1\n"})
    git("add", "a.py")
    name = Blob.of(b"A = 1\n").id.hex()
    assert (root / ".git/objects" / name[:2] / name[2:]).exists()


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_files_are_known_from_every_version_of_the_index(
    write: Write, git: Git, version: str
) -> None:
    odd = {"caf\udce9.py": "", "new\nline.py": "", f"{200 * 'l'}/a.py": ""}
    root = write(FILES | {"later.py": ""} | odd)
    git("add", "--all")
    git("rm", "--cached", "--quiet", "later.py")
    if version == "3":  # chosen by git itself, for flags that version 2 lacks
        git("add", "--intent-to-add", "later.py")
    git("update-index", "--index-version", version)
    age(root)
    assert (root / ".git/index").read_bytes()[7] == int(version)
    assert known(root) == blobs(FILES | odd)


def test_few_files_are_read_without_asking_git(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(FILES)
    git("add", "--all")
    age(root)
    monkeypatch.setattr(git_index, "FEW", 3)
    assert known(root).keys() == {"p/q/d.py"}


def test_directory_below_the_top_has_its_own_paths(write: Write, git: Git) -> None:
    root = write(FILES | {"p/p/b.py": ""})
    git("add", "--all")
    age(root)
    expected = {"b.py": "B = 1\n", "bc.py": "", "q/d.py": "D = 1\n", "p/b.py": ""}
    assert known(root / "p") == blobs(expected)


def test_worktree_and_submodule_have_an_index_of_their_own(
    write: Write, git: Git, tmp_path: Path
) -> None:
    root = write(FILES)
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    git("worktree", "add", "--quiet", str(tmp_path / "other"), "-b", "other")
    age(root, ".git/worktrees/other/index")
    assert known(tmp_path / "other") == blobs(FILES)
    git("-c", "protocol.file.allow=always", "submodule", "add", str(root), "sub")
    age(root)
    age(root, ".git/modules/sub/index")
    assert known(root / "sub") == blobs(FILES)
    assert known(root) == blobs(FILES)


def test_edited_untracked_and_staged_anew_are_told_apart(
    write: Write, git: Git
) -> None:
    root = write(FILES)
    git("add", "--all")
    write({"a.py": "A = 2\n", "p/b.py": "B = 2\n", "new.py": ""})
    git("add", "p/b.py")
    age(root)
    expected = FILES | {"p/b.py": "B = 2\n"}
    del expected["a.py"]
    assert known(root) == blobs(expected)


def test_edit_that_hides_behind_an_old_time_is_seen(write: Write, git: Git) -> None:
    root = write(FILES)
    git("add", "--all")
    age(root)
    before = (root / "a.py").stat()
    write({"a.py": "A = 2\n"})
    os.utime(root / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "a.py" not in known(root)


def test_file_as_young_as_the_index_may_have_changed_since(
    write: Write, git: Git
) -> None:
    root = write({"a.py": "A = 1\n", "b.py": ""})
    os.utime(root / "b.py", ns=(10**18, 10**18))
    git("add", "--all")
    time = (root / "a.py").stat().st_mtime_ns
    os.utime(root / ".git/index", ns=(time, time))
    assert known(root).keys() == {"b.py"}
    os.utime(root / ".git/index", ns=(time + 1, time + 1))
    assert known(root).keys() == {"a.py", "b.py"}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_not_to_look_at_is_not_known(
    write: Write, git: Git, flag: str
) -> None:
    root = write(FILES)
    git("add", "--all")
    git("update-index", flag, "a.py")
    age(root)
    assert known(root).keys() == FILES.keys() - {"a.py"}


def test_sides_of_a_conflict_are_not_known(write: Write, git: Git) -> None:
    root = write(FILES)
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    git("checkout", "--quiet", "-b", "other")
    write({"a.py": "A = 2\n"})
    git("commit", "--quiet", "-am", "second")
    git("checkout", "--quiet", "-")
    write({"a.py": "A = 3\n"})
    git("commit", "--quiet", "-am", "third")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "other")
    age(root)
    assert known(root).keys() == FILES.keys() - {"a.py"}


@pytest.mark.parametrize(
    "attribute", ["filter=rot13", "ident", "working-tree-encoding=cp037"]
)
def test_files_that_git_rewrites_are_not_known(
    write: Write, git: Git, attribute: str
) -> None:
    root = write(FILES | {"p/.gitattributes": f"b.py {attribute}\n"})
    git("config", "filter.rot13.clean", "tr a-zA-Z n-za-mN-ZA-M")
    git("add", "--all")
    age(root)
    assert known(root).keys() == FILES.keys() - {"p/b.py"}


def test_line_ends_converted_on_checkout_name_other_bytes(
    write: Write, git: Git
) -> None:
    root = write({".gitattributes": "*.py text\n", "a.py": "A = 1\r\n"})
    git("add", "--all")
    age(root)
    # The name of one thing with the size of another is that of nothing.
    assert known(root) == {"a.py": Blob(Blob.of(b"A = 1\n").id, 7)}


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:0],
        lambda content: content[:-1],
        lambda content: content[:40] + b"\xff" + content[41:],
        lambda content: _signed(b"DIRC" + b"\0\0\0\5" + content[8:-20]),
        lambda content: _signed(content[:8] + b"\0\1\0\0" + content[12:-20]),
        lambda content: _signed(content[:-20] + b"link\0\0\0\0"),
        lambda content: _signed(content[:-20] + b"TREE\0\0\1\0"),
        lambda content: content[:-20] + bytes(32),
    ],
)
def test_index_that_is_not_understood_is_none(
    write: Write,
    git: Git,
    harm: Callable[[bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write(FILES)
    git("add", "--all")
    index = root / ".git/index"
    harmed = harm(index.read_bytes())
    tree = discover(Settings(root=root))
    # Git itself refuses some of these.
    monkeypatch.setattr(asked, "converted", lambda _root: frozenset())
    index.write_bytes(harmed)
    age(root)
    assert not any(tree.blob(file, tree.stamp(file)) for file in tree.files)


def _signed(content: bytes) -> bytes:
    return content + sha1(content, usedforsecurity=False).digest()


def test_index_without_checksum_is_as_good(write: Write, git: Git) -> None:
    root = write(FILES)
    git("add", "--all")
    index = root / ".git/index"
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    age(root)
    assert known(root) == blobs(FILES)


def test_split_index_and_other_hashes_are_left_alone(
    write: Write, git: Git, tmp_path: Path
) -> None:
    root = write(FILES)
    git("add", "--all")
    git("update-index", "--split-index")
    age(root)
    assert known(root) == {}
    git("init", "--quiet", "--object-format=sha256", str(tmp_path / "long"))
    (tmp_path / "long/a.py").write_text("A = 1\n")
    git("-C", str(tmp_path / "long"), "add", "--all")
    age(tmp_path / "long")
    assert known(tmp_path / "long") == {}


def test_sparse_index_knows_what_is_checked_out(write: Write, git: Git) -> None:
    root = write(FILES | {"o/far.py": ""})
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    git("sparse-checkout", "set", "--sparse-index", "p")
    assert b"sdir" in (root / ".git/index").read_bytes()
    age(root)
    assert known(root) == blobs(FILES)


@pytest.mark.parametrize("path", ["", None])
def test_without_git_or_work_tree_nothing_is_known(
    write: Write, path: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(FILES)
    if path is not None:
        monkeypatch.setenv("PATH", path)
    assert known(root) == {}
