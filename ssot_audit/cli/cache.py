"""`ssot-audit cache info|clear`: what the fact cache of a project holds; remove it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.cli import stdout
from ssot_audit.cli.environment import CACHE_DIRECTORY
from ssot_audit.config.load import project_root
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME, CacheFolder
from ssot_audit.extract.store import NotOurs
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable

cache = typer.Typer(
    name="cache",
    help="Show or clear what is known of unchanged files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Project = Annotated[
    Path, typer.Argument(help="Any folder of the project.", show_default="here")
]
_CacheDir = Annotated[
    Path | None,
    typer.Option(
        "--cache-dir",
        envvar=CACHE_DIRECTORY,
        help="Where the cache is.",
        show_default=f"{DEFAULT_NAME} in the project",
    ),
]


@cache.command()
def info(project: _Project = Path(), cache_dir: _CacheDir = None) -> None:
    """Show where the cache is and how much it holds."""
    folder = _folder(project, cache_dir)
    with _faults_of(folder):
        held = folder.held()
        size = folder.bytes_on_disk()
    lines = [f"directory: {printable(str(folder.path))}"]
    if held is None:
        lines.append("empty")
    else:
        lines += [
            f"holds: {counted(held.entries, 'file')}, {_megabytes(held.size)}",
            f"known: {counted(held.trees, 'project')}",
            f"on disk: {_megabytes(size)}",
        ]
    stdout.write("".join(f"{line}\n" for line in lines))


@cache.command()
def clear(project: _Project = Path(), cache_dir: _CacheDir = None) -> None:
    """Remove the cache; the next scan analyses every file."""
    folder = _folder(project, cache_dir)
    with _faults_of(folder):
        size = folder.bytes_on_disk()
        folder.clear()
    stdout.write(f"removed {_megabytes(size)} from {printable(str(folder.path))}\n")


def _folder(project: Path, cache_dir: Path | None) -> CacheFolder:
    return CacheFolder(cache_dir or project_root(project) / DEFAULT_NAME)


@contextmanager
def _faults_of(folder: CacheFolder) -> Iterator[None]:
    """Unlike a scan, a command about the cache has nothing else to do."""
    try:
        yield
    except (OSError, sqlite3.Error, NotOurs) as error:
        raise ConfigError((Fault(str(folder.path), str(error)),)) from error


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
