"""Preloaded by workers of a test's cluster: some files are too much for them.

What cannot be provoked by real code is provoked by comments.
"""

import os
import time

import msgspec
from distributed import Worker

from ssot_audit.extract import batch

ENDS_WORKER = b"# ends every worker that is given it\n"
ENDS_PROCESS = b"# ends the process of its batch\n"
HANGS = b"# takes seconds\n"
SLOW = b"# leaves time for no other file\n"

_run_batch = batch.run_batch


def dask_setup(_worker: Worker) -> None:
    """Put ours in the place of what is called by its name."""
    setattr(batch, "run_batch", _poisoned)  # noqa: B010 - or mypy minds the name


def _poisoned(encoded: bytes) -> bytes:
    """Do what a file in the batch says, or else what would be done."""
    if ENDS_WORKER in encoded:
        os._exit(9)
    if ENDS_PROCESS in encoded:
        return batch._failed("exit code 9")  # noqa: SLF001
    if HANGS in encoded:
        time.sleep(3)
    if SLOW in encoded:
        decoded = msgspec.msgpack.decode(encoded, type=batch.Batch)
        return msgspec.msgpack.encode(batch.answer(decoded, budget=0))
    return _run_batch(encoded)
