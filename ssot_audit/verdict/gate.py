"""Pass or fail, and why, in one sentence each."""

from collections.abc import Sequence

from ssot_audit.config.settings import Gate, Level
from ssot_audit.rules.api import Precision
from ssot_audit.verdict.verdict import GateResult, Ratio, Reported, Score, Status


def gate(settings: Gate, reported: Sequence[Reported], score: Score) -> GateResult:
    """Judge the new findings and the figures against what is asked for."""
    failures = []
    if settings.fail_on is not Level.OFF:
        counted = [item for item in reported if _counts(item, settings.fail_on)]
        if counted:
            plural = "s" if len(counted) > 1 else ""
            failures.append(
                f"{len(counted)} finding{plural} of level "
                f"{settings.fail_on.label} or worse"
            )
    for name, minimum in settings.minimums.items():
        figure = _figure(score, name)
        if figure.percent is None:
            failures.append(
                f"{name} is not computed, but at least {minimum:g} % is asked"
            )
        elif figure.met * 100 < minimum * figure.owed:
            failures.append(
                f"{name} is {figure.percent} % ({figure.met} of {figure.owed}), "
                f"below {minimum:g} %"
            )
    return GateResult(tuple(failures))


def _counts(item: Reported, fail_on: Level) -> bool:
    return (
        item.status is Status.NEW
        and item.level >= fail_on
        and item.rule.precision is Precision.CERTAIN
    )


def _figure(score: Score, name: str) -> Ratio:
    return score.overall if name == "score" else score.dimensions[name]
