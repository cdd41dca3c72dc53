"""Run one command and measure it; the one place that knows how to call the scan.

Every measured thing is a process of its own and this one stays small: a child's
peak memory starts at what its parent holds, so a fat parent would hide the truth.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from time import perf_counter

from benchmarks.memory import Watch

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
_COLD = ("--no-cache",)


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished process left behind."""

    exit_code: int
    output: bytes
    errors: bytes
    seconds: float
    peak: int
    """Bytes of memory at the highest point, over all processes of the command.

    The highest sum that was seen, and never less than what the kernel tells of the
    largest single process: a short peak falls between two looks.
    """
    processor: float = 0.0
    """Seconds of processor time, over all processes that were waited for."""

    @property
    def fault(self) -> str | None:
        """Say why this run shows nothing, if it does not: it failed or said nothing."""
        if b"Traceback" in self.errors:
            return "traceback"
        if self.exit_code not in {0, 1}:
            return f"exit code {self.exit_code}"
        return None if self.output else "no output"


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    limit: float | None = None,
) -> Run:
    """Run a command in a folder to its end with some environment variables changed.

    After `limit` seconds it is killed with all that it started.
    """
    with TemporaryFile() as output, TemporaryFile() as errors:
        start = perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, **environment},
            cwd=folder,
            start_new_session=True,
        )
        with Watch(process.pid) as watch, _killed_after(limit, process.pid):
            status, usage = _wait(process)
            seconds = perf_counter() - start
        output.seek(0)
        errors.seek(0)
        return Run(
            exit_code=status,
            output=output.read(),
            errors=errors.read(),
            seconds=seconds,
            peak=max(watch.peak, _kernel_peak(usage)) or usage.ru_maxrss * _UNIT,
            processor=usage.ru_utime + usage.ru_stime,
        )


def scan_command(
    root: Path, *options: str, python: str = sys.executable, cache: Path | None = None
) -> list[str]:
    """Return the command that scans a directory as JSON; without a cache: cold."""
    command = [python, "-m", "ssot_audit", "scan", str(root)]
    command += ["--output", "json", "--exit-zero"]
    return [*command, *(["--cache-dir", str(cache)] if cache else _COLD), *options]


def scan(
    root: Path,
    *options: str,
    python: str = sys.executable,
    seed: int = 0,
    cache: Path | None = None,
) -> Run:
    """Scan a directory as JSON."""
    command = scan_command(root, *options, python=python, cache=cache)
    return run(command, {"PYTHONHASHSEED": str(seed)})


def sound(done: Run) -> Run:
    """Let only a run that did its work count as a measurement."""
    if done.fault:
        sys.exit(f"{done.fault}\n{done.errors.decode(errors='replace')}")
    return done


@contextmanager
def _killed_after(seconds: float | None, group: int) -> Iterator[None]:
    """End a group of processes if the block takes too long, or is interrupted."""
    timer = Timer(seconds or 0, os.killpg, (group, signal.SIGKILL))
    if seconds is not None:
        timer.start()
    try:
        yield
    except BaseException:
        os.killpg(group, signal.SIGKILL)
        raise
    finally:
        timer.cancel()


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    """Wait for one child and take the resources of this child only."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _kernel_peak(usage: resource.struct_rusage) -> int:
    """Return the peak of the largest single process, or 0 if it may be our own."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss * _UNIT if usage.ru_maxrss > own else 0
