"""How many tests there are, in each directory, and how many of them are real."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from ssot_audit.discover.paths import parent_of
from ssot_audit.link.program import Program
from ssot_audit.link.testing.reality import Standing, State, standings
from ssot_audit.link.testing.runner import Runner
from ssot_audit.link.testing.written import Guess


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tests there are, and how far they get.

    Each number is part of the one before: of the tests that are collectable the ones
    that are skipped or never awaited are not `awaited`.
    """

    written: int = 0
    collectable: int = 0
    skipped: int = 0
    """Of those collectable."""
    awaited: int = 0
    """Those whose bodies run."""
    checking: int = 0
    """Those that are real."""
    mocked_only: int = 0
    """Of those checking."""
    unknown: int = 0
    """In none of the others."""

    @classmethod
    def of(cls, states: Counter[State]) -> Self:
        """Return the numbers of some tests."""
        unknown = states[State.UNKNOWN]
        written = states.total() - unknown
        collectable = written - states[State.UNCOLLECTED]
        awaited = collectable - states[State.SKIPPED] - states[State.UNAWAITED]
        return cls(
            written,
            collectable,
            states[State.SKIPPED],
            awaited,
            awaited - states[State.UNCHECKED],
            states[State.MOCKED_ONLY],
            unknown,
        )

    @property
    def unreal(self) -> int:
        """How many cannot run, or check nothing."""
        return self.written - self.checking


def _by_directory(found: Iterable[Standing]) -> Mapping[str, Tally]:
    """Return the numbers of each directory, the worst first."""
    counts: dict[str, Counter[State]] = {}
    for standing in found:
        directory = parent_of(standing.test.module.path)
        counts.setdefault(directory, Counter())[standing.state] += 1
    numbers = {directory: Tally.of(states) for directory, states in counts.items()}
    return dict(
        sorted(
            numbers.items(),
            key=lambda entry: (-entry[1].unreal, entry[1].checking, entry[0]),
        )
    )


@dataclass(frozen=True, slots=True)
class Reality:
    """The tests of a project, or of a part of it."""

    runner: Runner
    tests: tuple[Standing, ...]
    """Sorted by place."""
    guesses: tuple[Guess, ...]
    """Where there may be more."""

    @property
    def total(self) -> Tally:
        """The numbers of all of them."""
        return Tally.of(Counter(test.state for test in self.tests))

    @property
    def directories(self) -> Mapping[str, Tally]:
        """The numbers of each directory that has tests right in it, the worst first.

        That is the one with most tests that are not real; of equals, the one with the
        fewest that are.
        """
        return _by_directory(self.tests)


def reality(program: Program, below: str = "") -> Reality:
    """Return the tests below a path, or all."""
    return Reality(
        program.tests.runner,
        tuple(t for t in standings(program) if _is_below(t.test.module.path, below)),
        tuple(g for g in program.tests.guesses if _is_below(g.module.path, below)),
    )


def _is_below(path: str, top: str) -> bool:
    return not top or path == top or path.startswith(f"{top}/")
