"""`ssot-audit baseline`: known findings in a file that lives in git."""

import json
from pathlib import Path

import pytest

from tests.support.command import BROKEN, Git, Run, Write

FILE = ".ssot-audit-baseline.json"


def findings(project: Path) -> list[tuple[str, str]]:
    document = json.loads((project / FILE).read_text(encoding="utf-8"))
    return [(entry["code"], entry["path"]) for entry in document["findings"] if entry]


def broken(number: int) -> str:
    return f"from shop.cart import missing_{number}\n"


def test_after_create_a_scan_passes_until_something_new_comes(
    write: Write, run: Run, project: Path
) -> None:
    write(BROKEN)
    assert run("scan").code == 1
    created = run("baseline", "create", "--reason", "legacy", "--expires", "2099-01-31")
    assert created.code == 0, created.err
    assert created.out == f"{FILE}: 1 finding accepted, 1 new, 0 forgotten\n"
    assert run("scan").code == 0
    assert "baseline: 1 entry; 1 of the findings known" in run("scan").err
    assert run("scan", "--no-baseline").code == 1
    write({"shop/desk.py": broken(1)})
    ran = run("scan", "--output", "concise")
    assert (ran.code, ran.out.count("SSOT202")) == (1, 2)
    assert findings(project) == [("SSOT202", "shop/till.py")]


def test_diff_shows_what_update_does(write: Write, run: Run, project: Path) -> None:
    write(BROKEN)
    run("baseline", "create")
    write({"shop/till.py": "", "shop/desk.py": broken(1)})
    shown = run("baseline", "diff")
    assert shown.code == 1
    assert [line[:15] for line in shown.out.splitlines()] == [
        "+ shop/desk.py:",
        "- shop/till.py:",
    ]
    assert run("baseline", "update").code == 0
    assert findings(project) == [("SSOT202", "shop/desk.py")]
    assert run("baseline", "diff").code == 0


def test_prune_forgets_and_accepts_nothing(
    write: Write, run: Run, project: Path
) -> None:
    write(BROKEN)
    run("baseline", "create")
    write({"shop/till.py": "", "shop/desk.py": broken(1)})
    assert run("baseline", "prune").code == 0
    assert findings(project) == []
    assert run("scan").code == 1


def test_stale_entries_fail_only_if_asked_for(write: Write, run: Run) -> None:
    write(BROKEN)
    run("baseline", "create")
    write({"shop/till.py": ""})
    assert run("scan").code == 0
    ran = run("scan", "--error-stale")
    assert ran.code == 1
    assert "failed: 1 baseline entry matches nothing any more" in ran.err
    write({"ssot-audit.toml": "[baseline]\nerror-stale = true\n"})
    assert run("scan").code == 1


def test_ci_does_not_write_it_unless_asked(
    write: Write, run: Run, project: Path
) -> None:
    write(BROKEN)
    for command in ("create", "update", "prune"):
        ran = run("baseline", command, CI="true")
        assert (ran.code, ran.out) == (2, "")
        assert "CI does not write it" in ran.err
    assert not (project / FILE).exists()
    assert run("baseline", "create", "--in-ci", CI="true").code == 0


@pytest.mark.parametrize("command", ["update", "prune", "diff"])
def test_without_a_baseline_there_is_nothing_to_change(
    write: Write, run: Run, command: str
) -> None:
    write(BROKEN)
    ran = run("baseline", command)
    assert ran.code == 2
    assert "`ssot-audit baseline create` makes it" in ran.err


def test_create_does_not_overwrite(write: Write, run: Run) -> None:
    write(BROKEN)
    run("baseline", "create")
    ran = run("baseline", "create")
    assert ran.code == 2
    assert "`ssot-audit baseline update` rewrites it" in ran.err


@pytest.mark.parametrize("content", ["", "{", "<<<<<<< ours\n"])
def test_a_file_nobody_can_read_ends_the_scan(
    write: Write, run: Run, project: Path, content: str
) -> None:
    write({**BROKEN, FILE: content})
    ran = run("scan")
    assert ran.code == 2
    assert ran.err.startswith(f"error: {FILE}")
    assert (project / FILE).read_text() == content


def test_a_directory_in_its_place_is_a_fault(
    write: Write, run: Run, project: Path
) -> None:
    write(BROKEN)
    (project / FILE).mkdir()
    ran = run("scan")
    assert (ran.code, ran.err) == (2, f"error: {FILE}: Is a directory\n")


def shop_with_many(git: Git, write: Write, run: Run) -> None:
    """Commit twenty files with an accepted finding each."""
    write({**BROKEN, **{f"shop/m{n:02}.py": broken(n) for n in range(0, 40, 2)}})
    run("baseline", "create")
    git("add", "--all")
    git("commit", "--quiet", "-m", "first")


def test_branches_that_mend_and_break_apart_merge_without_conflict(
    git: Git, write: Write, run: Run, project: Path
) -> None:
    shop_with_many(git, write, run)
    git("checkout", "--quiet", "-b", "ours")
    write({"shop/m04.py": "", "shop/m11.py": broken(11)})
    run("baseline", "update")
    git("add", "--all")
    git("commit", "--quiet", "-m", "ours")
    git("checkout", "--quiet", "-b", "theirs", "HEAD~1")
    write({"shop/m20.py": "", "shop/m31.py": broken(31)})
    run("baseline", "update")
    git("add", "--all")
    git("commit", "--quiet", "-m", "theirs")
    git("merge", "--quiet", "--no-edit", "ours")
    assert run("scan", "--error-stale").code == 0
    assert run("baseline", "diff").out == ""
    paths = [path for _, path in findings(project)]
    assert {"shop/m11.py", "shop/m31.py"} < set(paths)
    assert {"shop/m04.py", "shop/m20.py"}.isdisjoint(paths)


def test_branches_that_break_side_by_side_merge_as_a_union(
    git: Git, write: Write, run: Run, project: Path
) -> None:
    write({".gitattributes": f"{FILE} merge=union\n"})
    shop_with_many(git, write, run)
    git("branch", "base")
    for branch, number in (("ours", 11), ("theirs", 13)):
        git("checkout", "--quiet", "-b", branch, "base")
        write({"shop/m12.py": "", f"shop/m{number}.py": broken(number)})
        run("baseline", "update")
        git("add", "--all")
        git("commit", "--quiet", "-m", branch)
    git("merge", "--quiet", "--no-edit", "ours")
    assert run("scan", "--error-stale").code == 0
    paths = [path for _, path in findings(project)]
    assert {"shop/m11.py", "shop/m13.py"} < set(paths)


def test_a_conflict_is_mended_by_keeping_both_sides(
    git: Git, write: Write, run: Run, project: Path
) -> None:
    shop_with_many(git, write, run)
    git("branch", "base")
    for branch, number in (("ours", 11), ("theirs", 13)):
        git("checkout", "--quiet", "-b", branch, "base")
        write({f"shop/m{number}.py": broken(number), "shop/m12.py": ""})
        run("baseline", "update")
        git("add", "--all")
        git("commit", "--quiet", "-m", branch)
    with pytest.raises(Exception, match="merge"):
        git("merge", "--quiet", "--no-edit", "ours")
    ran = run("scan")
    assert ran.code == 2
    assert "there is a merge conflict; keep both sides" in ran.err
    file = project / FILE
    marks = ("<<<<<<<", "=======", ">>>>>>>")
    kept = [line for line in file.read_text().splitlines() if line[:7] not in marks]
    file.write_text("\n".join(kept) + "\n")
    assert run("scan").code == 0
    assert run("baseline", "update").code == 0
    assert run("scan", "--error-stale").code == 0
