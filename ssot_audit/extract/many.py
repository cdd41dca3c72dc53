"""Files to their facts, in this process or in workers: whichever is faster and safe.

LibCST's native parser can end a process, so it runs in workers only. CPython's own
parser guards itself: what it accepts need not leave this process, and a project that
is read in less time than a worker takes to start does not.
"""

import os
from collections.abc import Generator, Iterable
from functools import partial
from itertools import chain
from typing import Final

import msgspec

from ssot_audit.extract.extractor import attempt
from ssot_audit.extract.facts import ModuleFacts, not_analysed
from ssot_audit.extract.parse import Parser

SMALL: Final = 400_000
"""Bytes of source that are read sooner than workers start; see `benchmarks/pool.py`."""
_HAS_WORKERS: Final = os.name == "posix"
"""Windows has neither the timer nor the signals that keep workers in check."""

Source = tuple[str, bytes]
Extracted = Generator[tuple[str, ModuleFacts], None, None]


def extract_many(sources: Iterable[Source], parser: Parser, jobs: int) -> Extracted:
    """Yield each path with its facts, in any order; close it to end all workers."""
    if not _HAS_WORKERS:
        yield from ((path, attempt(source, parser)) for path, source in sources)
        return
    remaining = iter(sources)
    head = list(_first(remaining, SMALL))
    is_small = sum(len(source) for _, source in head) <= SMALL
    if parser is Parser.LIBCST or not is_small:
        yield from _in_workers(chain(head, remaining), parser, jobs)
        return
    doubtful = []
    for path, source in head:
        facts = attempt(source, Parser.PYTHON)
        if facts.failure and parser is Parser.AUTO:
            doubtful.append((path, source))
        else:
            yield path, facts
    if doubtful:
        yield from _in_workers(doubtful, parser, jobs)


def _first(sources: Iterable[Source], size: int) -> Iterable[Source]:
    """Take files until they are more than `size` bytes."""
    for path, source in sources:
        yield path, source
        size -= len(source)
        if size < 0:
            return


def _in_workers(sources: Iterable[Source], parser: Parser, jobs: int) -> Extracted:
    # A small project without faults need not import them.
    from ssot_audit.extract.pool import Lost, Pool  # noqa: PLC0415
    from ssot_audit.extract.worker import encoded_facts  # noqa: PLC0415
    from ssot_audit.extract.worker_handle import Item  # noqa: PLC0415

    decoder = msgspec.msgpack.Decoder(ModuleFacts)
    with Pool(jobs, partial(encoded_facts, parser)) as pool:
        for path, answer in pool.answers(Item(*source) for source in sources):
            if isinstance(answer, Lost):
                yield path, not_analysed(answer.reason)
            else:
                yield path, decoder.decode(answer)
