"""What the commands that ask one question of a project have in common."""

import datetime as dt
import enum
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ssot_audit.audit import Request, link_path
from ssot_audit.cli import options
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.outputs import Output, Render, write_outputs
from ssot_audit.cli.progress import progress
from ssot_audit.config.settings import Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import closest_ending


class AnswerFormat(enum.StrEnum):
    """What an answer is written in."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def linked(
    config: Path | None,
    jobs: int | None,
    cache_dir: Path | None,
    *,
    no_cache: bool,
    start: Path | None = None,
) -> tuple[Settings, Program]:
    """Return the project around a path, by default the working directory."""
    settings = options.settings(start or Path.cwd(), config)
    with asked(settings, jobs, cache_dir, no_cache=no_cache) as request:
        return settings, link_path(settings, request)


@contextmanager
def asked(
    settings: Settings, jobs: int | None, cache_dir: Path | None, *, no_cache: bool
) -> Iterator[Request]:
    """Return what a command asks of the project, while it shows its progress."""
    with progress(enabled=True) as report_progress:
        yield Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            progress=report_progress,
            cache=None if no_cache else cache_dir or settings.root / DEFAULT_NAME,
            warn=options.warn,
            jobs=jobs or usable_cores(),
        )


def answer(
    outputs: tuple[Output[AnswerFormat], ...], render: Render[AnswerFormat]
) -> None:
    """Write an answer wherever it is wanted; raises `ConfigError`."""
    faults = write_outputs(outputs, render)
    if faults:
        raise ConfigError(faults)


def unknown(command: str, what: str, name: str, known: set[str]) -> ConfigError:
    """Return the error that a name leads nowhere, with the closest that does not."""
    twin = closest_ending(name, known)
    hint = f"; did you mean `{twin}`?" if twin else ""
    message = f"there is no {what} `{name}` in the project{hint}"
    return ConfigError((Fault(command, message),))
