"""Results, one file for each section: what was measured, when, on what."""

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import msgspec

RESULTS = Path(__file__).parent.parent / "results" / "peers"


@dataclass(frozen=True, slots=True)
class Measure:
    """One command or step, as often as it was run."""

    seconds: tuple[float, ...]
    peak: int = 0
    """Bytes at the highest point of all runs, over all processes; 0: not looked at."""
    command: str = ""
    processors: tuple[float, ...] = ()
    """Seconds of processor time, of all processes; empty: not looked at."""

    @property
    def processor(self) -> float | None:
        """Return the median of the seconds of processor time."""
        return median(self.processors) if self.processors else None

    @property
    def median(self) -> float:
        """Return the median of the seconds."""
        return median(self.seconds)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and on what a section was measured."""

    date: str
    machine: str
    load: float
    """Of the minute before: how busy the machine was with other things."""
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """The result of one section on one project."""

    name: str
    project: str
    """Empty: the section needs none."""
    circumstances: Circumstances
    files: int = 0
    """Given to what is measured."""
    lines: int = 0
    whole_lines: int = 0
    """Of the whole tree, where only a part was given."""
    is_sample: bool = False
    fault: str = ""
    """Why there is no measurement of a peer, in one line."""
    measures: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Return what seconds on a sample are multiplied with to speak of the whole."""
        return self.whole_lines / self.lines if self.is_sample and self.lines else 1.0


def circumstances(**versions: str) -> Circumstances:
    """Describe now and here."""
    return Circumstances(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        machine=(
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
            f"{platform.python_implementation()} {platform.python_version()}"
        ),
        load=round(os.getloadavg()[0], 1),
        versions={"ssot-audit": version("ssot-audit"), **versions},
    )


def save(section: Section, into: Path = RESULTS) -> Path:
    """Keep a section in place of its last result."""
    into.mkdir(parents=True, exist_ok=True)
    parts = [part for part in (section.project.lower(), section.name) if part]
    path = into / f"{'_'.join(parts)}.json"
    encoded = msgspec.json.format(msgspec.json.encode(section), indent=1)
    path.write_bytes(encoded + b"\n")
    return path


def load(folder: Path = RESULTS) -> tuple[Section, ...]:
    """Return every section that was ever kept."""
    return tuple(
        msgspec.json.decode(path.read_bytes(), type=Section)
        for path in sorted(folder.glob("*.json"))
    )


def find(sections: Iterable[Section], name: str, project: str = "") -> Section | None:
    """Return one section, if it was ever measured."""
    for section in sections:
        if (section.name, section.project) == (name, project):
            return section
    return None
