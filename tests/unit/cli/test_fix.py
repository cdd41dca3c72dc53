"""`ssot-audit fix` as its users run it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from ssot_audit.fix import write as writing
from ssot_audit.fix.mend import Change
from tests.support.command import Run, Write

TOML = '[[deprecated]]\nimport = "shop.old.Thing"\nuse = "shop.new.Thing"\n'
FILES = {
    "ssot-audit.toml": TOML,
    "shop/__init__.py": "",
    "shop/new.py": "class Thing: ...\n",
    "shop/old.py": "from shop.new import Thing\n\n__all__ = ['Thing']\n",
    "shop/app.py": "from shop.old import Thing\n\nprint(Thing)\n",
}
BEFORE, AFTER = b"from shop.old import Thing", b"from shop.new import Thing"
FIX = ("fix", "--no-cache")


def git(project: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    command = ["git", *identity, *arguments]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


def app(project: Path) -> bytes:
    return (project / "shop/app.py").read_bytes()


def test_files_are_mended_and_a_second_run_has_nothing_to_do(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES)
    done = run(*FIX)
    assert done.code == 0, done.err
    assert done.out == "Mended 1 place in 1 file (SSOT203: 1).\n"
    assert app(project) == AFTER + b"\n\nprint(Thing)\n"
    again = run(*FIX)
    assert (again.code, again.out) == (0, "There is nothing to mend.\n")


def test_a_diff_is_shown_and_nothing_written(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES)
    done = run(*FIX, "--diff", "--quiet")
    assert done.code == 1
    assert done.out.splitlines()[:2] == ["--- a/shop/app.py", "+++ b/shop/app.py"]
    assert f"-{BEFORE.decode()}\n+{AFTER.decode()}\n" in done.out
    assert app(project).startswith(BEFORE)
    assert not [*project.glob("**/.app.py.*")]


def test_the_diff_is_one_that_patch_takes(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES | {"shop/app.py": "from shop.old import Thing"})
    diff = run(*FIX, "--diff", "--quiet").out
    git(project, "init", "--quiet")
    (project / "a.diff").write_text(diff)
    git(project, "apply", "a.diff")
    assert app(project) == AFTER


@pytest.mark.parametrize("name", ["a'b\"c.py", "new\nline.py", "back\\slash.py"])
def test_git_takes_the_diff_of_a_file_with_an_odd_name(
    project: Path, write: Write, run: Run, name: str
) -> None:
    write(FILES | {f"shop/{name}": BEFORE.decode() + "\n"})
    diff = run(*FIX, "--diff", "--quiet").out
    git(project, "init", "--quiet")
    (project / "a.diff").write_text(diff)
    git(project, "apply", "a.diff")
    assert (project / "shop" / name).read_bytes() == AFTER + b"\n"


def test_json_says_what_is_left_and_why(project: Path, write: Write, run: Run) -> None:
    write(FILES | {"shop/star.py": "from shop.old import *\n"})
    (project / "ssot-audit.toml").write_text(TOML.replace(".Thing", ""))
    done = run(*FIX, "--output", "json", "--quiet")
    said = json.loads(done.out)
    assert done.code == 1
    assert said["fixed"] == {"SSOT203": 1}
    assert [entry["path"] for entry in said["files"]] == ["shop/app.py"]
    assert said["unfixed"] == [
        {
            "code": "SSOT203",
            "path": "shop/star.py",
            "line": 1,
            "reason": "a star import does not say what it takes",
        }
    ]


def test_uncommitted_changes_are_not_mixed_with_edits(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES)
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "all")
    (project / "shop/new.py").write_text("class Thing: ...  # changed\n")
    (project / "untracked.py").write_text("")
    done = run(*FIX)
    assert done.code == 2
    assert "no commit of these as they are (`shop/new.py`)" in done.err
    assert app(project).startswith(BEFORE)
    assert run(*FIX, "--allow-dirty").code == 0
    assert app(project).startswith(AFTER)


def test_uncommitted_changes_of_a_repository_below_are_seen(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES | {"lib/part.py": BEFORE.decode() + "\n"})
    for folder in (project / "lib", project):
        git(folder, "init", "--quiet")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "all")
    (project / "lib/part.py").write_bytes(BEFORE + b"  # mine\n")
    done = run(*FIX)
    assert done.code == 2
    assert "no commit of these as they are (`lib/part.py`)" in done.err
    assert (project / "lib/part.py").read_bytes() == BEFORE + b"  # mine\n"


@pytest.mark.parametrize("folder", ["shop", "lib"])
def test_a_file_that_git_does_not_know_is_not_edited(
    project: Path, write: Write, run: Run, folder: str
) -> None:
    write(FILES | {"lib/part.py": ""})
    for repository in (project / "lib", project):
        git(repository, "init", "--quiet")
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "-m", "all")
    mine = project / folder / "mine.py"
    mine.write_bytes(BEFORE)
    done = run(*FIX)
    assert done.code == 2
    assert f"no commit of these as they are (`{folder}/mine.py`)" in done.err
    assert (mine.read_bytes(), app(project).startswith(BEFORE)) == (BEFORE, True)
    assert run(*FIX, "--diff").code == 1
    assert run(*FIX, "--allow-dirty").code == 0
    assert mine.read_bytes() == AFTER


def test_of_a_hard_link_the_other_name_keeps_its_content(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES)
    os.link(project / "shop/app.py", project / "backup.txt")
    assert run(*FIX).code == 0
    assert app(project).startswith(AFTER)
    assert (project / "backup.txt").read_bytes().startswith(BEFORE)


def test_a_filter_of_the_repository_is_never_run(
    project: Path, write: Write, run: Run
) -> None:
    write(FILES | {".gitattributes": "shop/new.py filter=evil\n"})
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "all")
    git(project, "config", "filter.evil.clean", f"touch {project}/ran; cat")
    os.utime(project / "shop/new.py", (1, 1))
    assert run(*FIX).code == 0
    assert not (project / "ran").exists()


def test_paths_limit_what_is_mended(project: Path, write: Write, run: Run) -> None:
    write(FILES | {"shop/other.py": "from shop.old import Thing\n"})
    done = run(*FIX, "shop/other.py")
    assert done.code == 0, done.err
    assert app(project).startswith(BEFORE)
    assert (project / "shop/other.py").read_bytes() == AFTER + b"\n"


@pytest.mark.parametrize("mark", ["", "setup.cfg", "pyproject.toml", "shop/setup.py"])
def test_the_project_of_a_folder_is_that_of_a_scan(
    write: Write, run: Run, mark: str
) -> None:
    files = {"shop/__init__.py": "", "shop/app.py": "x = 1  # ssot: ignore[SSOT301]\n"}
    write({**files, **({mark: ""} if mark else {})})
    scanned = json.loads(run("scan", "shop", "--no-cache", "--output", "json").out)
    found = {finding["path"] for finding in scanned["findings"]}
    fixed = json.loads(run(*FIX, "shop", "--output", "json").out)
    assert {entry["path"] for entry in fixed["files"]} == found
    assert found == {
        "shop/app.py" if mark in {"setup.cfg", "pyproject.toml"} else "app.py"
    }


@pytest.mark.parametrize(
    "content",
    [
        b"from shop.old import Thing\r\n\r\nprint(Thing)\r\n",
        b"\xef\xbb\xbffrom shop.old import Thing\n",
        b"# coding: latin-1\nfrom shop.old import Thing  # \xe9\n",
        b"from shop.old import Thing",
        b"from shop.old import Thing\n\x0c\n# \xc3\xa9\n",
    ],
    ids=["windows", "mark", "latin-1", "no end", "form feed"],
)
def test_all_other_bytes_stay(
    project: Path, write: Write, run: Run, content: bytes
) -> None:
    write(FILES)
    (project / "shop/app.py").write_bytes(content)
    assert run(*FIX).code == 0
    assert app(project) == content.replace(BEFORE, AFTER)


def test_the_mode_stays(project: Path, write: Write, run: Run) -> None:
    write(FILES)
    (project / "shop/app.py").chmod(0o751)
    assert run(*FIX).code == 0
    assert (project / "shop/app.py").stat().st_mode & 0o777 == 0o751


def test_a_symbolic_link_is_not_written_through(
    project: Path, write: Write, run: Run, tmp_path: Path
) -> None:
    write(FILES)
    outside = tmp_path / "outside.py"
    outside.write_bytes(BEFORE)
    (project / "shop/link.py").symlink_to(outside)
    assert run(*FIX).code == 0
    assert outside.read_bytes() == BEFORE
    assert (project / "shop/link.py").is_symlink()


CHANGE = Change("app.py", b"old\n", b"new\n")


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes(b"mine\n")
    (unfixed,) = writing.write(str(tmp_path), [CHANGE])
    assert unfixed.reason == "not written: changed since it was analysed"
    assert (tmp_path / "app.py").read_bytes() == b"mine\n"


def test_a_file_that_may_not_be_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app.py").write_bytes(b"old\n")
    (tmp_path / "app.py").chmod(0o444)
    # Root may write anything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    (unfixed,) = writing.write(str(tmp_path), [CHANGE])
    assert unfixed.reason == "not written: permission denied"
    assert (tmp_path / "app.py").read_bytes() == b"old\n"


def test_an_interrupt_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "app.py").write_bytes(b"old\n")
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(writing.write(str(tmp_path), [CHANGE]))
    assert [file.name for file in tmp_path.iterdir()] == ["app.py"]
    assert (tmp_path / "app.py").read_bytes() == b"old\n"
