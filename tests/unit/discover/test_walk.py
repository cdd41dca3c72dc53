"""Which files a project consists of, whatever else lies about in its directories."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ssot_audit.discover.source import Skipped
from ssot_audit.discover.walk import Listing, list_project

Write = Callable[[Mapping[str, str | bytes]], Path]


def listed(root: Path) -> Listing:
    return list_project(str(root))


def reasons(root: Path) -> dict[str, str]:
    return {skip.path: skip.reason for skip in listed(root).skipped}


def test_files_are_sorted_whatever_the_order_of_the_directory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"b/a.py": "", "a.py": "", "b.py": "", "b/c/d.py": "", "a/z.pyi": ""})
    expected = listed(root)
    scan = os.scandir

    class Backwards:
        def __init__(self, path: str) -> None:
            self._entries = sorted(scan(path), key=lambda entry: entry.name)[::-1]

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self._entries)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert listed(root) == expected
    assert expected.sources == ("a.py", "a/z.pyi", "b.py", "b/a.py", "b/c/d.py")


def test_only_python_files_are_sources(write: Write) -> None:
    root = write({"a.py": "", "b.pyi": "", "c.pyw": "", "d.txt": "", "e.py.bak": ""})
    assert listed(root).sources == ("a.py", "b.pyi", "c.pyw")


def test_compiled_modules_and_their_sources_are_told_apart(write: Write) -> None:
    root = write({"a.py": "", "b.cpython-311.so": "", "c.pyx": "", "d.py.in": ""})
    assert listed(root).natives == ("b.cpython-311.so", "c.pyx", "d.py.in")


def test_directory_named_like_a_file_is_walked(write: Write) -> None:
    assert listed(write({"d.py/e.py": ""})).sources == ("d.py/e.py",)


def test_symlink_loop_ends(write: Write) -> None:
    root = write({"a/b.py": ""})
    (root / "a/again").symlink_to(root)
    (root / "self.py").symlink_to(root / "self.py")
    assert listed(root).sources == ("a/b.py",)
    assert reasons(root) == {
        "a/again": "symbolic link to `.`",
        "self.py": "symbolic link to nothing",
    }


def test_symlink_within_the_project_names_its_target(write: Write) -> None:
    root = write({"shop/cart.py": ""})
    (root / "basket.py").symlink_to("shop/cart.py")
    (root / "store").symlink_to("shop")
    assert listed(root).sources == ("shop/cart.py",)
    assert reasons(root) == {
        "basket.py": "symbolic link to `shop/cart.py`",
        "store": "symbolic link to `shop`",
    }


def test_symlink_out_of_the_project_is_skipped(write: Write, tmp_path: Path) -> None:
    root = write({"a.py": ""})
    (tmp_path / "project-2").mkdir()
    (tmp_path / "project-2/secret.py").write_text("")
    (root / "b.py").symlink_to(tmp_path / "project-2/secret.py")
    (root / "c").symlink_to(tmp_path / "project-2")
    (root / "elsewhere.txt").symlink_to(tmp_path)
    (root / "notes.txt").symlink_to(tmp_path / "notes.txt")
    outside = "symbolic link leading outside the project"
    assert listed(root).sources == ("a.py",)
    assert reasons(root) == {"b.py": outside, "c": outside, "elsewhere.txt": outside}


def test_fifo_and_socket_are_never_opened(write: Write) -> None:
    root = write({"a.py": ""})
    os.mkfifo(root / "fifo.py")
    os.mkfifo(root / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as server:
        # A path relative to the current directory: absolute ones may be too long.
        server.bind(os.path.relpath(root / "socket.py"))
    assert listed(root).sources == ("a.py",)
    assert reasons(root) == {
        "fifo.py": "not a regular file",
        "socket.py": "not a regular file",
    }


def test_directory_that_cannot_be_listed_is_skipped(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.py": "", "locked/b.py": ""})
    scan = os.scandir

    def scan_unlocked(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_unlocked)
    assert listed(root).sources == ("a.py",)
    assert listed(root).skipped == (Skipped("locked", "permission denied"),)


def test_names_that_are_not_utf8_are_kept(write: Write) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    root = write({name: "", f"d{name}/e.py": "", ".gitignore": f"d{name}\n"})
    assert listed(root).sources == (name,)


def test_caches_are_left_out_without_a_word(write: Write) -> None:
    caches = (".git", "__pycache__", ".mypy_cache", ".ssot_audit_cache", "a.egg-info")
    assert listed(write({f"{name}/a.py": "" for name in caches})) == Listing(
        sources=(), natives=(), project_files=(), skipped=()
    )


def test_installed_packages_are_skipped(write: Write) -> None:
    root = write(
        {
            "a.py": "",
            "env/pyvenv.cfg": "",
            "env/b.py": "",
            ".tox/c.py": "",
            "web/node_modules/d.py": "",
        }
    )
    assert listed(root).sources == ("a.py",)
    assert reasons(root) == {
        ".tox": "installed by a tool",
        "env": "virtual environment",
        "web/node_modules": "installed by a tool",
    }


def test_build_is_walked_unless_ignored(write: Write) -> None:
    root = write({"build/a.py": "", "dist/b.py": "", ".gitignore": "/dist/\n"})
    assert listed(root).sources == ("build/a.py",)


def test_nested_gitignore_files_apply_below_their_directory(write: Write) -> None:
    root = write(
        {
            ".gitignore": "generated/\n*_local.py\n",
            "a_local.py": "",
            "generated/x.py": "",
            "shop/.gitignore": "!keep_local.py\n/own.py\n",
            "shop/keep_local.py": "",
            "shop/other_local.py": "",
            "shop/own.py": "",
            "shop/deep/own.py": "",
            "shop/generated/y.py": "",
        }
    )
    assert listed(root).sources == ("shop/deep/own.py", "shop/keep_local.py")


def test_file_below_an_ignored_directory_is_not_taken_back(write: Write) -> None:
    root = write({".gitignore": "out/\n!out/a.py\n", "out/a.py": "", "b.py": ""})
    assert listed(root).sources == ("b.py",)


def test_odd_lines_of_a_gitignore_are_passed_over(write: Write) -> None:
    lines = "\ufeff# a\r\n!\r\n\\\n[[:x]\n[z-a]\n/\n//\nb.py\r\n"
    assert listed(write({".gitignore": lines, "a.py": "", "b.py": ""})).sources == (
        "a.py",
    )


def test_gitignore_that_cannot_be_read_ignores_nothing(write: Write) -> None:
    root = write({"a.py": "", ".gitignore/b.py": ""})
    assert listed(root).sources == (".gitignore/b.py", "a.py")
