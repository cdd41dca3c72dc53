"""`scan --since`: a comparison with git's own history."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import BROKEN, CLEAN, Git, Run, Write


@pytest.fixture
def committed(write: Write, git: Git) -> Git:
    """Commit a project with one error and return git."""
    write(BROKEN)
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    return git


has_history = pytest.mark.usefixtures("committed")


def report(run: Run, *options: str) -> dict[str, Any]:
    ran = run("scan", "--output", "json", "--quiet", "--exit-zero", *options)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def statuses(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(f["code"], f["path"], f["status"]) for f in document["findings"]]


@has_history
def test_what_was_there_does_not_fail_and_what_is_new_does(
    write: Write, run: Run
) -> None:
    ran = run("scan", "--since", "HEAD", "--output", "concise")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "new since HEAD: 0 errors, 0 warnings, 0 notes; 1 known, 0 fixed",
        "score: 66.7 % (2 of 3) of files comply; at HEAD: 66.7 % (2 of 3)",
        "passed",
    ]
    write({"shop/untracked.py": "from shop.cart import tax\n"})
    ran = run("scan", "--since", "HEAD", "--output", "concise")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [
        "shop/untracked.py"
    ]
    assert "at HEAD: 66.7 % (2 of 3)" in ran.err


def test_index_and_work_tree_are_both_the_present(
    write: Write, run: Run, committed: Git
) -> None:
    write({"shop/staged.py": "from shop.cart import tax\n"})
    committed("add", "--all")
    write({"shop/till.py": ""})
    assert statuses(report(run, "--since", "HEAD")) == [
        ("SSOT202", "shop/staged.py", "new")
    ]
    committed("mv", "shop/staged.py", "shop/moved.py")
    committed("commit", "--quiet", "-am", "second")
    assert statuses(report(run, "--since", "HEAD")) == [
        ("SSOT202", "shop/moved.py", "baselined")
    ]
    document = report(run, "--since", "HEAD~")
    assert statuses(document) == [("SSOT202", "shop/moved.py", "new")]
    assert document["since"]["revision"] == "HEAD~"
    assert document["since"]["gone"] == 1


def test_project_below_the_top_of_a_work_tree(write: Write, run: Run, git: Git) -> None:
    write({f"part/{path}": text for path, text in BROKEN.items()})
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    write({"part/shop/more.py": "from shop.cart import tax\n"})
    assert statuses(report(run, "part", "--since", "HEAD")) == [
        ("SSOT202", "shop/more.py", "new"),
        ("SSOT202", "shop/till.py", "baselined"),
    ]


@has_history
def test_configuration_is_that_of_today(write: Write, run: Run) -> None:
    write(
        {
            "shop/new_api.py": "class Desk:\n    pass\n",
            "ssot-audit.toml": 'exclude = ["shop/till.py", "shop/new_api.py"]\n',
        }
    )
    document = report(run, "--since", "HEAD")
    assert document["findings"] == []
    assert document["since"]["score"]["overall"]["owed"] == 2
    assert document["since"]["gone"] == 0


@has_history
def test_report_is_the_same_bytes_with_a_cache_and_without(
    write: Write, run: Run, project: Path
) -> None:
    write({"shop/cart.py": "import os\n", "shop/a.py": "from shop.cart import x\n"})
    options = ("--since", "HEAD")
    expected = report(run, "--no-cache", *options)
    for _ in range(2):
        assert report(run, *options) == expected
        assert report(run)["findings"]
    assert report(run, "--cache-dir", str(project.parent / "new"), *options) == expected


@has_history
def test_paths_limit_what_is_new(write: Write, run: Run) -> None:
    write(
        {"shop/a.py": "from shop.cart import x\n", "b.py": "from shop.cart import x\n"}
    )
    found = report(run, "--since", "HEAD", "shop")
    assert ("SSOT202", "b.py", "new") not in statuses(found)
    assert ("SSOT202", "shop/a.py", "new") in statuses(found)


@has_history
@pytest.mark.parametrize("revision", ["nope", "--foo", ""])
def test_unknown_revision_is_one_line_and_exit_2(run: Run, revision: str) -> None:
    ran = run("scan", f"--since={revision}", "--quiet")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: --since: `{revision}` is no commit that git knows\n"


def test_plain_directory_has_no_past(
    write: Write, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    write(CLEAN)
    ran = run("scan", "--since", "HEAD", "--quiet")
    assert (ran.code, ran.out) == (2, "")
    assert "is in no work tree" in ran.err
    assert ran.err.count("\n") == 1


def test_revision_before_the_first_python_file_has_no_findings(
    write: Write, run: Run, git: Git
) -> None:
    write({"README": ""})
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")
    write(BROKEN)
    document = report(run, "--since", "HEAD")
    assert statuses(document) == [("SSOT202", "shop/till.py", "new")]
    assert document["since"]["score"]["overall"]["percent"] is None
