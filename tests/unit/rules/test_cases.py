"""What each rule must find and what it must leave alone; one Markdown file per rule.

Every near miss is one edit away from a finding: see `tests.support.examples` for how
the edit is marked. Without that edit a case could be silent for any reason at all.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ssot_audit.rules.registry import all_rules
from tests.support.examples import Example, examples, expected, found_of
from tests.support.projects import EVERY_OPTION, found

CODES = {rule.name.replace("-", "_"): code for code, rule in all_rules().items()}


def cases_of(file: Path) -> list[Example]:
    """Return the cases in a file; of rules on consumers with all their options on."""
    cases = examples(file.read_text("utf-8"))
    if CODES[file.stem] not in {"SSOT105", "SSOT106"}:
        return cases
    return [replace(case, toml=case.toml or EVERY_OPTION) for case in cases]


CASES = {
    CODES[file.stem]: cases_of(file)
    for file in sorted(Path(__file__).parent.glob("*.md"))
}
JUDGES_PROGRAMS = (
    *("SSOT101", "SSOT102", "SSOT103", "SSOT104", "SSOT107", "SSOT108"),
    *("SSOT105", "SSOT106", "SSOT109", "SSOT110", "SSOT111", "SSOT112"),
    *("SSOT201", "SSOT202", "SSOT203", "SSOT204", "SSOT205", "SSOT206", "SSOT207"),
    *("SSOT209", "SSOT210", "SSOT211"),
    *("SSOT301", "SSOT302"),
    *("SSOT401", "SSOT402", "SSOT403", "SSOT404", "SSOT406", "SSOT408"),
    *("SSOT501", "SSOT502"),
)


def cases_below(heading: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("code", "example"),
        [
            pytest.param(code, example, id=f"{code} {example.heading[-1]}")
            for code, cases in CASES.items()
            for example in cases
            if example.heading[1] == heading
        ],
    )


@cases_below("Found")
def test_it_is_found(code: str, example: Example) -> None:
    places = expected(example.files)
    assert code in {place.code for place in places}
    assert found_of(code, example) == places


@cases_below("Left alone")
def test_a_near_miss_is_left_alone(code: str, example: Example) -> None:
    assert code not in {place.code for place in found(example.files, example.toml)}


@cases_below("Left alone")
def test_a_near_miss_is_one_edit_away_from_a_finding(
    code: str, example: Example
) -> None:
    other = example.otherwise()
    assert other.files != example.files or other.toml != example.toml
    assert code in {place.code for place in found(other.files, other.toml)}


@pytest.mark.parametrize("code", JUDGES_PROGRAMS)
def test_a_rule_about_programs_has_its_share_of_cases(code: str) -> None:
    counts = Counter(example.heading[1] for example in CASES[code])
    assert counts["Found"] >= 3
    assert counts["Left alone"] >= 6
