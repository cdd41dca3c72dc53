"""`ssot-audit scan`: audit a project and report."""

import dataclasses
import datetime as dt
import enum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from ssot_audit.audit import Request, audit_path
from ssot_audit.cli import options
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.executor import LOCAL, cluster_address
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.outputs import Canvas, parse_outputs, write_outputs
from ssot_audit.cli.progress import progress
from ssot_audit.cli.summary import summary
from ssot_audit.config.settings import Level, Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.extract.parse import Parser
from ssot_audit.report import concise, json_document
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.verdict import Verdict


class Format(enum.StrEnum):
    """What a report is written in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"


def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Report findings below these paths only; everything is analysed.",
            show_default="the whole project",
        ),
    ] = None,
    config: options.Config = None,
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
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even if the gate fails.")
    ] = False,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary.")
    ] = False,
) -> None:
    """Audit a project: every fact one home, every class its promises."""
    outputs = parse_outputs(output or ["text"], Format)
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
            warn=options.warn,
            jobs=jobs or usable_cores(),
            since=since,
            cluster=cluster,
        )
        verdict = audit_path(settings, request, paths or [])
    faults = write_outputs(outputs, partial(_rendered, verdict))
    if not quiet:
        typer.echo(summary(verdict), err=True, nl=False)
    coverage = verdict.coverage
    if not (coverage.analysed or coverage.documents) and verdict.gate.passed:
        # Nobody may take it for a clean project that not one file could be read.
        faults += (Fault("scan", "no file could be analysed"),)
    if faults:
        raise ConfigError(faults)
    if not verdict.gate.passed and not exit_zero:
        raise typer.Exit(Exit.GATE_FAILED)


def _rendered(verdict: Verdict, chosen: Format, canvas: Canvas) -> str:
    match chosen:
        case Format.JSON:
            return json_document.render(verdict)
        case Format.CONCISE:
            return concise.render(verdict)
        case Format.TEXT:
            # rich takes longer to import than many a project takes to scan
            from ssot_audit.report import text  # noqa: PLC0415

            return text.render(verdict, width=canvas.width, color=canvas.color)


def _settings(
    paths: list[Path],
    config: Path | None,
    fail_on: str | None,
    fail_under: float | None,
) -> Settings:
    """Load the configuration nearest to what is scanned; options override it."""
    start = _common_parent(paths)
    settings = options.settings(start, config)
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
