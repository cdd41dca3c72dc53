"""How a finding can be mended, as data: what to change, never the changed text.

A remedy applies at the places of its finding's parts, or at the finding's own place if
it has none; only that of a marker names another file. It carries no place itself, so it
stays true when lines move.
"""

from typing import TypeAlias

import msgspec


class _Remedy(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    is_safe: bool = True
    """Whether the program certainly means the same afterwards."""


class Move(msgspec.Struct, frozen=True, array_like=True):
    """A name or module and where it is to be taken from instead; both dotted."""

    old: str
    new: str


class MoveImports(_Remedy, frozen=True):
    """Take names from elsewhere: imports, uses through a module, strings."""

    moves: tuple[Move, ...]


class UseAccessor(_Remedy, frozen=True):
    """Call the declared accessor of the environment instead of `os`."""

    accessor: str
    """Dotted name of the function."""


class RenameArgument(_Remedy, frozen=True):
    """Pass a keyword argument by another name."""

    old: str
    new: str


class AddMembers(_Remedy, frozen=True):
    """Add stubs of members that an interface asks of a class."""

    interface: str
    """Dotted name."""
    members: tuple[str, ...]


class DropSuppression(_Remedy, frozen=True):
    """Remove codes from a `# ssot:` comment, or the comment if none is left."""

    codes: tuple[str, ...]


class RegisterMarker(_Remedy, frozen=True):
    """Add a marker to the settings of pytest, and nothing where it is used."""

    marker: str
    path: str
    """Of the file with the settings."""


Remedy: TypeAlias = (
    MoveImports
    | UseAccessor
    | RenameArgument
    | AddMembers
    | DropSuppression
    | RegisterMarker
)
