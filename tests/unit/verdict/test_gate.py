"""Pass or fail, and why."""

import dataclasses

import pytest

from ssot_audit.config.settings import Gate, Level
from ssot_audit.rules.api import Precision
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.verdict import Ratio, Reported, Status
from tests.support import verdicts


def failures(settings: Gate, *reported: Reported) -> tuple[str, ...]:
    figures = verdicts.score(overall=Ratio(1125, 1138), contracts=Ratio(1, 2))
    return gate(settings, reported, figures).failures


def likely(item: Reported) -> Reported:
    rule = dataclasses.replace(item.rule, precision=Precision.LIKELY)
    return dataclasses.replace(item, rule=rule)


def test_nothing_to_complain_about_passes() -> None:
    result = gate(Gate(), (), verdicts.score())
    assert result.passed
    assert result.failures == ()


@pytest.mark.parametrize(
    ("fail_on", "count"),
    [(Level.NOTE, 3), (Level.WARNING, 2), (Level.ERROR, 1), (Level.OFF, 0)],
)
def test_findings_of_the_level_or_worse_fail(fail_on: Level, count: int) -> None:
    levels = (Level.NOTE, Level.WARNING, Level.ERROR)
    reported = [verdicts.reported(level=level) for level in levels]
    plural = "s" if count > 1 else ""
    sentence = f"{count} finding{plural} of level {fail_on.label} or worse"
    assert failures(Gate(fail_on), *reported) == ((sentence,) if count else ())


@pytest.mark.parametrize(
    "item",
    [
        verdicts.reported(status=Status.SUPPRESSED),
        verdicts.reported(status=Status.BASELINED),
        likely(verdicts.reported()),
    ],
    ids=["suppressed", "baselined", "likely"],
)
def test_only_new_and_certain_findings_count(item: Reported) -> None:
    assert failures(Gate(), item) == ()
    assert failures(Gate(), item, verdicts.reported()) != ()


@pytest.mark.parametrize(
    ("name", "minimum", "expected"),
    [
        ("score", 98.8, ()),
        ("score", 98.9, ("score is 98.9 % (1125 of 1138), below 98.9 %",)),
        ("contracts", 50, ()),
        ("contracts", 50.5, ("contracts is 50.0 % (1 of 2), below 50.5 %",)),
        ("imports", 1, ("imports is not computed, but at least 1 % is asked",)),
    ],
)
def test_a_figure_must_reach_its_minimum_before_it_is_rounded(
    name: str, minimum: float, expected: tuple[str, ...]
) -> None:
    assert failures(Gate(minimums={name: minimum})) == expected


def test_every_reason_is_told() -> None:
    settings = Gate(minimums={"score": 99.0, "contracts": 60.0})
    assert len(failures(settings, verdicts.reported())) == 3
