"""The suite in several processes is the suite in one."""

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import REPOSITORY, environment

FILE = """
import os
import pytest

print("while it is collected")


@pytest.fixture(scope="module")
def process():
    yield os.getpid()


def test_passes(process, tmp_path):
    assert process == os.getpid()
    (tmp_path / "made").touch()


@pytest.mark.parametrize("text", ["one", "\\ud800"])
def test_fails(text):
    print("was here")
    assert text == "other"


def test_is_skipped():
    pytest.skip("why not")


@pytest.mark.xfail(reason="known")
def test_fails_as_known():
    assert False


@pytest.fixture
def broken():
    raise ValueError


def test_has_an_error(broken):
    pass


def test_where(process):
    with open(PLACE, "a") as file:
        print(process, file=file)
"""
SUITE = {f"test_{number:02}.py": FILE for number in range(20)}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite that runs as ours does, and notes its processes in `where`."""
    folder = tmp_path / "suite"
    folder.mkdir()
    hooks = "pytest_addoption, pytest_runtestloop"
    (folder / "conftest.py").write_text(f"from tests.conftest import {hooks}\n")
    place = f"PLACE = {str(tmp_path / 'where')!r}\n"
    write(folder, {name: place + text for name, text in SUITE.items()})
    return folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def run(suite: Path, *options: str) -> tuple[int, list[str]]:
    """Return the exit code and the lines that are printed, without times and dots."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "."],
        cwd=suite,
        env=environment(PYTHONPATH=str(REPOSITORY)),
        stdout=subprocess.PIPE,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    said = re.sub(r"(?m) in \d.*s$|^[.FEsx]+ +\[.*\n", "", done.stdout)
    return done.returncode, said.splitlines()


def processes(suite: Path) -> set[str]:
    return set((suite.parent / "where").read_text().split())


def test_it_says_what_one_process_says(suite: Path) -> None:
    code, lines = run(suite, "-q", "-rA", "--processes", "1")
    assert code == 1
    assert lines[-1] == "40 failed, 40 passed, 20 skipped, 20 xfailed, 20 errors"
    assert lines.count("was here") == 40
    assert len(processes(suite)) == 1
    several = run(suite, "-q", "-rA", "--processes", "2")
    assert len(processes(suite)) == 3
    # The files are run in another order.
    assert (several[0], sorted(several[1])) == (code, sorted(lines))
    assert several[1][-1] == lines[-1]


def test_some_files_are_run_at_once(suite: Path) -> None:
    for name in list(SUITE)[1:]:
        (suite / name).unlink()
    run(suite, "-q", "--processes", "2")
    code, _ = run(suite, "-q", "--processes", "2")
    assert code == 1
    assert len(processes(suite)) == 2, "one for each run"


def test_a_process_that_dies_is_a_failure_of_its_test(suite: Path) -> None:
    dies = "import os\n\n\ndef test_dies():\n    os._exit(7)\n"
    write(suite, {"test_03.py": dies})
    code, lines = run(suite, "-q", "--processes", "2")
    assert code == 1
    failed = "FAILED test_03.py::test_dies - its process has ended: exit code 7"
    assert failed in [line.replace("./", "") for line in lines]
    assert "!! a process that runs tests has ended !!" in "\n".join(lines)


def test_the_first_failure_ends_all_if_that_is_asked_for(suite: Path) -> None:
    waits = "import time\n\n\ndef test_waits():\n    time.sleep(99)\n"
    write(suite, {"test_00.py": waits})
    began = time.monotonic()
    code, lines = run(suite, "-q", "-x", "--processes", "2")
    assert time.monotonic() - began < 60
    assert code == 1
    assert lines[-1].startswith("1 failed, ")
