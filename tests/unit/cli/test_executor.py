"""`--executor`: the same bytes from a cluster, started by the commands of Dask."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssot_audit.cli.executor import cluster_address
from ssot_audit.errors import ConfigError
from tests.support.command import COMMAND, REPOSITORY, environment
from tests.support.process_tree import children, command, wait_for

MODULE = "import os\n" + "print(os.sep, [1, 2, 3])\n" * 50


def dask(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start a scheduler; give its process and its address."""
    file = folder / "scheduler.json"
    options = ("--dashboard-address", ":0", "--scheduler-file", str(file))
    with dask("scheduler", "--host", "127.0.0.1", "--port", "0", *options) as process:
        try:
            wait_for(lambda: file.exists() and file.read_text().endswith("}"))
            yield process, json.loads(file.read_text())["address"]
        finally:
            process.kill()


@contextmanager
def worker(address: str, folder: Path, *options: str) -> Iterator[int]:
    """Start a worker with two threads; give the process that restarts it."""
    place = ("--local-directory", str(folder), "--dashboard-address", ":0")
    with dask("worker", address, "--nthreads", "2", *place, *options) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dask")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with scheduler(folder) as (_, found):
        yield found


@pytest.fixture(scope="module")
def nanny(address: str, folder: Path) -> Iterator[int]:
    with worker(address, folder) as process:
        yield process


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of several batches."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    for number in range(520):
        (tmp_path / f"module_{number}.py").write_text(MODULE)
    return tmp_path


def scan(project: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "scan", str(project), "--output", "json", "-q", *options],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def result(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    out, errors = process.communicate()
    return process.returncode, out, errors


def workers(nanny: int) -> list[int]:
    """Return the worker, if it is busy with a batch."""
    return [
        child
        for child in children(nanny)
        if any(b"ssot_audit.extract.batch" in command(each) for each in children(child))
    ]


@pytest.mark.usefixtures("nanny")
def test_the_report_is_the_same_bytes(address: str) -> None:
    fixture = REPOSITORY / "fixtures" / "chat_platform"
    here = result(scan(fixture, "--no-cache"))
    assert here[0] == 1
    executor = f"dask={address.removeprefix('tcp://')}"
    assert result(scan(fixture, "--no-cache", "--executor", executor)) == here


def test_workers_that_are_killed_are_survived(
    address: str, nanny: int, project: Path
) -> None:
    here = result(scan(project, "--no-cache"))
    with scan(project, "--no-cache", "--executor", f"dask={address}") as process:
        killed: set[int] = set()
        for _ in range(2):
            wait_for(lambda: set(workers(nanny)) - killed)
            (victim,) = set(workers(nanny)) - killed
            killed.add(victim)
            os.kill(victim, signal.SIGKILL)
        assert process.poll() is None
        assert result(process) == here


def test_ctrl_c_cancels_what_is_left_and_keeps_what_is_known(
    address: str, nanny: int, project: Path
) -> None:
    executor = ("--executor", f"dask={address}")
    with scan(project, *executor) as process:
        wait_for(lambda: workers(nanny))
        process.send_signal(signal.SIGINT)
        code, out, errors = result(process)
    assert (code, out) == (130, b"")
    assert b"Traceback" not in errors
    wait_for(lambda: not workers(nanny))
    assert result(scan(project, *executor)) == result(scan(project, "--no-cache"))


@pytest.mark.usefixtures("nanny")
def test_a_worker_without_ssot_audit_is_named(
    address: str, folder: Path, project: Path
) -> None:
    lacking = ("--no-nanny", "--preload", "tests.support.without_ssot_audit")

    executor = f"dask={address}"
    with worker(address, folder, *lacking):
        errors = b""
        while not errors:  # It takes a moment until it is one of the workers.
            errors = result(scan(project, "--no-cache", "--executor", executor))[2]
    assert b" cannot run ssot-audit (" in errors
    assert b"; install ssot-audit " in errors
    assert errors.count(b"\n") == 1


def test_a_scheduler_that_ends_is_told_in_one_line(
    tmp_path: Path, project: Path
) -> None:
    with scheduler(tmp_path) as (process, address), worker(address, tmp_path) as nanny:
        scanning = scan(project, "--no-cache", "--executor", f"dask={address}")
        wait_for(lambda: workers(nanny))
        process.kill()
        code, out, errors = result(scanning)
    assert (code, out) == (2, b"")
    start = f"error: --executor: Dask cluster {address} was lost during the scan; "
    assert errors.startswith(start.encode())
    assert errors.count(b"\n") == 1


@pytest.mark.parametrize(
    ("executor", "address"),
    [
        ("local", None),
        ("dask=tcp://scheduler:8786", "tcp://scheduler:8786"),
        ("dask=scheduler:8786", "tcp://scheduler:8786"),
        ("dask=tls://[::1]:8786", "tls://[::1]:8786"),
        ("dask=tls://[::1]:8786/", "tls://[::1]:8786/"),
    ],
)
def test_addresses(executor: str, address: str | None) -> None:
    assert cluster_address(executor) == address


@pytest.mark.parametrize(
    "address",
    ["", "scheduler", "tcp://scheduler", "http://a:1", "a:b", "a:99999", "a:0", "[::1"],
)
def test_an_address_that_is_none_is_a_mistake(address: str) -> None:
    with pytest.raises(ConfigError) as error:
        cluster_address(f"dask={address}")
    assert str(error.value) == (
        f"--executor: `{address}` is no address of a Dask scheduler; "
        "use tcp://HOST:PORT"
    )


@pytest.mark.parametrize("executor", ["", "dask", "spark=a:1"])
def test_an_executor_that_is_unknown_is_a_mistake(
    executor: str, tmp_path: Path
) -> None:
    code, out, errors = result(scan(tmp_path, "--executor", executor))
    assert (code, out) == (2, b"")
    message = f"--executor: `{executor}` is no executor; use local or dask=ADDRESS"
    assert errors.decode() == f"error: {message}\n"
