"""Files to their facts on a Dask cluster, with nothing shared but the network.

Bytes of files go out in batches, through the scheduler; msgpack comes back. A batch
travels with its task, so whichever worker is lost, Dask gives its tasks to another one.
What a file can do to a worker is kept in `extract/batch.py`. If workers die all the
same, as a container does that runs out of memory, Dask gives up a task after the
fourth: its files are tried again when nothing else is running, in ever smaller
batches, until the one is found that is to blame.
"""

import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final

import msgspec

from ssot_audit.errors import ConfigError
from ssot_audit.extract.batch import Batch, Reply, run_batch, versions
from ssot_audit.extract.dask_connection import connected, fault, one_line
from ssot_audit.extract.facts import not_analysed
from ssot_audit.extract.identity import extractor_identity
from ssot_audit.extract.many import Extracted, Source
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.worker_handle import Limits

if TYPE_CHECKING:
    from distributed import Client, Future

_BATCH_BYTES: Final = 2_000_000
"""A second of work or two: much beside the 0.2 s that the process of a batch costs."""
_BATCH_FILES: Final = 500
_MOST_BATCHES: Final = 256
"""In flight, whatever the size of the cluster: they are in our memory, too."""
_PARTS: Final = 16
"""Into which a batch is split that some file in it has made fail."""
_PATIENCE: Final = 30
"""Seconds for all workers to say who they are."""
_NO_WORKER: Final = 60
"""Seconds for a cluster without a worker to get one."""
_SILENCE: Final = 600
"""Seconds without any answer. Dask takes 300 to give up a worker that is silent."""
_ALL_DIED: Final = "every worker of the cluster that was given it died"

_Files = list[Source]


def extract_on_cluster(
    sources: Iterable[Source], parser: Parser, address: str
) -> Extracted:
    """Yield each path with its facts, in any order; close it to cancel what is left.

    Without any source nothing is connected to. Raises `ConfigError` if the cluster
    cannot be used, from the beginning or any more.
    """
    batches = _batches(sources)
    first = next(batches, None)
    if first is None:
        return
    with connected(address) as client:
        work = _Work(client, parser, address)
        work.check_workers()
        yield from work.answers(chain([first], batches))


def _batches(sources: Iterable[Source]) -> Iterator[_Files]:
    """Gather files until they are some bytes, or many."""
    files: _Files = []
    size = 0
    for file in sources:
        files.append(file)
        size += len(file[1])
        if size >= _BATCH_BYTES or len(files) == _BATCH_FILES:
            yield files
            files, size = [], 0
    if files:
        yield files


