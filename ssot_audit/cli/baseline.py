"""`ssot-audit baseline`: accept the findings there are, and keep count of them."""

import dataclasses
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.audit import audit_path
from ssot_audit.cli import accepted, options, stdout
from ssot_audit.cli.environment import variable
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.question import asked
from ssot_audit.config.settings import Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable
from ssot_audit.verdict.baseline import may_not, pruned, updated
from ssot_audit.verdict.baseline_file import Entry
from ssot_audit.verdict.verdict import Status, Verdict

baseline = typer.Typer(
    help="Accept the findings there are; later scans fail on new ones only.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Reason = Annotated[str | None, typer.Option(help="Why new entries are accepted.")]
_Owner = Annotated[str | None, typer.Option(help="Who answers for new entries.")]
_Expires = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Last day on which they are accepted."),
]
_InCI = Annotated[
    bool, typer.Option("--in-ci", help="Write the file although CI is set.")
]


@baseline.command()
def create(  # noqa: PLR0913, PLR0917 - one parameter for each option
    config: options.Config = None,
    reason: _Reason = None,
    owner: _Owner = None,
    expires: _Expires = None,
    in_ci: _InCI = False,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Write a baseline of all open findings, where there is none."""
    _require_leave(in_ci=in_ci)
    settings = options.settings(Path.cwd(), config)
    if accepted.read(settings) is not None:
        message = "exists already; `ssot-audit baseline update` rewrites it"
        raise ConfigError((Fault(settings.baseline.path, message),))
    verdict = _scanned(settings, (), jobs, cache_dir, no_cache=no_cache)
    _rewrite(settings, verdict, (), _said(reason, owner, expires))


@baseline.command()
def update(  # noqa: PLR0913, PLR0917 - one parameter for each option
    config: options.Config = None,
    reason: _Reason = None,
    owner: _Owner = None,
    expires: _Expires = None,
    in_ci: _InCI = False,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Accept new findings, too, and forget those that are no more."""
    _require_leave(in_ci=in_ci)
    settings = options.settings(Path.cwd(), config)
    old = _existing(settings)
    verdict = _scanned(settings, old, jobs, cache_dir, no_cache=no_cache)
    _rewrite(settings, verdict, old, _said(reason, owner, expires))


@baseline.command()
def prune(
    config: options.Config = None,
    in_ci: _InCI = False,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Forget the findings that are no more; accept no new ones."""
    _require_leave(in_ci=in_ci)
    settings = options.settings(Path.cwd(), config)
    old = _existing(settings)
    verdict = _scanned(settings, old, jobs, cache_dir, no_cache=no_cache)
    stale = verdict.baseline.stale if verdict.baseline else ()
    _write(settings, old, pruned(old, stale))


@baseline.command()
def diff(
    config: options.Config = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show what `update` would change; exit 1 if it is anything."""
    settings = options.settings(Path.cwd(), config)
    old = _existing(settings)
    verdict = _scanned(settings, old, jobs, cache_dir, no_cache=no_cache)
    lines = [
        f"+ {item.finding.place.path}: {item.finding.code} {item.finding.message}"
        for item in verdict.findings
        if item.status is Status.NEW
        and not may_not(item.finding.code, settings.baseline)
    ]
    stale = verdict.baseline.stale if verdict.baseline else ()
    lines += (f"- {_shown(entry)}" for entry in stale)
    stdout.write("".join(f"{printable(line)}\n" for line in lines))
    if lines:
        raise typer.Exit(Exit.GATE_FAILED)


def _require_leave(*, in_ci: bool) -> None:
    if variable("CI") not in {"", "0", "false"} and not in_ci:
        message = (
            "CI does not write it, or nobody would see what is accepted; "
            "with --in-ci it does"
        )
        raise ConfigError((Fault("baseline", message),))


def _existing(settings: Settings) -> tuple[Entry, ...]:
    old = accepted.read(settings)
    if old is None:
        message = "does not exist; `ssot-audit baseline create` makes it"
        raise ConfigError((Fault(settings.baseline.path, message),))
    return old


def _said(reason: str | None, owner: str | None, expires: dt.datetime | None) -> Entry:
    """Return an entry that holds what is said of new ones, and no more."""
    until = expires.date() if expires else None
    return Entry("", "", "", "", "", {}, reason=reason, owner=owner, expires=until)


def _scanned(
    settings: Settings,
    old: tuple[Entry, ...],
    jobs: int | None,
    cache_dir: Path | None,
    *,
    no_cache: bool,
) -> Verdict:
    with asked(settings, jobs, cache_dir, no_cache=no_cache) as request:
        return audit_path(settings, dataclasses.replace(request, baseline=old))


def _rewrite(
    settings: Settings, verdict: Verdict, old: tuple[Entry, ...], said: Entry
) -> None:
    _write(settings, old, updated(verdict, old, settings.baseline, said))
    refused = Counter(
        item.finding.code
        for item in verdict.findings_open
        if may_not(item.finding.code, settings.baseline)
    )
    for code, count in sorted(refused.items()):
        stdout.write(
            f"left out: {counted(count, 'finding')} of {code}, never accepted\n"
        )


def _write(settings: Settings, old: tuple[Entry, ...], new: tuple[Entry, ...]) -> None:
    accepted.write(settings, new)
    before = {entry.identity for entry in old}
    after = {entry.identity for entry in new}
    stdout.write(
        f"{printable(settings.baseline.path)}: "
        f"{counted(len(new), 'finding')} accepted, "
        f"{len(after - before)} new, {len(before - after)} forgotten\n"
    )


def _shown(entry: Entry) -> str:
    what = " ".join(text for text in (entry.symbol, entry.subject) if text)
    parts = ", ".join(name for name in entry.parts if name)
    more = f" ({parts})" if parts else ""
    return f"{entry.path}: {entry.code} {what or entry.module}{more}"
