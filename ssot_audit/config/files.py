"""Read our table from a TOML file of its own or from `pyproject.toml`."""

import os
from dataclasses import replace
from pathlib import Path

import tomli

from ssot_audit.config.convert import Place, Table

PYPROJECT = "pyproject.toml"
_TABLE = "ssot-audit"


def configures(pyproject: Path) -> bool:
    """Return whether this `pyproject.toml` exists and has our table."""
    try:
        raw = pyproject.read_bytes()
    except OSError:
        # It may well be meant for us: if it is taken, the user is told what is wrong.
        return os.path.isfile(pyproject)  # noqa: PTH113 - unlike Path's, never raises
    try:
        return _TABLE in _tools(_parsed(raw))
    except (ValueError, RecursionError):
        return _TABLE.encode() in raw


def read(file: Path, place: Place) -> tuple[object, Place] | None:
    """Return what the file says to us and its place; None after reporting a fault."""
    try:
        raw = file.read_bytes()
        content = _parsed(raw)
    except OSError as error:
        place.fault(f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        replace(place, path=f"line {line}").fault("is not UTF-8")
    except tomli.TOMLDecodeError as error:
        path = f"line {error.lineno}, column {error.colno}"
        replace(place, path=path).fault(f"is not TOML: {error.msg}")
    except (ValueError, RecursionError) as error:
        place.fault(f"is not TOML: {error}")
    else:
        place = replace(place, source=_text(raw))
        return _ours(content, place) if file.name == PYPROJECT else (content, place)
    return None


def _parsed(raw: bytes) -> Table:
    return tomli.loads(_text(raw))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig")


def _tools(pyproject: Table) -> Table:
    tools = pyproject.get("tool")
    return tools if isinstance(tools, dict) else {}


def _ours(pyproject: Table, place: Place) -> tuple[object, Place] | None:
    place = place.key("tool").key(_TABLE)
    tools = _tools(pyproject)
    if _TABLE in tools:
        return tools[_TABLE], place
    place.fault("the table is missing")
    return None
