"""Where reports go: `--output FORMAT[:PATH]`, several at once."""

import enum
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ssot_audit.cli import stdout
from ssot_audit.errors import ConfigError, Fault

_FILE_WIDTH = 100
"""Columns of a text report that goes to a file."""


FormatT = TypeVar("FormatT", bound=enum.StrEnum)


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a text is laid out for."""

    width: int
    """Columns."""
    color: bool


Render = Callable[[FormatT, Canvas], str]


@dataclass(frozen=True, slots=True)
class Output(Generic[FormatT]):
    """One report that is asked for."""

    format: FormatT
    path: Path | None
    """None: standard output."""

    def __str__(self) -> str:
        """Return the output as it is written on the command line."""
        return f"{self.format}:{self.path}" if self.path else str(self.format)


def parse_outputs(
    values: Sequence[str], formats: type[FormatT]
) -> tuple[Output[FormatT], ...]:
    """Read the values of `--output`; raises `ConfigError` with every fault."""
    outputs, faults = [], []
    for value in values:
        name, _, path = value.partition(":")
        try:
            outputs.append(Output(formats(name), Path(path) if path else None))
        except ValueError:
            known = ", ".join(formats)
            faults.append(
                Fault("--output", f"`{name}` is no format; there are {known}")
            )
    faults += _collisions(outputs)
    if faults:
        raise ConfigError(tuple(faults))
    return tuple(outputs)


def _collisions(outputs: Sequence[Output[FormatT]]) -> Iterator[Fault]:
    counts = Counter(output.path for output in outputs)
    for path, count in counts.items():
        if count > 1 and path is None:
            message = "only one report can go to standard output; add `:PATH`"
            yield Fault("--output", message)
        elif count > 1:
            yield Fault("--output", f"only one report can go to `{path}`")


def write_outputs(
    outputs: Sequence[Output[FormatT]], render: Render[FormatT]
) -> tuple[Fault, ...]:
    """Write every report that can be written; return what could not be."""
    faults = []
    for output in outputs:
        try:
            _write(output.path, render(output.format, _canvas(output.path)))
        except OSError as error:
            reason = error.strerror or str(error)
            faults.append(Fault(f"--output {output}", reason))
    return tuple(faults)


def _canvas(path: Path | None) -> Canvas:
    if path is None:
        return Canvas(stdout.width(), stdout.wants_color())
    return Canvas(_FILE_WIDTH, color=False)


def _write(path: Path | None, content: str) -> None:
    if path is None:
        stdout.write(content)
        return
    encoded = content.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(encoded)  # a pipe or a device is there to be written into
    else:
        replace_file(Path(os.path.realpath(path)), encoded)


def replace_file(path: Path, content: bytes) -> None:
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
