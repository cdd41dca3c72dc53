"""How reports word how real tests are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ssot_audit.link.testing.reality import Standing, State
from ssot_audit.link.testing.tallies import Reality, Tally
from ssot_audit.report.figures import counted, percentage
from ssot_audit.verdict.verdict import Ratio

COLUMNS = (
    *("real", "written", "collectable", "skipped", "awaited", "checking"),
    *("mocked only", "unknown"),
)
ABOUT = (
    "A test is real if a runner collects it, its body runs and it checks something: "
    "of those written, those checking. Mocked only: those of them that check just how "
    "mocks were called. Unknown: only a run can tell; these are in no other number."
)


def cells(tally: Tally) -> tuple[str, ...]:
    """Return the numbers of a row, in the order of the columns."""
    real = Ratio(tally.checking, tally.written)
    return (
        "-" if real.percent is None else percentage(real),
        *map(
            str,
            (
                *(tally.written, tally.collectable, tally.skipped, tally.awaited),
                *(tally.checking, tally.mocked_only, tally.unknown),
            ),
        ),
    )


def directory(path: str) -> str:
    """Return the name of a directory for people."""
    return path or "."


def name(standing: Standing) -> str:
    """Return the dotted name of a test."""
    test = standing.test
    return f"{test.module.name}.{test.function.qualname}"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why not all tests are real, or why it cannot be told."""

    state: State
    reason: str
    count: int
    first: Standing

    @property
    def sentence(self) -> str:
        """What is said of it: how many, what of them, and why."""
        tests = counted(self.count, "test")
        return f"{tests} {self.state.value}: {self.reason}"


def causes(found: Sequence[Standing]) -> tuple[Cause, ...]:
    """Return why tests are not real, or unknown; what affects most tests first."""
    failing = [one for one in found if not one.state.is_real]
    counts = Counter((one.state, one.reason) for one in failing)
    first = {(one.state, one.reason): one for one in reversed(failing)}
    made = (Cause(*key, count, first[key]) for key, count in counts.items())
    return tuple(
        sorted(made, key=lambda c: (c.state is State.UNKNOWN, -c.count, c.reason))
    )


def more(found: Reality) -> str:
    """Return that there may be more tests, or `""`."""
    if not found.guesses:
        return ""
    places = counted(len(found.guesses), "place")
    return f"{places} may have more tests that only a run can tell (see json)."
