"""The baseline file on disk: read before a scan, written by `ssot-audit baseline`."""

from pathlib import Path

from ssot_audit.cli.outputs import replace_file
from ssot_audit.config.settings import Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.verdict.baseline_file import Entry, parse, render


def file_of(settings: Settings) -> Path:
    """Return where the baseline is, or would be."""
    return settings.root / settings.baseline.path


def read(settings: Settings) -> tuple[Entry, ...] | None:
    """Return the accepted findings, None without a file; raises `ConfigError`."""
    try:
        content = file_of(settings).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError((Fault(settings.baseline.path, reason),)) from error
    return parse(content, settings.baseline.path)


def write(settings: Settings, entries: tuple[Entry, ...]) -> None:
    """Replace the file in one step; raises `ConfigError`."""
    try:
        replace_file(file_of(settings).resolve(), render(entries))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError((Fault(settings.baseline.path, reason),)) from error
