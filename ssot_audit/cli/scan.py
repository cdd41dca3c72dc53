"""`ssot-audit scan`: audit a project and report."""

import dataclasses
import datetime as dt
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from ssot_audit.audit import Request, audit_path
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.environment import CACHE_DIRECTORY
from ssot_audit.cli.executor import LOCAL, cluster_address
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.outputs import parse_outputs, write_outputs
from ssot_audit.cli.progress import progress
from ssot_audit.cli.summary import summary
from ssot_audit.config.load import load
from ssot_audit.config.settings import Level, Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.extract.parse import Parser
from ssot_audit.report.printable import printable
from ssot_audit.rules.registry import all_rules


def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Report findings below these paths only; everything is analysed.",
            show_default="the whole project",
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="Configuration file to use.", show_default="nearest"),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORMAT[:PATH]",
            help="text, concise or json, to standard output or a file; repeatable.",
            show_default="text",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Run only these rules, e.g. SSOT1,SSOT301."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Leave these rules out.")
    ] = None,
    parser: Annotated[
        Parser, typer.Option(help="Front end; auto: python, libcst for newer syntax.")
    ] = Parser.AUTO,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            envvar="SSOT_AUDIT_JOBS",
            help="Files to read at a time.",
            show_default="all usable cores",
        ),
    ] = None,
    executor: Annotated[
        str,
        typer.Option(
            metavar="local|dask=ADDRESS",
            help="Where files are read: here, or on a Dask cluster.",
        ),
    ] = LOCAL,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", help="Fail on findings of note|warning|error, or off."
        ),
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(metavar="PERCENT", min=0, max=100, help="Least overall score."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Only findings that this git revision did not have are new.",
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even if the gate fails.")
    ] = False,
    cache_dir: Annotated[
        Path | None,
        typer.Option(
            envvar=CACHE_DIRECTORY,
            help="Where to keep what is known of unchanged files.",
            show_default=f"{DEFAULT_NAME} in the project",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Analyse every file, keep nothing.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary.")
    ] = False,
) -> None:
    """Audit a project: every fact one home, every class its promises."""
    outputs = parse_outputs(output or ["text"])
    cluster = cluster_address(executor)
    settings = _settings(paths or [], config, fail_on, fail_under)
    with progress(enabled=not quiet) as report_progress:
        request = Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            parser=parser,
            select=_codes(select, "--select"),
            ignore=_codes(ignore, "--ignore"),
            progress=report_progress,
            cache=None if no_cache else cache_dir or settings.root / DEFAULT_NAME,
            warn=_warn,
            jobs=jobs or usable_cores(),
            since=since,
            cluster=cluster,
        )
        verdict = audit_path(settings, request, paths or [])
    faults = write_outputs(outputs, verdict)
    if not quiet:
        typer.echo(summary(verdict), err=True, nl=False)
    if not verdict.coverage.analysed and verdict.gate.passed:
        # Nobody may take it for a clean project that not one file could be read.
        faults += (Fault("scan", "no file could be analysed"),)
    if faults:
        raise ConfigError(faults)
    if not verdict.gate.passed and not exit_zero:
        raise typer.Exit(Exit.GATE_FAILED)


def _warn(message: str) -> None:
    typer.echo(f"warning: {printable(message)}", err=True)


def _settings(
    paths: list[Path],
    config: Path | None,
    fail_on: str | None,
    fail_under: float | None,
) -> Settings:
    """Load the configuration nearest to what is scanned; options override it."""
    start = _common_parent(paths)
    options = {code: rule.options for code, rule in all_rules().items()}
    settings = load(start, config, options)
    gate = settings.gate
    if fail_on is not None:
        gate = dataclasses.replace(gate, fail_on=_level(fail_on))
    if fail_under is not None:
        minimums = MappingProxyType({**gate.minimums, "score": fail_under})
        gate = dataclasses.replace(gate, minimums=minimums)
    return dataclasses.replace(settings, gate=gate)


def _common_parent(paths: list[Path]) -> Path:
    """Return the nearest folder or file above all paths; the working one for none."""
    if not paths:
        return Path.cwd()
    absolute = [path.absolute() for path in paths]
    common = absolute[0]
    for path in absolute[1:]:
        while common != path and common not in path.parents:
            common = common.parent
    return common


def _level(name: str) -> Level:
    try:
        return Level[name.upper()]
    except KeyError:
        message = f"`{name}` is no level; use note, warning, error or off"
        raise ConfigError((Fault("--fail-on", message),)) from None


def _codes(values: list[str] | None, option: str) -> tuple[str, ...]:
    """Split comma-separated codes or prefixes; each must match some rule."""
    codes = tuple(
        code.strip().upper()
        for value in values or ()
        for code in value.split(",")
        if code.strip()
    )
    faults = tuple(
        Fault(option, f"no rule begins with `{code}`")
        for code in codes
        if not any(known.startswith(code) for known in all_rules())
    )
    if faults:
        raise ConfigError(faults)
    return codes
