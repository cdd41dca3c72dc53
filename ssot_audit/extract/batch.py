"""A batch of files in a process of its own, as the workers of a cluster start it.

Such a worker is not ours: it has threads, so that it cannot fork, and it may neither
die nor hang of a file. For each batch it runs `main` as a program. The program
treats files as a scan of one machine does, with the same limits and the same words.
"""

import subprocess
import sys
from contextlib import closing
from platform import python_version
from time import monotonic
from typing import Final

import msgspec

from ssot_audit import __version__
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.identity import extractor_identity
from ssot_audit.extract.many import extract_many
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.worker_handle import Limits

_PROGRAM: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from ssot_audit.extract.batch import main; main()"
)
BUDGET: Final = 60
"""Seconds after which a batch is given back unfinished; a file may take 30 s alone."""


class Batch(msgspec.Struct, frozen=True):
    """Files to read, and who may read them."""

    parser: Parser
    identity: bytes
    """Of the extractor that asks; no other one is to answer."""
    sources: tuple[bytes, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """What became of a batch."""

    identity: bytes
    """Of the extractor that answers."""
    versions: str
    """The same for people, who may have to mend it."""
    facts: dict[int, ModuleFacts] = {}
    """By position in the batch: of all files, or of those there was time for."""
    failure: str = ""
    """Why there are no facts, as a short phrase: some file was too much."""


def versions() -> str:
    """Return what is running here, as a phrase."""
    return f"ssot-audit {__version__} on Python {python_version()}"


def answer(batch: Batch, budget: float = BUDGET) -> Reply:
    """Read files for some seconds, at least one; none for another extractor."""
    identity = extractor_identity(batch.parser)
    facts: dict[int, ModuleFacts] = {}
    if identity == batch.identity:
        named = ((str(n), source) for n, source in enumerate(batch.sources))
        ends = monotonic() + budget
        with closing(extract_many(named, batch.parser, 1)) as extracted:
            for name, found in extracted:
                facts[int(name)] = found
                if monotonic() > ends:
                    break
    return Reply(identity, versions(), facts)


def run_batch(batch: bytes) -> bytes:
    """Answer an encoded batch in a process of its own, with an encoded reply.

    This is what a cluster calls by its name. If the process fails, the reply says so.
    """
    # It finds what its parent finds, and nothing that lies in its working folder.
    path = filter(None, sys.path)
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", _PROGRAM, *path],
            input=batch,
            capture_output=True,
            timeout=2 * (BUDGET + Limits().seconds_for(len(batch))),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _failed(str(error))
    if done.returncode:
        said = done.stderr.decode(errors="replace").splitlines() or [""]
        return _failed(f"exit code {done.returncode} {said[-1]}".rstrip())
    return done.stdout


def _failed(why: str) -> bytes:
    failure = f"its process on the cluster failed: {why}"
    return msgspec.msgpack.encode(Reply(b"", versions(), failure=failure))


def main() -> None:
    """Answer the batch on standard input on standard output."""
    batch = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Batch)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(batch)))
