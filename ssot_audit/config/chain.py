"""A configuration file and all that it extends, as one table.

A pack that is extended several times counts once, where it is furthest from the file.
The nearer file wins key by key; lists of tables (`[[contract]]`) are joined.
"""

import functools
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PureWindowsPath

from ssot_audit.config.convert import Place, Reader, Table, did_you_mean, listed
from ssot_audit.config.files import read
from ssot_audit.config.packs import shipped_packs
from ssot_audit.errors import Fault

_JOINED = (
    *("contract", "deprecated", "canonical", "owner", "argument", "events"),
    *("layers", "forbidden", "independence", "protected"),
)


@dataclass(slots=True)
class Chain:
    """Reads files from near to far; keeps their tables from far to near."""

    root: Path
    """Names in messages are relative to it."""
    document: Reader[Table]
    faults: list[Fault] = field(default_factory=list)
    layers: list[Table] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def add(self, file: Path, trail: tuple[Path, ...] = ()) -> None:
        """Read a file and what it extends; `trail` leads from the first file to it."""
        self._seen.add(os.path.realpath(file))
        found = read(file, Place(self._name(file), self.faults))
        content = self.document(*found) if found else None
        if found is None or content is None:
            return
        place = found[1].key("extends")
        for index, entry in enumerate(content.get("extends") or ()):
            if entry is not None:
                self._extend(entry, place.item(index), (*trail, file))
        self.layers.append(content)

    def merged(self) -> Table:
        """Return one table of all files; only for a chain without faults."""
        return functools.reduce(_merged, self.layers, {})

    def _extend(self, entry: str, place: Place, trail: tuple[Path, ...]) -> None:
        file = _located(entry, trail[-1].parent, place)
        if file is None:
            return
        identity = os.path.realpath(file)
        if identity in map(os.path.realpath, trail):
            names = " -> ".join(f"`{self._name(each)}`" for each in (*trail, file))
            place.fault(f"files extend each other: {names}")
        elif identity not in self._seen:
            self.add(file, trail)

    def _name(self, file: Path) -> str:
        shipped = {path: name for name, path in shipped_packs().items()}
        if file in shipped:
            return f"pack {shipped[file]}"
        return PurePath(os.path.relpath(file, self.root)).as_posix()


def _located(entry: str, folder: Path, place: Place) -> Path | None:
    """Return the file that an entry of `extends` means, a pack's name or a path."""
    if entry.endswith(".toml"):
        return _neighbour(entry, folder, place)
    packs = shipped_packs()
    if entry not in packs:
        allowed = listed(["<path>.toml", *packs], "or")
        place.expected(allowed, entry, did_you_mean(entry, packs))
    return packs.get(entry)


def _neighbour(path: str, folder: Path, place: Place) -> Path | None:
    if PureWindowsPath(path).anchor:
        place.expected("a path relative to this file", path)
    elif not os.path.lexists(folder / path):
        place.expected("a file that exists, seen from this one", path)
    else:
        return Path(os.path.normpath(folder / path))
    return None


def _merged(far: Table, near: Table) -> Table:
    joined = {
        key: far[key] + near[key] for key in _JOINED if key in far and key in near
    }
    return _overridden(far, near) | joined


def _overridden(far: Table, near: Table) -> Table:
    result = far | near
    for key in far.keys() & near.keys():
        if isinstance(far[key], dict) and isinstance(near[key], dict):
            result[key] = _overridden(far[key], near[key])
    return result
