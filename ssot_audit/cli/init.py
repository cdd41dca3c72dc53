"""`ssot-audit init`: write a first configuration."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ssot_audit.cli import stdout
from ssot_audit.config.load import find_config
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.starter import propose

_NAME = "ssot-audit.toml"


def init(
    directory: Annotated[
        Path, typer.Argument(help="Root of the project.", show_default="here")
    ] = Path(),
) -> None:
    """Write a commented first configuration; never overwrite one."""
    existing = find_config(directory)
    own = Path(os.path.realpath(directory))
    if existing is not None and existing.parent == own:
        message = f"the project is already configured in `{existing.name}`"
        raise ConfigError((Fault("init", message),))
    content = propose(directory)
    try:
        with (directory / _NAME).open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError((Fault(str(directory / _NAME), reason),)) from error
    stdout.write(f"wrote {directory / _NAME}; next: ssot-audit scan {directory}\n")
    if existing is not None:
        stdout.write(f"`{existing}` does not apply below {directory} any more\n")
