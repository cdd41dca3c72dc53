"""Run pytest on a project and read what it collected, and what not and why."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

PLUGIN = Path(__file__).with_name("plugin")
_FOLDERS = re.compile(r"(?<=[\s('\"])/\S*/(?=[^/\s]+)")
RECORDER = "collection_recorder"
COMMAND = ("--collect-only", "-q", "-p", "no:cacheprovider", "-p", RECORDER)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the code of a test was written."""

    path: str
    """Relative to the project, with slashes; outside of it, absolute."""
    line: int
    """The first one, decorators included."""
    qualname: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What pytest said. Ids are `path::Class::function`, without parameters."""

    tests: Mapping[str, Origin | None]
    """Every Python test; no origin if what it runs is no function."""
    deselected: frozenset[str]
    """Tests of which all were taken away again, by an option or a hook."""
    errors: Mapping[str, str]
    """What could not be collected, with the line that says why."""
    skipped: Mapping[str, str]
    """Files and classes skipped whole while they were collected, with the reason."""
    others: Mapping[str, int]
    """How many items of each class that are no Python tests, as doctests are."""
    settings: str
    """Path of the file that configures pytest, or empty."""
    version: str


class PytestFailedError(Exception):
    """pytest ended before it had collected anything."""


def collected(root: Path, python: str = sys.executable, *options: str) -> Truth:
    """Return what pytest collects when it is called in a folder without arguments.

    Raises `PytestFailedError` with what it said if it did not come to collecting.
    """
    pytest = Path(python).with_name("pytest")
    # `python -m pytest` would put the folder on the path, which `pytest` does not.
    with TemporaryDirectory() as scratch:
        record = Path(scratch) / "record.json"
        changed = {
            "COLLECTION_RECORD": str(record),
            "PYTHONPATH": str(PLUGIN),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        }
        own = {key: text for key, text in os.environ.items() if "PYTEST" not in key}
        done = subprocess.run(
            [str(pytest), *COMMAND, *options],
            cwd=root,
            env=own | changed,
            capture_output=True,
            text=True,
            check=False,
        )
        if not record.exists():
            raise PytestFailedError(done.stderr + done.stdout)
        return read_record(record.read_bytes(), root.resolve())


class _Record(msgspec.Struct):
    """What the recorder writes."""

    items: dict[str, tuple[str, int, str] | None]
    deselected: dict[str, tuple[str, int, str] | None]
    errors: dict[str, str]
    skipped: dict[str, str]
    others: dict[str, int]
    settings: str
    version: str


def read_record(text: bytes, root: Path) -> Truth:
    """Return what the recorder has written of a folder."""
    found = msgspec.json.decode(text, type=_Record)
    tests = found.deselected | found.items
    return Truth(
        tests={
            name: origin and Origin(_relative(origin[0], root), *origin[1:])
            for name, origin in tests.items()
        },
        deselected=frozenset(found.deselected.keys() - found.items.keys()),
        errors={node: _anywhere(why) for node, why in found.errors.items()},
        skipped=found.skipped,
        others=found.others,
        settings=found.settings and _relative(found.settings, root),
        version=found.version,
    )


def _relative(path: str, root: Path) -> str:
    found = Path(path)
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else path


def _anywhere(text: str) -> str:
    """Return a message without the folders of this machine."""
    return _FOLDERS.sub("", text)
