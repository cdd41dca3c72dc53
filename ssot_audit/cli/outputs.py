"""Where reports go: `--output FORMAT[:PATH]`, several at once."""

import enum
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ssot_audit.cli import stdout
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.report import concise, json_document
from ssot_audit.verdict.verdict import Verdict

_FILE_WIDTH = 100
"""Columns of a text report that goes to a file."""


class Format(enum.StrEnum):
    """What a report is written in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Output:
    """One report that is asked for."""

    format: Format
    path: Path | None
    """None: standard output."""

    def __str__(self) -> str:
        """Return the output as it is written on the command line."""
        return f"{self.format}:{self.path}" if self.path else str(self.format)


def parse_outputs(values: Sequence[str]) -> tuple[Output, ...]:
    """Read the values of `--output`; raises `ConfigError` with every fault."""
    outputs, faults = [], []
    for value in values:
        name, _, path = value.partition(":")
        try:
            outputs.append(Output(Format(name), Path(path) if path else None))
        except ValueError:
            known = ", ".join(Format)
            faults.append(
                Fault("--output", f"`{name}` is no format; there are {known}")
            )
    faults += _collisions(outputs)
    if faults:
        raise ConfigError(tuple(faults))
    return tuple(outputs)


def _collisions(outputs: Sequence[Output]) -> Iterator[Fault]:
    counts = Counter(output.path for output in outputs)
    for path, count in counts.items():
        if count > 1 and path is None:
            message = "only one report can go to standard output; add `:PATH`"
            yield Fault("--output", message)
        elif count > 1:
            yield Fault("--output", f"only one report can go to `{path}`")


def write_outputs(outputs: Sequence[Output], verdict: Verdict) -> tuple[Fault, ...]:
    """Write every report that can be written; return what could not be."""
    faults = []
    for output in outputs:
        try:
            _write(output.path, _rendered(output, verdict))
        except OSError as error:
            reason = error.strerror or str(error)
            faults.append(Fault(f"--output {output}", reason))
    return tuple(faults)


def _rendered(output: Output, verdict: Verdict) -> str:
    match output.format:
        case Format.JSON:
            return json_document.render(verdict)
        case Format.CONCISE:
            return concise.render(verdict)
        case Format.TEXT:
            # rich takes longer to import than many a project takes to scan
            from ssot_audit.report import text  # noqa: PLC0415

            if output.path is None:
                width, color = stdout.width(), stdout.wants_color()
                return text.render(verdict, width=width, color=color)
            return text.render(verdict, width=_FILE_WIDTH, color=False)


def _write(path: Path | None, content: str) -> None:
    if path is None:
        stdout.write(content)
        return
    encoded = content.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(encoded)  # a pipe or a device is there to be written into
    else:
        _replace(Path(os.path.realpath(path)), encoded)


def _replace(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that no half-written report is ever seen."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
