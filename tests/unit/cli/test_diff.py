"""`ssot-audit diff`, and what is staged."""

import contextlib
import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.command import BROKEN, CLEAN, Git, Run, Write

MISSING = "from shop.cart import gone\n"


def report(run: Run, *arguments: str, **extra: str) -> dict[str, Any]:
    ran = run(*arguments, "--output", "json", "--quiet", "--exit-zero", **extra)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def found(document: dict[str, Any], status: str) -> list[str]:
    findings = document["findings"] + document["since"]["fixed"]
    return [each["path"] for each in findings if each["status"] == status]


def commit(git: Git, message: str) -> None:
    git("add", "--all")
    git("commit", "--quiet", "-m", message)
    git("tag", message)


def test_two_revisions_are_compared_whatever_is_on_disk(
    write: Write, run: Run, git: Git
) -> None:
    write(BROKEN)
    commit(git, "one")
    write({"shop/till.py": "", "shop/desk.py": MISSING})
    commit(git, "two")
    write({"shop/desk.py": "", "shop/more.py": MISSING})
    document = report(run, "diff", "one", "two")
    assert found(document, "new") == ["shop/desk.py"]
    assert found(document, "fixed") == ["shop/till.py"]
    assert document["since"]["revision"] == "one"
    backwards = report(run, "diff", "two", "one")
    assert found(backwards, "new") == ["shop/till.py"]
    on_disk = report(run, "diff", "two")
    assert found(on_disk, "new") == ["shop/more.py"]
    assert found(on_disk, "fixed") == ["shop/desk.py"]


def test_a_new_finding_fails_and_a_fixed_one_does_not(
    write: Write, run: Run, git: Git
) -> None:
    write(CLEAN)
    commit(git, "clean")
    write(BROKEN)
    commit(git, "broken")
    assert run("diff", "clean", "broken").code == 1
    fixed = run("diff", "broken", "clean", "--output", "text")
    assert fixed.code == 0
    assert "fixed SSOT202" in fixed.out
    assert run("diff", "clean", "broken", "--exit-zero").code == 0


def test_what_is_staged_counts_and_what_is_not_does_not(
    write: Write, run: Run, git: Git, project: Path
) -> None:
    write(CLEAN)
    commit(git, "clean")
    write({"shop/a.py": MISSING, "shop/b.py": MISSING.replace("gone", "lost")})
    git("add", "shop/a.py")
    (project / "shop/a.py").write_text("")
    staged = report(run, "scan", "--since", "HEAD", "--staged")
    assert found(staged, "new") == ["shop/a.py"]
    assert found(report(run, "diff", "HEAD", "--staged"), "new") == ["shop/a.py"]
    assert found(report(run, "scan", "--since", "HEAD"), "new") == ["shop/b.py"]


def test_a_staged_deletion_breaks_its_importers(
    write: Write, run: Run, git: Git
) -> None:
    write({**CLEAN, "shop/__init__.py": "", "shop/a.py": "from shop import cart\n"})
    commit(git, "clean")
    git("rm", "--quiet", "--cached", "shop/cart.py")
    document = report(run, "scan", "--since", "HEAD", "--staged")
    assert found(document, "new") == ["shop/a.py"]


def test_the_index_of_a_hook_is_the_one_that_counts(
    write: Write, run: Run, git: Git, project: Path
) -> None:
    write(CLEAN)
    commit(git, "clean")
    write({"shop/a.py": MISSING})
    index = project / ".git" / "partial"
    index.write_bytes((project / ".git/index").read_bytes())
    subprocess.run(
        ["git", "add", "shop/a.py"],  # noqa: S607 - whichever git there is
        cwd=project,
        env={"GIT_INDEX_FILE": str(index), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        check=True,
    )
    arguments = ("scan", "--since", "HEAD", "--staged")
    assert found(report(run, *arguments), "new") == []
    inside = report(run, *arguments, GIT_INDEX_FILE=".git/partial")
    assert found(inside, "new") == ["shop/a.py"]


def test_before_the_first_commit_everything_is_new(
    write: Write, run: Run, git: Git
) -> None:
    write(BROKEN)
    git("add", "--all")
    document = report(run, "scan", "--since", "HEAD", "--staged")
    assert found(document, "new") == ["shop/till.py"]


def test_a_merge_conflict_is_a_fault(write: Write, run: Run, git: Git) -> None:
    write(CLEAN)
    commit(git, "base")
    for branch, text in (("ours", "LIMIT = 11\n"), ("theirs", "LIMIT = 12\n")):
        git("checkout", "--quiet", "-b", branch, "base")
        write({"shop/cart.py": text})
        commit(git, f"change-{branch}")
    with contextlib.suppress(subprocess.CalledProcessError):
        git("merge", "--quiet", "ours")
    ran = run("scan", "--since", "HEAD", "--staged")
    assert ran.code == 2
    assert "`shop/cart.py` has a merge conflict; resolve it first" in ran.err


def test_staged_and_a_revision_exclude_each_other(
    write: Write, run: Run, git: Git
) -> None:
    write(CLEAN)
    commit(git, "base")
    ran = run("diff", "base", "HEAD", "--staged")
    assert (ran.code, ran.out) == (2, "")


def test_without_git_nothing_is_staged(write: Write, run: Run) -> None:
    write(CLEAN)
    ran = run("scan", "--staged")
    assert ran.code == 2
    assert ran.err.startswith("error: --staged: ")
