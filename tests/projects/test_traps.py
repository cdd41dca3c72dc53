"""Code that looks as if an object lacked something, and does not.

Each module in `traps/` stands for itself. `# else: …` says what its line must become to
be a fault indeed (nothing: the line is removed): one edit away from a finding, a trap
cannot be silent because nobody looked.
"""

import re
from pathlib import Path

import pytest

from tests.support.command import REPOSITORY
from tests.support.projects import EVERY_OPTION, verdict_on

FIXTURES = REPOSITORY / "fixtures"
TRAPS = sorted((FIXTURES / "chat_platform" / "traps").glob("*.py"))
WATCHED = ("SSOT105", "SSOT106")
NEEDS_DEPENDENCIES = {"models.py"}
"""Not in the clean platform, whose modules can be imported with nothing installed."""
ELSE = re.compile(r"^(?P<indent> *).*# else:(?: (?P<instead>.*))?\n", re.MULTILINE)


def sprung(source: str, match: re.Match[str]) -> str:
    """Return a trap after one of its edits."""
    instead = match["instead"]
    line = f"{match['indent']}{instead}\n" if instead else ""
    return source[: match.start()] + line + source[match.end() :]


def edits() -> list[object]:
    found: list[object] = []
    for trap in TRAPS:
        source = trap.read_text("utf-8")
        for match in ELSE.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            where = f"{trap.stem}:{line}"
            found.append(pytest.param(sprung(source, match), id=where))
    return found


def findings(source: str, name: str = "module.py") -> list[str]:
    return [
        f"{item.finding.code} {item.finding.message}"
        for item in verdict_on({name: source}, EVERY_OPTION).findings
        if item.finding.code in WATCHED
    ]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.stem)
def test_a_trap_is_not_sprung(trap: Path) -> None:
    assert findings(trap.read_text("utf-8"), trap.name) == []


@pytest.mark.parametrize("source", edits())
def test_one_edit_makes_a_fault_of_it(source: str) -> None:
    assert findings(source)


def test_the_clean_platform_has_the_same_traps() -> None:
    mirrored = {trap.name: trap.read_text("utf-8") for trap in TRAPS}
    clean = {
        trap.name: trap.read_text("utf-8")
        for trap in (FIXTURES / "clean_platform" / "traps").glob("*.py")
    }
    without = {
        name: t for name, t in mirrored.items() if name not in NEEDS_DEPENDENCIES
    }
    assert clean == without
