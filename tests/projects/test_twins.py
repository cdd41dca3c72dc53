"""Code that looks like one of the incidents, and is right as it is.

Each folder of `fixtures/twins` is a small project with a configuration of its own. As
in the traps, `# else: …` says what its line must become to be a fault indeed (nothing:
the line is removed): one edit away from a finding, a project cannot be silent because
nobody looked.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.command import REPOSITORY
from tests.support.projects import verdict_on

TWINS = REPOSITORY / "fixtures" / "twins"
WATCHED = {
    "deprecated_package": ("SSOT203", "SSOT204"),
    "docs_page": ("SSOT210",),
    "event_group": ("SSOT701",),
    "layered_house": ("SSOT206", "SSOT207"),
    "look_alikes": ("SSOT401", "SSOT402", "SSOT403", "SSOT404", "SSOT405"),
    "old_modules": ("SSOT204", "SSOT209", "SSOT211"),
    "one_default": ("SSOT302", "SSOT303"),
    "pinned_version": ("SSOT501", "SSOT502"),
    "running_tests": tuple(f"SSOT60{n}" for n in range(1, 7)),
    "token_owner": ("SSOT406", "SSOT408"),
}
"""What could be said of each project by mistake."""
ELSE = re.compile(r"^(?P<indent> *).*# else:(?: (?P<instead>.*))?\n", re.MULTILINE)


class Twin(NamedTuple):
    """One project: its files but for the configuration."""

    codes: tuple[str, ...]
    toml: str
    files: Mapping[str, str]

    def findings(self) -> list[str]:
        return [
            f"{item.finding.code} {item.finding.place} {item.finding.message}"
            for item in verdict_on(self.files, self.toml).findings
            if item.finding.code in self.codes
        ]


def twin(name: str) -> Twin:
    root = TWINS / name
    files = {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for file in sorted(root.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    return Twin(WATCHED[name], files.pop("ssot-audit.toml"), files)


def edited() -> Iterator[object]:
    """Yield each project after each of its edits."""
    for name in WATCHED:
        known = twin(name)
        for path, source in known.files.items():
            for match in ELSE.finditer(source):
                line = source.count("\n", 0, match.start()) + 1
                files = {**known.files, path: after(source, match)}
                yield pytest.param(
                    known._replace(files=files),
                    id=f"{name}-{Path(path).stem}:{line}",
                )


def after(source: str, match: re.Match[str]) -> str:
    """Return a text after one of its edits."""
    instead = match["instead"]
    line = f"{match['indent']}{instead}\n" if instead else ""
    return source[: match.start()] + line + source[match.end() :]


def test_every_project_is_watched() -> None:
    folders = {each.name for each in TWINS.iterdir() if each.is_dir()}
    assert folders == set(WATCHED)


@pytest.mark.parametrize("name", WATCHED)
def test_a_twin_is_silent(name: str) -> None:
    assert twin(name).findings() == []


@pytest.mark.parametrize("other", list(edited()))
def test_one_edit_makes_a_fault_of_it(other: Twin) -> None:
    assert other.findings()
