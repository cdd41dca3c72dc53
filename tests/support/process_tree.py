"""Processes that a test has started, as `/proc` shows them."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path


def wait_for(event: Callable[[], object]) -> None:
    """Return as soon as something is so; fail if it never is."""
    deadline = time.monotonic() + 60
    while not event():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(parent: int | None = None) -> list[int]:
    """Return the processes that a process has started, zombies too.

    Not the one by which `multiprocessing` tidies up after its own spawned processes.
    """
    wanted = parent or os.getpid()
    return [
        process
        for process in _processes()
        if _state(process)[1] == wanted and b"resource_tracker" not in command(process)
    ]


def group(leader: int) -> list[int]:
    """Return the processes of a group that have not ended."""
    return [p for p in _processes() if is_alive(p) and _group(p) == leader]


def command(process: int) -> bytes:
    """Return the arguments of a process, each ending in NUL; none if it has ended."""
    return _text(process, "cmdline")


def is_alive(process: int) -> bool:
    """Tell whether a process has not ended; a zombie has."""
    return _state(process)[0] != "Z"


def ignores(process: int, number: signal.Signals) -> bool:
    """Tell whether a signal does nothing to a process."""
    lines = _text(process, "status").splitlines()
    masks = [int(line.split()[1], 16) for line in lines if line.startswith(b"SigIgn:")]
    return any(mask >> number - 1 & 1 for mask in masks)


def _state(process: int) -> tuple[str, int]:
    """Return the letter of its state, and its parent; who is gone is a zombie."""
    fields = _text(process, "stat").decode().rpartition(")")[2].split()
    return (fields[0], int(fields[1])) if fields else ("Z", 0)


def _processes() -> list[int]:
    return [int(e.name) for e in Path("/proc").iterdir() if e.name.isdigit()]


def _group(process: int) -> int:
    fields = _text(process, "stat").decode().rpartition(")")[2].split()
    return int(fields[2]) if fields else 0


def _text(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""
