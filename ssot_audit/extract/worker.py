"""What runs in a worker process: bytes of a file in, its facts out, one by one.

A worker may die of any file. It is told nothing but bytes, opens no file, and has
nothing to say on a terminal.
"""

import contextlib
import faulthandler
import gc
import os
import resource
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import NoReturn

import msgspec

from ssot_audit.extract.extractor import attempt
from ssot_audit.extract.parse import Parser

Work = Callable[[bytes], bytes]
"""What is done with a file: `encoded_facts` of some parser, or a test's mischief."""

READY = b"ready"
"""The first message of every worker."""

_COLLECT_AFTER = 100_000
"""New objects between two looks for cycles: trees are large, and have none."""


def encoded_facts(parser: Parser, source: bytes) -> bytes:
    """Return the facts of a file as msgpack; never raises."""
    return msgspec.msgpack.encode(attempt(source, parser))


def serve(
    pipe: Connection,
    work: Work,
    seconds: Callable[[int], float],
    inherited: Sequence[Connection] = (),
) -> NoReturn:
    """Answer every message until the pipe ends; then end the process.

    `seconds` tells how much processor time a file of some size may take. `inherited`
    are the ends of pipes that a fork has copied: as long as a worker holds one, a
    sister does not notice that the parent is gone.
    """
    for copy in inherited:
        copy.close()
    _detach(pipe)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    # The parent has ended, maybe by force: EOF, or a pipe that is broken.
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(READY)
        while True:
            source = pipe.recv_bytes()
            # The default action of this signal ends the process, even in the middle of
            # native code and even if there is no parent any more to do it.
            signal.setitimer(signal.ITIMER_PROF, seconds(len(source)))
            answer = work(source)
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send_bytes(answer)
    os._exit(0)


def _detach(pipe: Connection) -> None:
    """Leave the terminal, its signals and the working folder alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for signal_number in (signal.SIGPROF, signal.SIGTERM):
        signal.signal(signal_number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    # The parent tells of a crash. It must not leave a core dump in the project, either.
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_RDWR)
    # A parent that was started without these has its pipes there.
    for descriptor in {0, 1, 2} - {pipe.fileno()}:
        os.dup2(null, descriptor)
