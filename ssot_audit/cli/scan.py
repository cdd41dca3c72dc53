"""`ssot-audit scan`: audit a project and report."""

import dataclasses
import datetime as dt
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from ssot_audit.audit import Request, audit_path, background
from ssot_audit.cli import accepted, options
from ssot_audit.cli.conclusion import asked_outputs, conclude
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.executor import LOCAL, cluster_address
from ssot_audit.cli.progress import progress
from ssot_audit.config.settings import Level, Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.extract.parse import Parser


def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Report findings below these paths only; everything is analysed.",
            show_default="the whole project",
        ),
    ] = None,
    config: options.Config = None,
    output: options.ReportOutput = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    parser: options.FrontEnd = Parser.AUTO,
    jobs: options.Jobs = None,
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
    staged: Annotated[
        bool,
        typer.Option("--staged", help="Audit what git would commit, not the files."),
    ] = False,
    no_baseline: Annotated[
        bool, typer.Option("--no-baseline", help="Accept no finding as known.")
    ] = False,
    error_stale: Annotated[
        bool,
        typer.Option("--error-stale", help="Fail if the baseline has what is no more."),
    ] = False,
    exit_zero: options.ExitZero = False,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> None:
    """Audit a project: every fact one home, every class its promises."""
    outputs = asked_outputs(output)
    cluster = cluster_address(executor)
    settings = _settings(paths or [], config, fail_on, fail_under)
    if error_stale:
        baseline = dataclasses.replace(settings.baseline, error_stale=True)
        settings = dataclasses.replace(settings, baseline=baseline)
    with progress(enabled=not quiet) as report_progress:
        request = Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            parser=parser,
            select=options.codes(select, "--select"),
            ignore=options.codes(ignore, "--ignore"),
            progress=report_progress,
            cache=None if no_cache else cache_dir or settings.root / DEFAULT_NAME,
            warn=options.warn,
            jobs=jobs or usable_cores(),
            since=since,
            staged=staged,
            cluster=cluster,
            baseline=None if no_baseline else accepted.read(settings),
        )
        verdict = audit_path(settings, request, paths or [])
    opened = partial(background, settings, request, paths or [])
    conclude(verdict, outputs, opened, quiet=quiet, exit_zero=exit_zero)


def _settings(
    paths: list[Path],
    config: Path | None,
    fail_on: str | None,
    fail_under: float | None,
) -> Settings:
    """Load the configuration nearest to what is scanned; options override it."""
    start = options.common_parent(paths)
    settings = options.settings(start, config)
    gate = settings.gate
    if fail_on is not None:
        gate = dataclasses.replace(gate, fail_on=_level(fail_on))
    if fail_under is not None:
        minimums = MappingProxyType({**gate.minimums, "score": fail_under})
        gate = dataclasses.replace(gate, minimums=minimums)
    return dataclasses.replace(settings, gate=gate)


def _level(name: str) -> Level:
    try:
        return Level[name.upper()]
    except KeyError:
        message = f"`{name}` is no level; use note, warning, error or off"
        raise ConfigError((Fault("--fail-on", message),)) from None
