"""What `.gitignore` files ignore, by our own reading and by git's."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.discover.gitignore import IgnoreFile, is_ignored
from ssot_audit.discover.walk import list_project


@pytest.mark.parametrize(
    ("rules", "ignored", "kept"),
    [
        ("a.py", ["a.py", "x/a.py"], ["b/a.pyi", "aa.py"]),
        ("/a.py", ["a.py"], ["x/a.py"]),
        ("x/a.py", ["x/a.py"], ["y/x/a.py"]),
        ("build/", ["build/", "x/build/"], ["build"]),
        ("/build/", ["build/"], ["x/build/"]),
        ("*.py", ["a.py", "x/.py"], ["a.pyi"]),
        ("x/*", ["x/a", "x/b/"], ["x/", "x/b/c"]),
        ("?.py", ["a.py"], [".py", "ab.py"]),
        ("**/x/a", ["x/a", "y/z/x/a"], ["x/b/a"]),
        ("x/**/a", ["x/a", "x/y/z/a"], ["xa", "x/ya"]),
        ("x/**", ["x/a", "x/y/"], ["x", "x/"]),
        ("/**", ["a", "x/"], []),
        ("x**y", ["xy", "xzy"], ["x/y"]),
        ("[a-c]", ["b", "x/c"], ["d"]),
        ("[!a-c]", ["d"], ["b"]),
        ("[^a]", ["d"], ["a"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[a-]", ["-", "a"], ["b"]),
        (r"[\]x]", ["]", "x"], ["\\"]),
        ("[[:digit:]_]", ["7", "_"], ["d", ":"]),
        ("x[^a]y", ["xby"], ["x/y"]),
        (r"\!a", ["!a"], ["a"]),
        (r"\#a", ["#a"], ["a"]),
        ("#a", [], ["#a", "a"]),
        ("a  ", ["a"], ["a  "]),
        (r"a\ ", ["a "], ["a"]),
        ("a.py\r", ["a.py"], []),
        ("\ufeffa.py", ["a.py"], []),
        ("a\n!a\n", [], ["a"]),
        ("!a\na\n", ["a"], []),
        ("*\n!*/\n!*.py", ["a.txt", "x/a.txt"], ["x/", "x/a.py"]),
        # Rules that git too can make nothing of.
        ("[a", [], ["[a", "a"]),
        ("a\\", [], ["a", "a\\"]),
        ("[z-a]", [], ["m"]),
        ("[[:wrong:]]", [], ["w"]),
        ("!", [], ["!"]),
        ("/", [], ["a", "a/"]),
        ("//", [], ["a", "a/"]),
    ],
)
def test_rules_of_one_file(rules: str, ignored: list[str], kept: list[str]) -> None:
    file = IgnoreFile.of("", rules.encode())
    assert [path for path in ignored + kept if is_ignored(path, [file])] == ignored


def test_rules_hold_below_their_directory() -> None:
    file = IgnoreFile.of("x/y", b"/a\nb\n")
    paths = ["x/y/a", "x/y/z/a", "x/y/b", "x/y/z/b"]
    assert [path for path in paths if is_ignored(path, [file])] == [
        "x/y/a",
        "x/y/b",
        "x/y/z/b",
    ]


def test_innermost_file_that_mentions_a_path_decides() -> None:
    outer, inner = IgnoreFile.of("", b"*.py\n"), IgnoreFile.of("x", b"!a.py\n")
    assert not is_ignored("x/a.py", [inner, outer])
    assert is_ignored("x/b.py", [inner, outer])


ATOMS = st.sampled_from(
    ["a", "b", "*", "**", "?", "[ab]", "[!a]*", "a*", "*b", "*.py", "a.py", "b.p[y]"]
)
LINES = st.builds(
    lambda before, parts, after: before + "/".join(parts) + after,
    st.sampled_from(["", "", "/", "!", "!/"]),
    st.lists(ATOMS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/", " "]),
)
DIRECTORIES = st.lists(st.sampled_from("abc"), max_size=3).map("/".join)
NAMES = st.sampled_from(["a.py", "b.py", "a.pyi"])
PATHS = st.builds(lambda *parts: "/".join(filter(None, parts)), DIRECTORIES, NAMES)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@settings(deadline=None, max_examples=60)
@given(
    st.sets(PATHS, min_size=5, max_size=12),
    st.dictionaries(DIRECTORIES, st.lists(LINES, min_size=1, max_size=4), max_size=3),
)
def test_project_is_the_same_with_and_without_git(
    paths: set[str], ignore_files: Mapping[str, list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            _write(Path(folder, path), "")
        for directory, lines in ignore_files.items():
            _write(Path(folder, directory, ".gitignore"), "\n".join(lines))
        without_git = list_project(folder)
        git = shutil.which("git") or "git"
        subprocess.run([git, "init", "--quiet", folder], check=True)
        with_git = list_project(folder)
    # If everything is ignored git lists nothing, and the walk is the same one.
    assert with_git.sources == without_git.sources


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
