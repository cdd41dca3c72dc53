"""Run one command and measure it; the one place that knows how to call the scan.

Every measured thing is a process of its own and this one stays small: a child's
peak memory starts at what its parent holds, so a fat parent would hide the truth.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished process left behind."""

    exit_code: int
    output: bytes
    errors: bytes
    seconds: float
    peak: int
    """Bytes of memory at the highest point, of the largest single process."""

    @property
    def fault(self) -> str | None:
        """Say why this run shows nothing, if it does not: it failed or said nothing."""
        if b"Traceback" in self.errors:
            return "traceback"
        if self.exit_code not in {0, 1}:
            return f"exit code {self.exit_code}"
        return None if self.output else "no output"


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end with some environment variables changed."""
    with TemporaryFile() as output, TemporaryFile() as errors:
        start = perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, **environment}
        )
        status, usage = _wait(process)
        seconds = perf_counter() - start
        output.seek(0)
        errors.seek(0)
        return Run(
            exit_code=status,
            output=output.read(),
            errors=errors.read(),
            seconds=seconds,
            peak=usage.ru_maxrss * _UNIT,
        )


def scan(root: Path, *options: str, python: str = sys.executable, seed: int = 0) -> Run:
    """Scan a directory as JSON, cold."""
    command = [python, "-m", "ssot_audit", "scan", str(root)]
    command += ["--output", "json", "--exit-zero", "--no-cache", *options]
    return run(command, {"PYTHONHASHSEED": str(seed)})


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    """Wait for one child and take the resources of this child only."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage
