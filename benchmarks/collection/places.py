"""Real projects, each beside an environment in which its tests can be collected."""

import hashlib
import shutil
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

import msgspec

CHOSEN = Path(__file__).with_name("projects.toml")


class Explained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Differences that have a reason that no analysis could see."""

    items: str
    """Pattern of their ids, as of files."""
    why: str


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project on the index, and what its tests need."""

    name: str
    extras: str = ""
    requirements: tuple[str, ...] = ()
    explained: tuple[Explained, ...] = ()


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `projects.toml`."""

    pytest: str
    project: tuple[Project, ...]


def chosen(names: tuple[str, ...] = ()) -> Chosen:
    """Return all projects, or the named ones."""
    found = msgspec.toml.decode(CHOSEN.read_bytes(), type=Chosen)
    wanted = {name.lower() for name in names}
    kept = (each for each in found.project if not names or each.name.lower() in wanted)
    return Chosen(found.pytest, tuple(kept))


@dataclass(frozen=True, slots=True)
class Place:
    """A copy of a project in which pytest can be run."""

    root: Path
    python: Path
    """Of the environment in which the copy is installed."""


def place_for(project: Project, pytest: str, source: Path, into: Path) -> Place:
    """Return a copy of an unpacked project and its environment.

    Both are made if they are missing or were made for other requirements. The copy is
    installed so that it can be edited, as developers do: otherwise files of tests that
    are part of a package would be imported from elsewhere. Raises `RuntimeError` with
    the last line of what pip says if that fails.
    """
    needs = [f"pytest=={pytest}", *project.requirements]
    digest = hashlib.sha256("\n".join([project.extras, *needs]).encode()).hexdigest()
    home = into / f"{source.name}-{digest[:12]}"
    place = Place(home / "project", home / "environment" / "bin" / "python")
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(source, place.root, symlinks=True)
        venv.create(home / "environment", with_pip=True)
        extras = f"[{project.extras}]" if project.extras else ""
        needs += ["--editable", f"{place.root}{extras}"]
        command = [str(place.python), "-m", "pip", "install", "--quiet", *needs]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            last = (made.stderr.strip().splitlines() or ["no message"])[-1]
            raise RuntimeError(f"pip could not install {home.name}: {last}")
        (home / "complete").touch()
    return place
