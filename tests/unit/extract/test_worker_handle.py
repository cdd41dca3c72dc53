"""What a worker is accused of when its end and its answer cross on the way."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import pytest

from ssot_audit.extract import worker_handle
from ssot_audit.extract.pool import Lost, Pool
from ssot_audit.extract.worker_handle import Item, Limits, WorkerHandle

HOUR = 3600.0
FILES = [Item("first.py", b"one"), Item("next.py", b"two")]


class Scripted:
    """A process that is none: what it sends is in the pipe before anybody looks."""

    pid = 1
    exitcode = -9

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def kill(self) -> None:
        self._pipe.close()

    def join(self, _timeout: float | None = None) -> None:
        pass


def scripted(*messages: bytes) -> WorkerHandle:
    """Return a worker that has said something, of which nothing was received yet."""
    ours, theirs = multiprocessing.Pipe()
    for message in messages:
        theirs.send_bytes(message)
    process: Any = Scripted(theirs)
    return WorkerHandle(ours, process, Limits())


@pytest.fixture
def resident(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def be(size: int) -> None:
        monkeypatch.setattr(worker_handle, "_resident", lambda _: size)

    be(0)
    return be


def test_memory_shared_with_the_parent_is_held_against_no_worker(
    resident: Callable[[int], None],
) -> None:
    resident(3 * Limits().memory)
    worker = scripted(b"ready")
    worker.watch(0.1)
    assert worker.receive() is None
    worker.send(FILES[0])
    worker.watch(0.1)
    assert worker.backlog
    assert worker.bury() == "its worker process was killed by SIGKILL"


def test_a_worker_killed_before_its_greeting_came_is_not_ready() -> None:
    worker = scripted(b"ready")
    worker.watch(HOUR)
    with pytest.raises(EOFError):
        worker.receive()
    assert not worker.is_ready


@pytest.mark.parametrize(("answers", "lost"), [([], "first.py"), ([b"answer"], None)])
def test_files_behind_one_that_was_answered_after_all_are_innocent(
    answers: list[bytes], lost: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = scripted(b"ready", *answers)
    hanging.receive()
    for item in FILES:
        hanging.send(item)
    hanging.watch(HOUR)
    workers = iter([hanging, scripted(b"ready", b"answer", b"answer")])
    monkeypatch.setattr("ssot_audit.extract.pool.start", lambda *_: next(workers))
    with Pool(1, bytes) as pool:
        pool._start()  # noqa: SLF001 - the feeder starts none without files
        found = dict(pool.answers([]))
    assert {path for path, answer in found.items() if type(answer) is Lost} == {
        *([lost] if lost else [])
    }
    assert set(found) == {item.path for item in FILES}