class _Work:
    """All batches of one scan: those in flight, and those to be sent again."""

    def __init__(self, client: "Client", parser: Parser, address: str) -> None:
        self._client = client
        self._parser = parser
        self._address = address
        self._identity = extractor_identity(parser)
        self._in_flight: dict[Future, _Files] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._unfinished: deque[_Files] = deque()
        self._suspects: deque[_Files] = deque()
        self._room = 0
        self._answers_to_come = 0

    def check_workers(self) -> None:
        """Send an empty batch to every worker; raise `ConfigError` if one is odd."""
        for worker, encoded in sorted(self._replies_to_nothing().items()):
            if isinstance(encoded, OSError):
                continue  # It has just been lost, and another one will do.
            if not isinstance(encoded, bytes):
                raise self._useless(f"worker {worker}", encoded)
            reply = self._read(encoded, f"worker {worker}")
            if reply.failure:
                raise self._useless(f"worker {worker}", reply.failure)

    def _replies_to_nothing(self) -> dict[str, object]:
        """Return what all workers say; nothing, if one keeps us waiting."""
        replies: SimpleQueue[dict[str, object]] = SimpleQueue()

        def ask() -> None:
            found = {}
            # What fails here fails again with the first batch.
            with suppress(Exception):
                empty = self._encoded([])
                found = self._client.run(run_batch, empty, on_error="return")
            replies.put(found)

        # It would wait for ever for a worker that hangs.
        Thread(target=ask, daemon=True).start()
        try:
            return replies.get(timeout=_PATIENCE)
        except Empty:
            return {}

    def answers(self, batches: Iterator[_Files]) -> Extracted:
        """Yield the facts of all files in all batches."""
        while True:
            self._feed(batches)
            if not self._in_flight:
                return
            yield from self._settle(self._next_done())

    def _feed(self, batches: Iterator[_Files]) -> None:
        """Keep every worker busy, and suspects for the end."""
        self._measure()
        while len(self._in_flight) < self._room:
            again = self._unfinished.popleft() if self._unfinished else None
            files = again or next(batches, None)
            if files is None:
                break
            self._send(files)
        if self._suspects and not self._in_flight:
            self._send(self._suspects.popleft())

    def _measure(self) -> None:
        """Ask once in a while how many threads there are: workers come and go."""
        self._answers_to_come -= 1
        if self._answers_to_come <= 0:
            with self._connection():
                threads = sum(self._client.nthreads().values())
            self._room = min(2 * max(1, threads), _MOST_BATCHES)
            self._answers_to_come = self._room

    def _send(self, files: _Files) -> None:
        with self._connection(), warnings.catch_warnings():
            # A large file makes a large task; Dask would have it on a shared disk.
            warnings.simplefilter("ignore")
            future = self._client.submit(run_batch, self._encoded(files), pure=False)
        self._in_flight[future] = files
        future.add_done_callback(self._done.put)

    def _next_done(self) -> "Future":
        """Return a batch that is done; seconds are counted, lest a suspended scan fail.

        Raises `ConfigError` if none is for so long that something must be wrong.
        """
        size = max(
            sum(len(source) for _, source in f) for f in self._in_flight.values()
        )
        for second in range(_SILENCE + int(Limits().seconds_for(size))):
            with suppress(Empty):
                return self._done.get(timeout=1)
            if second >= _NO_WORKER and not self._has_workers():
                raise self._fault(
                    f"has had no worker for {_NO_WORKER} s; "
                    f"start one with `dask worker {self._address}`"
                )
        raise self._fault("has not answered for minutes; see what its workers do")

    def _has_workers(self) -> bool:
        with self._connection():
            return bool(self._client.nthreads())

    def _settle(self, future: "Future") -> Extracted:
        files = self._in_flight.pop(future)
        reply = self._reply(future)
        if reply.failure:
            yield from self._suspect(files, reply.failure)
            return
        for number, facts in reply.facts.items():
            yield files[number][0], facts
        rest = [file for n, file in enumerate(files) if n not in reply.facts]
        if rest:
            self._unfinished.append(rest)

    def _reply(self, future: "Future") -> Reply:
        from distributed import KilledWorker  # noqa: PLC0415 - as in `connected`

        with self._connection():
            if future.status != "error":
                return self._read(future.result(timeout=_SILENCE), "a worker")
            error = future.exception(timeout=_SILENCE)
        if isinstance(error, KilledWorker):
            return Reply(b"", "", failure=_ALL_DIED)
        raise self._useless("some part of it", error)

    def _suspect(self, files: _Files, failure: str) -> Extracted:
        """Split a batch that failed; a file that fails alone is to blame."""
        if len(files) == 1:
            yield files[0][0], not_analysed(failure)
            return
        size = -(-len(files) // _PARTS)
        self._suspects.extend(
            files[start : start + size] for start in range(0, len(files), size)
        )

    def _encoded(self, files: _Files) -> bytes:
        sources = tuple(source for _, source in files)
        return msgspec.msgpack.encode(Batch(self._parser, self._identity, sources))

    def _read(self, encoded: bytes, who: str) -> Reply:
        """Decode a reply; raise `ConfigError` if it comes from another extractor."""
        try:
            reply = msgspec.msgpack.decode(encoded, type=Reply)
        except msgspec.DecodeError as error:
            raise self._useless(who, error) from None
        if reply.failure or reply.identity == self._identity:
            return reply
        same = reply.versions == versions()
        told = "the same, but not the same build or LibCST" if same else versions()
        raise self._fault(
            f"{who} has {reply.versions}, here is {told}; "
            "install the same on both sides, so that both find the same facts"
        )

    def _useless(self, who: str, error: object) -> ConfigError:
        return self._fault(
            f"{who} cannot run ssot-audit ({one_line(error)}); "
            f"install {versions()} where workers and scheduler run"
        )

    def _fault(self, message: str) -> ConfigError:
        return fault(self._address, message)

    @contextmanager
    def _connection(self) -> Iterator[None]:
        """Say in one line that the scheduler is gone."""
        from distributed import CancelledError  # noqa: PLC0415 - as in `connected`

        try:
            yield
        except (OSError, CancelledError):
            raise self._fault(
                "was lost during the scan; once it is back, scan again: "
                "the cache has what was found"
            ) from None


def _size(files: _Files) -> int:
    return sum(len(source) for _, source in files)
