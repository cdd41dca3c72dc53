"""Options that commands which analyse a project have in common."""

from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.cli.environment import CACHE_DIRECTORY
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache_folder import DEFAULT_NAME
from ssot_audit.extract.parse import Parser
from ssot_audit.report.printable import printable
from ssot_audit.rules.registry import all_rules

Config = Annotated[
    Path | None,
    typer.Option(help="Configuration file to use.", show_default="nearest"),
]
FrontEnd = Annotated[
    Parser, typer.Option(help="Front end; auto: python, libcst for newer syntax.")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        envvar="SSOT_AUDIT_JOBS",
        help="Files to read at a time.",
        show_default="all usable cores",
    ),
]
CacheDirectory = Annotated[
    Path | None,
    typer.Option(
        envvar=CACHE_DIRECTORY,
        help="Where to keep what is known of unchanged files.",
        show_default=f"{DEFAULT_NAME} in the project",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Analyse every file, keep nothing.")
]
ReportOutput = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[:PATH]",
        help="text, concise, json, sarif, markdown, junit, gitlab or github, to stdout "
        "or a file; repeatable.",
        show_default="text",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Run only these rules, e.g. SSOT1,SSOT301."),
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="CODES", help="Leave these rules out.")
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit 0 even if the gate fails.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress and no summary.")
]
DocumentOutput = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[:PATH]",
        help="text, json or markdown, to standard output or a file; repeatable.",
        show_default="text",
    ),
]


def settings(start: Path, config: Path | None) -> Settings:
    """Load the configuration that is nearest to `start`, or the one given."""
    known = {code: rule.options for code, rule in all_rules().items()}
    return load(start, config, known)


def warn(message: str) -> None:
    """Tell what is of no consequence for the result, on standard error."""
    typer.echo(f"warning: {printable(message)}", err=True)


def common_parent(paths: list[Path]) -> Path:
    """Return the nearest folder or file above all paths; the working one for none."""
    if not paths:
        return Path.cwd()
    absolute = [path.absolute() for path in paths]
    common = absolute[0]
    for path in absolute[1:]:
        while common != path and common not in path.parents:
            common = common.parent
    return common


def codes(values: list[str] | None, option: str) -> tuple[str, ...]:
    """Split comma-separated codes or prefixes; each must match some rule."""
    found = tuple(
        code.strip().upper()
        for value in values or ()
        for code in value.split(",")
        if code.strip()
    )
    faults = tuple(
        Fault(option, f"no rule begins with `{code}`")
        for code in found
        if not any(known.startswith(code) for known in all_rules())
    )
    if faults:
        raise ConfigError(faults)
    return found
