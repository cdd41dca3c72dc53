"""`ssot-audit diff`: what changed between two states of a project."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.audit import Request, audit_path, background
from ssot_audit.cli import options
from ssot_audit.cli.conclusion import asked_outputs, conclude
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.progress import progress
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME


def diff(  # noqa: PLR0913, PLR0917 - one parameter for each option
    base: Annotated[str, typer.Argument(help="The git revision to compare with.")],
    head: Annotated[
        str | None,
        typer.Argument(
            help="The git revision to judge.", show_default="the files on disk"
        ),
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Judge what git would commit.")
    ] = False,
    config: options.Config = None,
    output: options.ReportOutput = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    jobs: options.Jobs = None,
    exit_zero: options.ExitZero = False,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> None:
    """Tell which findings are new, fixed, moved or unchanged since BASE."""
    if staged and head is not None:
        raise ConfigError((Fault("--staged", f"cannot go with the revision `{head}`"),))
    outputs = asked_outputs(output)
    settings = options.settings(Path.cwd(), config)
    with progress(enabled=not quiet) as report_progress:
        request = Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            select=options.codes(select, "--select"),
            ignore=options.codes(ignore, "--ignore"),
            progress=report_progress,
            cache=None if no_cache else cache_dir or settings.root / DEFAULT_NAME,
            warn=options.warn,
            jobs=jobs or usable_cores(),
            since=base,
            at=head,
            staged=staged,
        )
        verdict = audit_path(settings, request)
    opened = partial(background, settings, request)
    conclude(verdict, outputs, opened, quiet=quiet, exit_zero=exit_zero)
