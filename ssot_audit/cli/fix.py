"""`ssot-audit fix`: mend what a machine can mend, and prove it."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.audit import Request
from ssot_audit.cli import options, stdout
from ssot_audit.cli.cores import usable_cores
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.progress import progress
from ssot_audit.config.settings import Settings
from ssot_audit.discover import git
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.fix.mend import Change, Outcome
from ssot_audit.fix.task import Unfixed
from ssot_audit.fix.unified import unified
from ssot_audit.fix.write import write
from ssot_audit.repair import repair_path
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import encodable, printable

_FEW = 5
"""Paths that a message names."""


def fix(  # noqa: PLR0913, PLR0917 - one parameter for each option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Mend findings below these paths only; everything is analysed.",
            show_default="the whole project",
        ),
    ] = None,
    config: options.Config = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODES", help="Mend only what these rules find, e.g. SSOT203."
        ),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change; write nothing.")
    ] = False,
    unsafe: Annotated[
        bool,
        typer.Option(
            "--unsafe/--safe",
            help="Also make edits that may change what the program does.",
        ),
    ] = False,
    allow_dirty: Annotated[
        bool,
        typer.Option("--allow-dirty", help="Edit though git could not undo it."),
    ] = False,
    output: Annotated[
        options.ListFormat, typer.Option(help="What is said about it is written in.")
    ] = options.ListFormat.TEXT,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary.")
    ] = False,
) -> None:
    """Mend findings: move imports, call the accessor, drop idle suppressions."""
    settings = options.settings(options.common_parent(paths or []), config)
    with progress(enabled=not quiet) as report_progress:
        request = Request(
            today=dt.datetime.now(tz=dt.UTC).date(),
            select=options.codes(select, "--select"),
            progress=report_progress,
            cache=None if no_cache else cache_dir or settings.root / DEFAULT_NAME,
            warn=options.warn,
            jobs=jobs or usable_cores(),
        )
        outcome = repair_path(settings, request, paths or [], is_unsafe=unsafe)
    failed: tuple[Unfixed, ...] = ()
    if not diff:
        failed = _written(settings, outcome, is_dirty_allowed=allow_dirty)
    _say(outcome, failed, output, is_diff=diff, is_quiet=quiet)
    if outcome.unfixed or failed or (diff and outcome.changes):
        raise typer.Exit(Exit.GATE_FAILED)


def _written(
    settings: Settings, outcome: Outcome, *, is_dirty_allowed: bool
) -> tuple[Unfixed, ...]:
    """Write the files; raises `ConfigError` if git has changes that might be lost."""
    root = str(settings.root.resolve())
    edited = [change.path for change in outcome.changes]
    if edited and not is_dirty_allowed:
        dirty = git.uncommitted(root, edited)
        if dirty:
            named = ", ".join(f"`{path}`" for path in dirty[:_FEW])
            more = f" and {len(dirty) - _FEW} more" if len(dirty) > _FEW else ""
            message = (
                f"git has no commit of these as they are ({named}{more}); commit "
                "them, or use `--allow-dirty`"
            )
            raise ConfigError((Fault("fix", message),))
    return tuple(write(root, outcome.changes))


def _say(
    outcome: Outcome,
    failed: tuple[Unfixed, ...],
    output: options.ListFormat,
    *,
    is_diff: bool,
    is_quiet: bool,
) -> None:
    if output is options.ListFormat.JSON:
        stdout.write(_json(outcome, failed, is_diff=is_diff))
    elif is_diff:
        stdout.write("".join(unified(change) for change in outcome.changes))
    if is_quiet:
        return
    is_err = output is options.ListFormat.JSON or is_diff
    for line in _lines(outcome, failed, is_diff=is_diff):
        typer.echo(printable(line), err=is_err)


def _lines(
    outcome: Outcome, failed: tuple[Unfixed, ...], *, is_diff: bool
) -> Iterator[str]:
    for unfixed in (*outcome.unfixed, *failed):
        code = f"{unfixed.code} " if unfixed.code else ""
        yield f"{unfixed.path}:{unfixed.line}: {code}left: {unfixed.reason}"
    lost = {unfixed.path for unfixed in failed}
    files = sum(change.path not in lost for change in outcome.changes)
    places = counted(sum(outcome.fixed.values()), "place")
    codes = ", ".join(f"{code}: {count}" for code, count in outcome.fixed.items())
    verb = "Would mend" if is_diff else "Mended"
    if outcome.changes:
        yield f"{verb} {places} in {counted(files, 'file')} ({codes})."
    else:
        yield "Nothing was mended." if outcome.unfixed else "There is nothing to mend."
    if outcome.unfixed:
        yield f"{counted(len(outcome.unfixed), 'place')} left as they are."
    if outcome.unsafe:
        yield f"{counted(outcome.unsafe, 'place')} more with `--unsafe`."


def _json(outcome: Outcome, failed: tuple[Unfixed, ...], *, is_diff: bool) -> str:
    def entry(unfixed: Unfixed) -> dict[str, object]:
        return {
            "code": unfixed.code,
            "path": encodable(unfixed.path),
            "line": unfixed.line,
            "reason": encodable(unfixed.reason),
        }

    def changed(change: Change) -> dict[str, object]:
        known: dict[str, object] = {"path": encodable(change.path)}
        return known | ({"diff": encodable(unified(change))} if is_diff else {})

    document = {
        "schema_version": 1,
        "fixed": outcome.fixed,
        "files": [changed(change) for change in outcome.changes],
        "unfixed": [entry(unfixed) for unfixed in (*outcome.unfixed, *failed)],
        "unsafe": outcome.unsafe,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
