"""A project in the middle of a migration, which `ssot-audit fix` finishes.

`fixtures/migration_done` is what it is to become, byte for byte: whatever else a fix
touches is a difference.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import COMMAND, REPOSITORY, environment, scan_json

BEFORE = REPOSITORY / "fixtures" / "migration"
AFTER = REPOSITORY / "fixtures" / "migration_done"
"""The same project after `ssot-audit fix`."""
FOUND = """\
SSOT003 harbour/signals.py:19
SSOT203 harbour/arrivals.py:6
SSOT203 harbour/arrivals.py:20
SSOT203 harbour/arrivals.py:22
SSOT203 harbour/notices.py:6
SSOT203 harbour/office.py:8
SSOT203 harbour/planner.py:6
SSOT203 harbour/planner.py:7
SSOT203 harbour/planner.py:8
SSOT203 harbour/planner.py:10
SSOT203 tests/conftest.py:5
SSOT203 tests/test_office.py:9
SSOT203 tests/test_quays.py:6
SSOT203 tests/test_tides.py:8
SSOT204 harbour/desk.py:5
SSOT204 harbour/office.py:7
SSOT204 tests/test_office.py:10
SSOT209 harbour/arrivals.py:5
SSOT209 harbour/notices.py:7
SSOT209 tests/test_tides.py:5
SSOT301 harbour/office.py:18
SSOT301 harbour/office.py:34
SSOT301 harbour/signals.py:10
SSOT301 harbour/signals.py:15
SSOT502 harbour/arrivals.py:29
SSOT502 harbour/office.py:24"""
"""Every way to take a name, a setting or a fee that is to go."""
LEFT = ("SSOT209 harbour/tides.py:1", "SSOT209 harbour/units.py:1")
"""Modules that nobody imports any more; no fix deletes files."""


def copied(project: Path, folder: Path) -> Path:
    return shutil.copytree(
        project, folder, ignore=shutil.ignore_patterns("__pycache__")
    )


def contents(project: Path) -> dict[str, bytes]:
    return {
        file.relative_to(project).as_posix(): file.read_bytes()
        for file in sorted(project.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def fix(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "fix", str(project), "--no-cache", *options],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )


def run_tests(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )


def places(project: Path) -> set[str]:
    """Return each place of a finding and each of its parts, as text."""
    return {
        f"{finding['code']} {place['path']}:{place['line']}"
        for finding in scan_json(str(project))["findings"]
        for place in (finding["parts"] or [finding])
    }


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copied(BEFORE, tmp_path_factory.mktemp("fixed") / "project")
    run = fix(project)
    assert run.returncode == 0, run.stdout + run.stderr
    return project


def test_the_tests_of_the_project_pass_before() -> None:
    run = run_tests(BEFORE)
    assert run.returncode == 0, run.stdout


def test_the_tests_of_the_project_pass_afterwards(fixed: Path) -> None:
    run = run_tests(fixed)
    assert run.returncode == 0, run.stdout


def test_every_way_to_take_a_name_is_found() -> None:
    assert places(BEFORE) == set(FOUND.split("\n"))


def test_nothing_is_left_that_a_fix_could_mend(fixed: Path) -> None:
    assert places(fixed) == set(LEFT)


def test_without_what_is_left_the_project_is_clean(fixed: Path, tmp_path: Path) -> None:
    project = copied(fixed, tmp_path / "project")
    for place in LEFT:
        (project / place.split()[1].partition(":")[0]).unlink()
    assert places(project) == set()
    assert run_tests(project).returncode == 0


def test_only_what_was_found_has_changed(fixed: Path) -> None:
    assert contents(fixed) == contents(AFTER)


def test_a_second_fix_changes_nothing(fixed: Path) -> None:
    before = contents(fixed)
    run = fix(fixed)
    assert run.returncode == 0, run.stdout + run.stderr
    assert contents(fixed) == before


def test_a_diff_is_shown_and_not_applied(tmp_path: Path) -> None:
    project = copied(BEFORE, tmp_path / "project")
    run = fix(project, "--diff")
    assert "+from harbour.quays.berth import" in run.stdout
    assert contents(project) == contents(BEFORE)
