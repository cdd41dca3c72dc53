"""Many files at once, in processes that may die, hang or swell without harm.

The parent reads the files and hands out their bytes: so the bytes that are hashed,
parsed and quoted are the same, projects that are on no disk need nothing special, and
a worker could as well be on another machine. Reading is less than 1 % of the work
(see `docs/adr/0013-workers.md`).

What comes out does not depend on the number of workers; the order does.
"""

import selectors
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from types import TracebackType
from typing import Final, Self

from ssot_audit.extract.worker import Work
from ssot_audit.extract.worker_handle import (
    Item,
    Limits,
    WorkerHandle,
    start,
    start_method,
)

_WATCH_EVERY: Final = 0.1
"""Seconds; a process can fill some 200 MB in between."""
_FAILED_STARTS: Final = 3
"""After as many workers that died before they did anything, no other is started."""


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no answer for a file, and why, as a short phrase."""

    reason: str


class _Queue:
    """Files to hand out: read from the disk one by one, and maybe given back."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._next: deque[Item] = deque()

    def waiting(self, most: int) -> int:
        """Return how many files there are left, or `most` if there are more."""
        self._next.extend(islice(self._items, max(0, most - len(self._next))))
        return min(len(self._next), most)

    def peek(self) -> Item | None:
        """Return the next file, or None at the end."""
        return self._next[0] if self.waiting(1) else None

    def pop(self) -> Item:
        """Take the file that was peeked at."""
        return self._next.popleft()

    def give_back(self, items: Iterable[Item]) -> None:
        """Put files back, to be next."""
        self._next.extendleft(reversed(list(items)))


class Pool:
    """Up to `jobs` workers, started when there is a file that no other one takes.

    A context manager: at its end no process is left, whatever the reason.
    """

    def __init__(
        self,
        jobs: int,
        work: Work,
        limits: Limits | None = None,
        method: str | None = None,
    ) -> None:
        """Start nothing yet; `method` is `fork` or `spawn`, by default the best one."""
        self._jobs = jobs
        self._work = work
        self._limits = limits or Limits()
        self._method = method or start_method()
        self._workers: list[WorkerHandle] = []
        self._selector = selectors.DefaultSelector()
        self._failed_starts: list[str] = []
        self._watched_at = monotonic()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End all processes at once."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.join()
        self._workers.clear()
        self._selector.close()

    def answers(self, items: Iterable[Item]) -> Iterator[tuple[str, bytes | Lost]]:
        """Yield each path once, with the worker's answer, as soon as there is one."""
        queue = _Queue(items)
        while True:
            self._feed(queue)
            if not any(worker.backlog for worker in self._workers):
                if not queue.peek():
                    return
                if not self._workers and not self._may_start():
                    yield queue.pop().path, self._no_worker()
                    continue
            for worker in self._wait():
                yield from self._receive(worker, queue)

    def _feed(self, queue: _Queue) -> None:
        """Give the workers all they have room for."""
        self._start_for(queue)
        while item := queue.peek():
            worker = self._taker(item)
            if worker is None:
                return
            worker.send(queue.pop())

    def _start_for(self, queue: _Queue) -> None:
        """Start a worker for each file that would have to wait."""
        if not self._may_start():
            return
        idle = sum(not worker.backlog for worker in self._workers)
        for _ in range(queue.waiting(self._jobs) - idle):
            if self._may_start():
                self._start()

    def _taker(self, item: Item) -> WorkerHandle | None:
        """Return the least busy worker that has room for the file, if one has."""
        # A file that waits for one worker is out of reach of all others: it keeps that
        # one from idling, but not before every other has something to do.
        may_wait = not self._may_start() and all(w.is_ready for w in self._workers)
        takers = [
            worker
            for worker in self._workers
            if (may_wait or not worker.backlog) and worker.has_room_for(item)
        ]
        return min(takers, key=lambda worker: worker.load, default=None)

    def _may_start(self) -> bool:
        return (
            len(self._workers) < self._jobs
            and len(self._failed_starts) < _FAILED_STARTS
        )

    def _start(self) -> None:
        try:
            worker = start(self._work, self._limits, self._method, self._workers)
        except OSError as error:
            self._failed_starts.append(error.strerror or type(error).__name__)
            return
        self._workers.append(worker)
        self._selector.register(worker.pipe, selectors.EVENT_READ, worker)

    def _wait(self) -> list[WorkerHandle]:
        """Return the workers that have sent something, or have died."""
        events = self._selector.select(_WATCH_EVERY)
        elapsed = monotonic() - self._watched_at
        if elapsed >= _WATCH_EVERY:
            self._watched_at += elapsed
            for worker in self._workers:
                worker.watch(min(elapsed, 2 * _WATCH_EVERY))
        return [key.data for key, _ in events]

    def _receive(
        self, worker: WorkerHandle, queue: _Queue
    ) -> Iterator[tuple[str, bytes | Lost]]:
        try:
            answer = worker.receive()
        except EOFError:
            yield from self._bury(worker, queue)
        else:
            if answer:
                yield answer

    def _bury(self, worker: WorkerHandle, queue: _Queue) -> Iterator[tuple[str, Lost]]:
        """Blame the file in flight; the others were only waiting behind it."""
        self._selector.unregister(worker.pipe)
        self._workers.remove(worker)
        cause = worker.bury()
        if not worker.is_ready:
            self._failed_starts.append(cause)
        elif worker.is_acquitted:
            queue.give_back(worker.backlog)
        elif worker.backlog:
            blamed, *innocent = worker.backlog
            queue.give_back(innocent)
            yield blamed.path, Lost(cause)

    def _no_worker(self) -> Lost:
        return Lost(f"no worker process could be started: {self._failed_starts[-1]}")
