"""The parent's end of one worker: what it has been given, and what became of it."""

import multiprocessing
import resource
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, NamedTuple

from ssot_audit.extract.worker import Work, serve

_ROOM_BYTES: Final = 48_000
_ROOM_FILES: Final = 16
"""What may wait in a pipe: less than any pipe holds, so that no `send` ever blocks."""
_LAST_GASP: Final = 1.0
"""Seconds between the end of a pipe and the end of its process."""


class Item(NamedTuple):
    """A file to work on."""

    path: str
    source: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost before its worker is ended; generous, for slow machines.

    LibCST takes a second for 400 kB and 700 bytes of memory for each byte of source.
    """

    seconds: float = 30
    bytes_per_second: float = 50_000
    memory: int = 2_000_000_000

    def seconds_for(self, size: int) -> float:
        """Return how long a file of this many bytes may take."""
        return self.seconds + size / self.bytes_per_second


class WorkerHandle:
    """One worker process, the pipe to it and the files it has not answered yet.

    Files are answered in the order they are sent. So the first unanswered one is the
    file in flight, and to blame if the worker dies.
    """

    def __init__(self, pipe: Connection, process: BaseProcess, limits: Limits) -> None:
        """Take over a process that has just been started."""
        self.pipe = pipe
        self.backlog: deque[Item] = deque()
        self.load = 0
        """How many bytes wait to be answered."""
        self.is_ready = False
        self.is_acquitted = False
        """Whether it was killed for a file whose answer was on the way."""
        self._process = process
        self._limits = limits
        self._waited = 0.0
        self._memory_at_start = 0
        self._reason = ""

    def has_room_for(self, item: Item) -> bool:
        """Tell whether the file can be sent without waiting for the worker to read."""
        if not self.backlog:
            return self.is_ready
        return (
            len(self.backlog) < _ROOM_FILES
            and self.load + len(item.source) <= _ROOM_BYTES
        )

    def send(self, item: Item) -> None:
        """Give the worker one more file."""
        self.backlog.append(item)
        self.load += len(item.source)
        # If it has just died, receiving will tell, and the file goes to another one.
        with suppress(OSError):
            self.pipe.send_bytes(item.source)

    def receive(self) -> tuple[str, bytes] | None:
        """Return a path and its answer, or None for the greeting.

        To be called when the pipe is readable; raises EOFError when the worker is dead.
        """
        try:
            message = self.pipe.recv_bytes()
        except OSError as error:
            raise EOFError from error
        self._waited = 0
        if self._reason and not self.is_ready:
            raise EOFError  # it was killed while its greeting was on the way
        if self.is_ready:
            path, source = self.backlog.popleft()
            self.load -= len(source)
            self.is_acquitted = bool(self._reason)
            return path, message
        self.is_ready = True
        self._memory_at_start = _resident(self._process.pid)
        return None

    def watch(self, seconds: float) -> None:
        """Kill the worker if its file takes too long or too much memory.

        `seconds` have passed since the last watch. They are counted here rather than
        read from a clock: a scan that is suspended holds that against no file.
        """
        if self.is_ready and not self.backlog:
            return
        self._waited += seconds
        if self._waited > self._seconds_allowed:
            self._reason = self._too_long
            self._process.kill()
        elif self.is_ready and self._memory_taken > self._limits.memory:
            self._reason = f"took more than {self._limits.memory / 1e6:,.0f} MB memory"
            self._process.kill()

    def bury(self) -> str:
        """Return as a short phrase how the worker, of which no more came, has ended."""
        self._process.join(_LAST_GASP)
        self.kill()
        self.join()
        code = self._process.exitcode or 0
        if code == -signal.SIGPROF:
            return self._too_long
        return self._reason or f"its worker process {_end(code)}"

    def kill(self) -> None:
        """End the process, whatever it is doing; it takes a moment."""
        self.pipe.close()
        self._process.kill()

    def join(self) -> None:
        """Wait until the process has ended."""
        self._process.join()

    @property
    def _seconds_allowed(self) -> float:
        size = len(self.backlog[0].source) if self.backlog else 0
        return self._limits.seconds_for(size)

    @property
    def _too_long(self) -> str:
        return f"took longer than {self._seconds_allowed:.0f} s"

    @property
    def _memory_taken(self) -> int:
        # A fork counts the memory that it shares with its parent as its own.
        return _resident(self._process.pid) - self._memory_at_start


def start(
    work: Work, limits: Limits, method: str, sisters: Iterable[WorkerHandle] = ()
) -> WorkerHandle:
    """Start a worker by `fork` or `spawn`; raise OSError if the system refuses."""
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    # What is spawned inherits nothing.
    copies = [ours, *(each.pipe for each in sisters)] if method == "fork" else []
    process: BaseProcess = context.Process(  # type: ignore[attr-defined]
        target=serve, args=(theirs, work, limits.seconds_for, copies), daemon=True
    )
    try:
        with _uninterrupted():
            process.start()
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return WorkerHandle(ours, process, limits)


def start_method() -> str:
    """Return the cheapest safe way to start a process here.

    A fork takes milliseconds and has everything imported, but copies no thread, though
    it copies the locks they hold; system libraries of macOS start threads of their own.
    """
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_safe else "spawn"


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until a new process has learnt to ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _resident(process_id: int | None) -> int:
    """Return how many bytes of memory a process has; 0 where that is not told."""
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _end(code: int) -> str:
    if code >= 0:
        return f"ended by itself, with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
