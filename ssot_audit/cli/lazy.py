"""Commands whose files are imported when they are asked for."""

from collections import UserDict
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class LazyCommands(UserDict[str, Any]):
    """The commands of an application by name; each is in the file of that name.

    It holds the function of one command, or the Typer application of several.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Know the commands, but import none."""
        super().__init__(dict.fromkeys(names))

    def __getitem__(self, name: str) -> TyperCommand | TyperGroup:
        """Return a command, imported now; raises `KeyError`."""
        if self.data[name] is None:
            self.data[name] = _built(name)
        command: TyperCommand | TyperGroup = self.data[name]
        return command


def _built(name: str) -> object:
    found = getattr(import_module(f"ssot_audit.cli.{name}"), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    single.command(name)(found)
    return typer.main.get_command(single)
