"""Discovery as a whole: what a scan is told and what it gets."""

import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import FileKind, Scope, Skipped, SourceFile, Unreadable
from ssot_audit.errors import ConfigError

Write = Callable[[Mapping[str, str | bytes]], Path]


def faults(settings: Settings, *paths: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        discover(settings, paths)
    return [str(fault) for fault in caught.value.faults]


def reported(settings: Settings, *paths: Path) -> list[str]:
    return [file.path for file in discover(settings, paths).files if file.is_reported]


def test_files_carry_all_that_their_path_says(write: Write) -> None:
    root = write(
        {"src/shop/__init__.py": "", "src/shop/cart.pyi": "", "tests/test_cart.py": ""}
    )
    assert discover(Settings(root)).files == (
        SourceFile("src/shop/__init__.py", "shop", is_package=True),
        SourceFile("src/shop/cart.pyi", "shop.cart", kind=FileKind.STUB),
        SourceFile("tests/test_cart.py", "tests.test_cart", scope=Scope.TEST),
    )


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("tests/helper.py", Scope.TEST),
        ("shop/tests/deep/helper.py", Scope.TEST),
        ("test_cart.py", Scope.TEST),
        ("shop/cart_test.py", Scope.TEST),
        ("conftest.py", Scope.TEST),
        ("shop/testing.py", Scope.PRODUCTION),
        ("shop/contest.py", Scope.PRODUCTION),
        ("tests.py", Scope.TEST),
        ("shop/tests.py", Scope.TEST),
        ("contests.py", Scope.PRODUCTION),
    ],
)
def test_scope_follows_the_patterns(write: Write, path: str, scope: Scope) -> None:
    (file,) = discover(Settings(write({path: ""}))).files
    assert file.scope is scope


def test_configured_test_patterns_replace_the_usual_ones(write: Write) -> None:
    root = write({"checks/a.py": "", "checks/data.py": "", "tests/b.py": ""})
    settings = Settings(root, test_patterns=("/checks/", "!data.py"))
    tests = [f.path for f in discover(settings).files if f.scope is Scope.TEST]
    assert tests == ["checks/a.py"]


def test_bytes_are_read_through_the_tree_from_any_process(write: Write) -> None:
    tree = discover(Settings(write({"a.py": "x = 1\n", "b.py": ""})))
    read = pickle.loads(pickle.dumps(tree.read))  # noqa: S301 - our own object
    assert read(tree.files[0]) == b"x = 1\n"


def test_file_that_vanishes_between_listing_and_reading(write: Write) -> None:
    root = write({"a.py": ""})
    tree = discover(Settings(root))
    (root / "a.py").unlink()
    with pytest.raises(Unreadable, match="vanished while it was analysed"):
        tree.read(tree.files[0])


def test_paths_limit_what_is_reported_and_nothing_else(write: Write) -> None:
    root = write({"src/shop/a.py": "", "src/shopping.py": "", "b.py": "", "c.py": ""})
    settings = Settings(root)
    assert len(reported(settings)) == 4
    assert reported(settings, root) == reported(settings)
    assert reported(settings, root / "src/shop") == ["src/shop/a.py"]
    assert reported(settings, root / "b.py", root / "src") == [
        "b.py",
        "src/shop/a.py",
        "src/shopping.py",
    ]
    everything, part = discover(settings), discover(settings, [root / "b.py"])
    assert [replace(file, is_reported=True) for file in part.files] == list(
        everything.files
    )


def test_paths_are_relative_to_the_current_directory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"shop/a.py": "", "shop/b.py": ""})
    monkeypatch.chdir(root / "shop")
    assert reported(Settings(Path("..")), Path("a.py")) == ["shop/a.py"]


def test_root_and_paths_may_be_reached_through_links(
    write: Write, tmp_path: Path
) -> None:
    root = write({"shop/a.py": "", "b.py": ""})
    (tmp_path / "link").symlink_to(root)
    (root / "store").symlink_to("shop")
    assert reported(Settings(tmp_path / "link"), root / "store") == ["shop/a.py"]
    assert reported(Settings(root), tmp_path / "link/b.py") == ["b.py"]


def test_paths_that_lead_nowhere_are_all_faults(write: Write, tmp_path: Path) -> None:
    root = write({"a.py": ""})
    (tmp_path / "project-2").mkdir()
    found = faults(Settings(root), root / "gone", root / "a.py", tmp_path / "project-2")
    assert found == [
        f"{root / 'gone'}: does not exist",
        f"{tmp_path / 'project-2'}: is outside the project root `{root}`",
    ]


