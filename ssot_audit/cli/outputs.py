"""Where reports go: `--output FORMAT[:PATH]`, several at once."""

import enum
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ssot_audit.errors import ConfigError, Fault
from ssot_audit.report import concise, json_document, text
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
    if sum(output.path is None for output in outputs) > 1:
        faults.append(
            Fault("--output", "only one report can go to standard output; add `:PATH`")
        )
    if faults:
        raise ConfigError(tuple(faults))
    return tuple(outputs)


def write_outputs(outputs: Sequence[Output], verdict: Verdict) -> tuple[Fault, ...]:
    """Write every report that can be written; return what could not be."""
    faults = []
    for output in outputs:
        if output.path is None:
            _print(_rendered(output, verdict))
            continue
        try:
            _write(output.path, _rendered(output, verdict))
        except OSError as error:
            reason = error.strerror or str(error)
            faults.append(Fault(f"--output {output.format}:{output.path}", reason))
    return tuple(faults)


def _rendered(output: Output, verdict: Verdict) -> str:
    match output.format:
        case Format.JSON:
            return json_document.render(verdict)
        case Format.CONCISE:
            return concise.render(verdict)
        case Format.TEXT:
            is_screen = output.path is None
            width = shutil.get_terminal_size().columns if is_screen else _FILE_WIDTH
            return text.render(
                verdict, width=width, color=is_screen and wants_color(sys.stdout)
            )


def wants_color(stream: object) -> bool:
    """Tell whether to colour: https://no-color.org and https://force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    is_terminal = getattr(stream, "isatty", bool)
    return bool(is_terminal()) and os.environ.get("TERM") != "dumb"


def _print(content: str) -> None:
    """Write UTF-8 to standard output, whatever the locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _write(path: Path, content: str) -> None:
    """Replace a file in one step, so that no half-written report is ever seen."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8", "backslashreplace"))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
