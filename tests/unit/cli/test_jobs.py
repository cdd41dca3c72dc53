"""`--jobs`: any number of processes, one answer."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ssot_audit.extract.many import SMALL
from tests.support.command import COMMAND, environment
from tests.support.process_tree import children, group, wait_for

MODULE = "import os\n\n\nclass Till:\n    def pay(self):\n        return os.sep\n" * 80


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project large enough for workers, with a file that LibCST must look at."""
    assert 100 * len(MODULE) > SMALL
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    for number in range(100):
        (tmp_path / f"module_{number}.py").write_text(MODULE)
    (tmp_path / "broken.py").write_text("def f(:\n")
    return tmp_path


def scan(project: Path, *options: str, **variables: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [*COMMAND, "scan", str(project), "--output", "json", "-q", *options],
        env=environment(**variables),
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_report_is_the_same_bytes_for_any_number_of_jobs(project: Path) -> None:
    first = scan(project, "--jobs", "1")
    assert first[0] == 1
    assert b"broken.py" in first[1]
    assert scan(project, "--jobs", "2") == first
    assert scan(project, "-j", "4") == first
    assert scan(project, SSOT_AUDIT_JOBS="3") == first
    assert scan(project) == first


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_no_jobs_is_a_mistake(project: Path, number: str) -> None:
    assert scan(project, "--jobs", number)[0] == 2
    assert scan(project, SSOT_AUDIT_JOBS=number)[0] == 2


def test_ctrl_c_ends_a_scan_and_its_workers_within_a_second(project: Path) -> None:
    for number in range(100, 1_000):
        (project / f"module_{number}.py").write_text(MODULE)
    process = subprocess.Popen(
        [*COMMAND, "scan", str(project), "--jobs", "2"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_for(lambda: len(children(process.pid)) == 2 or process.poll() is not None)
    assert process.poll() is None
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    # The pipes end when the last process that holds them has ended.
    out, errors = process.communicate(timeout=10)
    assert time.monotonic() - began < 1
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in errors
    # The workers were told to end; each is gone as soon as the system gets to it.
    wait_for(lambda: not group(process.pid))
