"""Workers that die, hang and swell: each costs one file, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping

import pytest

from ssot_audit.extract.pool import Lost, Pool
from ssot_audit.extract.worker_handle import Item, Limits
from tests.support.command import REPOSITORY, environment
from tests.support.process_tree import (
    children,
    ignores,
    is_alive,
    wait_for,
)

MANY = {f"{number:03}.py": b"fine %d" % number for number in range(100)}
HASTY = Limits(seconds=1)
LEAN = Limits(memory=500_000_000)


def mischief(source: bytes) -> bytes:
    """Do what the source says; a stand-in for a parser that meets a terrible file."""
    acts: Mapping[bytes, Callable[[], object]] = {
        b"kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        b"crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        b"exit": lambda: os._exit(7),
        b"spin": spin,
        b"sleep": lambda: time.sleep(600),
        b"swell": swell,
        b"stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        b"print": lambda: os.write(1, b"noise") + os.write(2, b"noise"),
        b"raise": lambda: 1 / 0,
    }
    acts.get(source, str)()
    return source[::-1]


def spin() -> None:
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # a sign that it hangs
    while True:
        pass


def swell() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(b"x" * 10_000_000))
        time.sleep(0.01)


def answers(
    files: Mapping[str, bytes],
    jobs: int = 2,
    limits: Limits | None = None,
    method: str | None = None,
) -> dict[str, bytes | Lost]:
    items = [Item(path, source) for path, source in files.items()]
    with Pool(jobs, mischief, limits, method) as pool:
        pairs = list(pool.answers(items))
    found = dict(pairs)
    assert len(found) == len(pairs), "no file is answered twice"
    assert not children()
    return found


def expected(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: source[::-1] for path, source in files.items()}


@pytest.mark.parametrize("count", [0, 1, 2, 100])
@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_file_is_answered(count: int, jobs: int) -> None:
    files = dict(list(MANY.items())[:count])
    assert answers(files, jobs) == expected(files)


def test_large_and_empty_files_go_through_the_pipe() -> None:
    files = {f"{n}.py": bytes(n * 700_000) for n in range(5)} | MANY
    assert answers(files) == expected(files)


def test_there_are_never_more_workers_than_files() -> None:
    with Pool(5, mischief) as pool:
        assert list(pool.answers([Item("a.py", b"one")])) == [("a.py", b"eno")]
        assert len(children()) == 1


def test_spawned_workers_do_the_same() -> None:
    files = {**MANY, "dead.py": b"kill"}
    lost = Lost("its worker process was killed by SIGKILL")
    assert answers(files, method="spawn") == {**expected(MANY), "dead.py": lost}


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (b"kill", "its worker process was killed by SIGKILL"),
        (b"crash", "its worker process was killed by SIGSEGV"),
        (b"exit", "its worker process ended by itself, with exit code 7"),
        (b"raise", "its worker process ended by itself, with exit code 1"),
        (b"spin", "took longer than 1 s"),
        (b"sleep", "took longer than 1 s"),
        (b"swell", "took more than 500 MB memory"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_terrible_file_costs_only_itself(act: bytes, reason: str, jobs: int) -> None:
    before, after = list(MANY.items())[:50], list(MANY.items())[50:]
    files = dict([*before, ("terrible.py", act), *after])
    found = answers(files, jobs, LEAN if act == b"swell" else HASTY)
    assert found.pop("terrible.py") == Lost(reason)
    assert found == expected(MANY)


def test_many_terrible_files_cost_only_themselves() -> None:
    terrible = {f"{n:03}-terrible.py": b"crash" for n in range(0, 100, 7)}
    found = answers(dict(sorted({**MANY, **terrible}.items())))
    assert {path for path, answer in found.items() if type(answer) is Lost} == set(
        terrible
    )
    assert len(found) == len(MANY) + len(terrible)


def test_a_worker_that_is_killed_from_outside_costs_its_file() -> None:
    victims: list[int] = []

    def items() -> Iterator[Item]:
        yield Item("first.py", b"sleep")
        while not children():
            yield Item("more.py", b"fine")
        victims.extend(children())
        time.sleep(0.3)
        os.kill(victims[0], signal.SIGKILL)
        yield Item("last.py", b"fine")

    with Pool(1, mischief) as pool:
        found = dict(pool.answers(items()))
    assert found["first.py"] == Lost("its worker process was killed by SIGKILL")
    assert found["last.py"] == b"enif"


def test_a_stopped_worker_is_one_that_hangs() -> None:
    def items() -> Iterator[Item]:
        yield Item("stopped.py", b"stop")
        yield Item("next.py", b"fine")

    with Pool(1, mischief, HASTY) as pool:
        found = pool.answers(items())
        assert next(found)[1] == Lost("took longer than 1 s")
        assert next(found) == ("next.py", b"enif")


def test_workers_that_die_at_start_are_not_started_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "ssot_audit.extract.worker_handle.serve", lambda *_: os._exit(9)
    )
    found = answers(MANY, method="fork")
    cause = "its worker process ended by itself, with exit code 9"
    assert set(found) == set(MANY)
    assert set(found.values()) == {Lost(f"no worker process could be started: {cause}")}


def test_a_system_that_refuses_processes_is_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("ssot_audit.extract.pool.start", refuse)
    cause = "Resource temporarily unavailable"
    assert set(answers(MANY).values()) == {
        Lost(f"no worker process could be started: {cause}")
    }


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_have_no_terminal(
    method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answers({"a.py": b"print"}, method=method) == {"a.py": b"tnirp"}
    assert capfd.readouterr() == ("", "")


def test_leaving_early_ends_the_workers() -> None:
    with Pool(2, mischief) as pool:
        next(pool.answers(Item(path, source) for path, source in MANY.items()))
        assert children()
    assert not children()


BUSY = """
from tests.unit.extract.test_pool import mischief
from ssot_audit.extract.pool import Pool
from ssot_audit.extract.worker_handle import Item, Limits, WorkerHandle

