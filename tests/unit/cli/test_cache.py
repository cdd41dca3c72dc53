"""The cache as users see it: nowhere in the report, and under their control."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command import (
    CLEAN,
    COMMAND,
    JSON,
    REPOSITORY,
    Run,
    Write,
    environment,
)

DEFAULT = ".ssot_audit_cache"


def scan(root: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "scan", *JSON, "--quiet", *options],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def report(root: Path, *options: str) -> bytes:
    with scan(root, *options) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    return out


@pytest.fixture(params=["chat_platform", "clean_platform"])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name: str = request.param
    root = tmp_path / name
    shutil.copytree(
        REPOSITORY / "fixtures" / name,
        root,
        ignore=shutil.ignore_patterns(DEFAULT),
    )
    return root


def test_the_report_is_the_same_bytes_cold_warm_and_without(platform: Path) -> None:
    cold, warm = report(platform), report(platform)
    assert (platform / DEFAULT).is_dir()
    assert cold == warm == report(platform, "--no-cache")


def test_two_concurrent_cold_scans(platform: Path) -> None:
    expected = report(platform, "--no-cache")
    with scan(platform) as one, scan(platform) as other:
        answers = [process.communicate() for process in (one, other)]
    assert answers == [(expected, b"")] * 2
    assert report(platform) == expected


def test_no_cache_leaves_nothing_behind(project: Path, write: Write, run: Run) -> None:
    write(CLEAN)
    assert run("scan", "--no-cache").code == 0
    assert not (project / DEFAULT).exists()


def test_the_directory_can_be_chosen(
    project: Path, tmp_path: Path, write: Write, run: Run
) -> None:
    write(CLEAN)
    option, variable = tmp_path / "option", tmp_path / "variable"
    run("scan", SSOT_AUDIT_CACHE_DIR=str(variable))
    run("scan", "--cache-dir", str(option), SSOT_AUDIT_CACHE_DIR="nowhere")
    assert (option / ".gitignore").is_file()
    assert (variable / ".gitignore").is_file()
    assert not (project / DEFAULT).exists()
    assert not (project / "nowhere").exists()


def test_git_sees_nothing_of_it(project: Path, write: Write, run: Run) -> None:
    write(CLEAN)
    git = shutil.which("git")
    assert git
    subprocess.run([git, "init", "--quiet"], cwd=project, check=True)
    run("scan")
    status = subprocess.run(
        [git, "status", "--porcelain", "--untracked-files=all"],
        cwd=project,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert DEFAULT not in status.stdout


def test_a_useless_cache_is_one_line(project: Path, write: Write, run: Run) -> None:
    write(CLEAN)
    (project / DEFAULT).write_text("not a directory")
    ran = run("scan", "--quiet")
    assert ran.code == 0
    assert ran.err.startswith("warning: the cache in ")
    assert ran.err.count("\n") == 1


def test_info_counts_and_clear_removes(project: Path, write: Write, run: Run) -> None:
    write(CLEAN)
    assert "empty" in run("cache", "info").out
    assert not (project / DEFAULT).exists(), "looking makes nothing"
    run("scan")
    shown = run("cache", "info", "shop")
    assert f"directory: {project / DEFAULT}\n" in shown.out
    assert "holds: 2 files" in shown.out, "pyproject.toml is one"
    cleared = run("cache", "clear")
    assert (cleared.code, cleared.err) == (0, "")
    assert not (project / DEFAULT).exists()


def test_clear_removes_what_cannot_be_used(
    project: Path, write: Write, run: Run
) -> None:
    write(CLEAN)
    run("scan")
    (file,) = (project / DEFAULT).glob("*/facts.sqlite3")
    file.write_bytes(b"no database, by any means" * 100)
    shown = run("cache", "info")
    assert shown.code == 2
    assert "file is not a database" in shown.err
    assert run("cache", "clear").code == 0
    assert not (project / DEFAULT).exists()
