"""Scan each fixture project and compare the findings with its expectation comments.

`# expect: SSOT101` marks the line of a finding's primary place, `# part: SSOT101` the
lines of its further parts; in documents a comment of theirs does. A line without a
comment is expected to be silent.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.support.command import REPOSITORY, scan_json

FIXTURES = REPOSITORY / "fixtures"
MARKER = re.compile(r"(?:#|<!--)\s*(expect|part):\s*(SSOT\d{3}(?:\s*,\s*SSOT\d{3})*)")
"""In the comments of Python, TOML and `.env` files, and of Markdown."""
MARKED = {".py", ".md", ".rst", ".toml", ".txt", ".example"}


class Place(NamedTuple):
    path: str
    line: int
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.code}"


def marked(fixture: str, kind: str) -> set[Place]:
    """Collect the comments of one kind, textually: not every file parses."""
    root = FIXTURES / fixture
    return {
        Place(file.relative_to(root).as_posix(), number, code)
        for file in root.rglob("*")
        if file.suffix in MARKED and file.name != "README.md"
        for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1)
        for marker in MARKER.finditer(line)
        if marker[1] == kind
        for code in re.findall(r"SSOT\d{3}", marker[2])
    }


def open_findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in report["findings"] if each["status"] != "suppressed"]


def primary(finding: dict[str, Any]) -> Place:
    return Place(finding["path"], finding["line"], finding["code"])


def further_parts(finding: dict[str, Any]) -> Iterator[Place]:
    for part in finding["parts"]:
        place = Place(part["path"], part["line"], finding["code"])
        if place != primary(finding):
            yield place


def difference(expected: set[Place], found: set[Place]) -> str:
    """List what is missing and what is surplus, one place per line; empty if equal."""
    missing = [f"missing: {place}" for place in sorted(expected - found)]
    surplus = [f"surplus: {place}" for place in sorted(found - expected)]
    return "\n".join(missing + surplus)


@pytest.fixture(scope="module")
def chat_platform() -> dict[str, Any]:
    return scan_json("fixtures/chat_platform")


@pytest.fixture(scope="module")
def clean_platform() -> dict[str, Any]:
    return scan_json("fixtures/clean_platform")


def test_findings_stand_where_they_are_expected(chat_platform: dict[str, Any]) -> None:
    found = [primary(finding) for finding in open_findings(chat_platform)]
    faults = difference(marked("chat_platform", "expect"), set(found))
    assert not faults, f"findings differ from the comments\n{faults}"
    assert len(found) == len(set(found)), "two findings share one place"


def test_parts_stand_where_they_are_expected(chat_platform: dict[str, Any]) -> None:
    findings = open_findings(chat_platform)
    found = {place for finding in findings for place in further_parts(finding)}
    faults = difference(marked("chat_platform", "part"), found)
    assert not faults, f"parts differ from the comments\n{faults}"


def test_the_clean_platform_has_no_finding(clean_platform: dict[str, Any]) -> None:
    found = {primary(finding) for finding in clean_platform["findings"]}
    faults = difference(marked("clean_platform", "expect"), found)
    assert not faults, f"the clean platform is not clean\n{faults}"


@pytest.mark.parametrize("scope", ["production", "test", "overall"])
def test_the_clean_platform_scores_all_points(
    clean_platform: dict[str, Any], scope: str
) -> None:
    ratio = clean_platform["summary"]["score"][scope]
    assert ratio["owed"] > 0
    assert ratio["met"] == ratio["owed"]
    assert ratio["percent"] == 100


def test_both_platforms_share_one_configuration() -> None:
    name = "ssot-audit.toml"
    before = (FIXTURES / "chat_platform" / name).read_bytes()
    assert before == (FIXTURES / "clean_platform" / name).read_bytes()
