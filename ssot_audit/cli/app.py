"""The command line: one Typer application, one file for each command."""

import gc
import sys
import traceback
from typing import Annotated, NoReturn, cast

import typer
from typer.core import TyperGroup

from ssot_audit import __version__
from ssot_audit.cli.exits import Exit, leave
from ssot_audit.cli.lazy import LazyCommands
from ssot_audit.errors import ConfigError, InternalError
from ssot_audit.report.printable import printable

app = typer.Typer(
    name="ssot-audit",
    help="Audit single sources of truth and interface contracts, without running code.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_COMMANDS = (
    *("scan", "diff", "baseline", "fix"),
    *("contracts", "impact", "registry", "tests"),
    *("rules", "explain", "init", "cache"),
)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"ssot-audit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Audit single sources of truth and interface contracts, without running code."""


def main() -> NoReturn:
    """Run the command line; every exit has a code of `Exit`."""
    # A process that lives for seconds leaves cycles to the system.
    gc.disable()
    try:
        _run()
    except SystemExit as stop:
        leave(stop.code)
    leave(0)


def _run() -> None:
    try:
        group = cast(TyperGroup, typer.main.get_command(app))
        group.commands = LazyCommands(_COMMANDS)
        group()
    except ConfigError as error:
        for fault in error.faults:
            typer.echo(f"error: {printable(str(fault))}", err=True)
        sys.exit(Exit.USAGE)
    except InternalError as error:
        _blame_ourselves(str(error))
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        sys.exit(Exit.INTERRUPTED)
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would say: gate failed
        _blame_ourselves(traceback.format_exc())


def _blame_ourselves(what: str) -> NoReturn:
    typer.echo(f"internal error: {what}", err=True)
    typer.echo("This is a defect of ssot-audit; please report it.", err=True)
    sys.exit(Exit.INTERNAL)