def test_root_that_is_no_directory_is_a_fault(write: Write) -> None:
    root = write({"a.py": ""})
    assert faults(Settings(root / "a.py")) == [f"{root / 'a.py'}: is not a directory"]
    assert faults(Settings(root / "gone")) == [f"{root / 'gone'}: is not a directory"]


def test_path_without_files_is_skipped_with_a_reason(write: Write) -> None:
    root = write({"a.py": "", "docs/b.jpg": "", ".gitignore": "c.py\n", "c.py": ""})
    tree = discover(Settings(root), [root / "docs", root / "c.py"])
    assert tree.skipped == (
        Skipped("c.py", "no file that is read, or ignored"),
        Skipped("docs", "no file that is read, or ignored"),
    )


def test_excluded_files_are_counted_one_by_one(write: Write) -> None:
    root = write({"a.py": "", "old/b.py": "", "old/c.py": "", "old/keep/d.py": ""})
    tree = discover(Settings(root, exclude=("/old/*", "!/old/keep/")))
    assert [file.path for file in tree.files] == ["a.py", "old/keep/d.py"]
    assert tree.skipped == (
        Skipped("old/b.py", "excluded by configuration"),
        Skipped("old/c.py", "excluded by configuration"),
    )


def test_settings_that_match_nothing_are_all_faults(write: Write) -> None:
    root = write({"a.py": "", "docs/b.jpg": "", "src/c.py": ""})
    settings = Settings(
        root,
        source="ssot-audit.toml",
        roots=(".", "./src/", "docs", ".."),
        exclude=("a.py", "docs/", "!gone.py", "["),
    )
    exclude = "ssot-audit.toml: exclude: `{}` matches no file that is read"
    assert faults(settings) == [
        "ssot-audit.toml: roots: there is no Python file below `docs`",
        "ssot-audit.toml: roots: there is no Python file below `..`",
        exclude.format("docs/"),
        exclude.format("!gone.py"),
        exclude.format("["),
    ]


def test_fault_without_a_configuration_file_names_the_key(write: Write) -> None:
    settings = Settings(write({"a.py": ""}), exclude=("b.py",))
    assert faults(settings) == ["exclude: `b.py` matches no file that is read"]


def test_configured_roots_replace_the_discovered_ones(write: Write) -> None:
    root = write({"src/a.py": "", "backend/b.py": "", "c.py": ""})
    tree = discover(Settings(root, roots=("./backend/",)))
    assert tree.roots == ("backend",)
    assert [file.module for file in tree.files] == ["b", "c", "src.a"]


def test_module_of_the_root_is_named_after_its_directory(write: Write) -> None:
    (file,) = discover(Settings(write({"__init__.py": ""}))).files
    assert file.module == "project"


def test_project_is_described(write: Write) -> None:
    root = write(
        {
            "pyproject.toml": "[project]\nrequires-python = '>=3.12'\n"
            "dependencies = ['Some_Thing']\n",
            "tests/data/pyproject.toml": "[project]\ndependencies = ['sample']\n",
            ".gitignore": "_version.py\n",
            "shop/_speed.cpython-311.so": "",
        }
    )
    tree = discover(Settings(root, generated=("*_pb2.py",)))
    assert tree.python_requires == ">=3.12"
    assert tree.dependencies == {"some-thing"}
    assert tree.natives == {"shop/_speed"}
    assert tree.is_generated("shop/_version.py")
    assert tree.is_generated("shop/order_pb2.py")
    assert not tree.is_generated("shop/order.py")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_file_without_permission_is_unreadable(write: Write) -> None:
    root = write({"a.py": ""})
    (root / "a.py").chmod(0)
    tree = discover(Settings(root))
    with pytest.raises(Unreadable, match="permission denied"):
        tree.read(tree.files[0])


def test_project_file_that_is_malformed_is_skipped_and_said(write: Write) -> None:
    root = write({"pyproject.toml": "[project", "shop.py": "", "ssot-audit.toml": ""})
    (skipped,) = discover(Settings(root)).skipped
    assert (skipped.path, skipped.reason) == (
        "pyproject.toml",
        "not TOML (line 1, column 9)",
    )