WorkerHandle.watch = lambda *_: None  # A worker ends by its own timer.
files = [Item(str(n), b"spin") for n in range(9)]
with Pool(3, mischief, Limits(seconds=SECONDS), "METHOD") as pool:
    for answer in pool.answers(files):
        pass
"""


@pytest.fixture
def seconds() -> int:
    """How long a file may take."""
    return 30


@pytest.fixture(params=["fork", "spawn"])
def busy(
    request: pytest.FixtureRequest, seconds: int
) -> Iterator[subprocess.Popen[str]]:
    """A process with three workers that hang."""
    program = BUSY.replace("METHOD", request.param).replace("SECONDS", str(seconds))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            wait_for(lambda: len(hanging(process.pid)) == 3)
            yield process
        finally:
            process.kill()


def hanging(parent: int) -> list[int]:
    """Return the workers of a process that spin."""
    return [child for child in children(parent) if ignores(child, signal.SIGUSR1)]


def test_ctrl_c_ends_everything_within_a_second(busy: subprocess.Popen[str]) -> None:
    workers = hanging(busy.pid)
    assert len(workers) == 3
    began = time.monotonic()
    os.killpg(busy.pid, signal.SIGINT)
    _, errors = busy.communicate(timeout=10)
    assert time.monotonic() - began < 1
    assert errors.count("KeyboardInterrupt") == 1, "the parent's, none of a worker"
    assert not any(is_alive(worker) for worker in workers)


@pytest.mark.parametrize("seconds", [2])
def test_no_worker_outlives_a_parent_that_is_killed(
    busy: subprocess.Popen[str],
) -> None:
    workers = hanging(busy.pid)
    assert len(workers) == 3
    busy.kill()
    busy.wait()
    # Even those that hang end by their own timer: after 2 s of processor time each.
    wait_for(lambda: not any(is_alive(worker) for worker in workers))
