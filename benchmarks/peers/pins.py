"""What `peers.toml` says: projects to run on, tools to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("peers.toml")


@dataclass(frozen=True, slots=True)
class Project:
    """A tree of real code."""

    name: str
    made_of: tuple[str, ...]
    """Names in `projects.toml`; several stand side by side in one folder."""
    roots: tuple[str, ...]
    """Folders that absolute imports begin at, below the tree."""
    packages: tuple[str, ...]
    """Importable packages below the roots."""
    python: str
    """The Python version whose syntax it is written in."""
    edited: str
    """The file that is edited: many others import it."""
    stops_mypy: tuple[str, ...] = ()
    """Files that make mypy give up, and that it does not name when it does."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A tool at one version."""

    name: str
    version: str
    lines_per_second: int
    """About how fast it is; decides whether it is given a sample."""


@dataclass(frozen=True, slots=True)
class Pins:
    """The contents of `peers.toml`."""

    project: tuple[Project, ...]
    peer: tuple[Pin, ...]


@cache
def pins() -> Pins:
    """Read the file once."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=Pins)


def projects(names: Sequence[str] = ()) -> tuple[Project, ...]:
    """Return the named projects, or all; raises `LookupError` for an unknown one."""
    known = {project.name.lower(): project for project in pins().project}
    wanted = [name.lower() for name in names] or list(known)
    if unknown := set(wanted) - set(known):
        raise LookupError(f"no such project: {', '.join(sorted(unknown))}")
    return tuple(project for name, project in known.items() if name in wanted)


def pin(name: str) -> Pin:
    """Return the pin of one tool."""
    return next(pin for pin in pins().peer if pin.name == name)
