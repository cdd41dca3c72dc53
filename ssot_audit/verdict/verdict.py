"""The verdict: what is reported, how the project scores, and whether it passes."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from ssot_audit.config.settings import Level
from ssot_audit.discover.source import Skipped
from ssot_audit.rules.api import Rule
from ssot_audit.rules.finding import Finding
from ssot_audit.verdict.baseline_file import Entry


class Status(enum.Enum):
    """What became of a finding."""

    NEW = "new"
    BASELINED = "baselined"
    SUPPRESSED = "suppressed"
    FIXED = "fixed"
    """Only of what an earlier state had; never among the findings of a verdict."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding as it is reported."""

    finding: Finding
    rule: Rule
    level: Level
    status: Status
    fingerprint: str
    moved_from: str | None = None
    """The module it was known of before."""

    @property
    def is_open(self) -> bool:
        """Whether no comment in the source hides it."""
        return self.status is not Status.SUPPRESSED


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure with its numerator and denominator."""

    met: int
    owed: int

    @property
    def percent(self) -> float | None:
        """One decimal; None if nothing was owed. Only a full ratio gives 100."""
        if not self.owed:
            return None
        rounded = round(100 * self.met / self.owed + 1e-9, 1)
        return rounded if self.met == self.owed else min(rounded, 99.9)


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How many members one class keeps of one interface."""

    name: str
    interface: str
    kept: Ratio


@dataclass(frozen=True, slots=True)
class DirectoryScore:
    """How many of the tests right in one directory are real."""

    directory: str
    """Relative to the project root; empty: the root itself."""
    real: Ratio


@dataclass(frozen=True, slots=True)
class Score:
    """Every figure of the compliance score; see `verdict.score` for the formula."""

    production: Ratio
    test: Ratio
    overall: Ratio
    dimensions: Mapping[str, Ratio]
    """`contracts`, `imports`, `environment`, `single-source`, `tests`."""
    worst_classes: tuple[ClassScore, ...]
    """Every class that does not keep all it owes, worst first."""
    worst_directories: tuple[DirectoryScore, ...]
    """Every directory with tests that are not real, those with most of them first."""
    partial_because: tuple[str, ...]
    """Why the score is not that of the whole project under all rules."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, and what the analysis could not tell."""

    analysed: int
    """Files with facts for which findings were wanted."""
    followed: int
    """Files read for facts only."""
    documents: int
    """Files other than Python that were looked at and findings were wanted for."""
    lines: int
    unparsable: tuple[str, ...]
    not_analysed: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    classes: int
    open_classes: Mapping[str, int]
    """How many classes are open for which reason."""
    unresolved_names: Mapping[str, int]
    """How many imported names stay unknown for which reason."""
    environment_stubs: int
    """Stand-ins for the environment in tests, not counted as accesses."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether the scan passes, and why not."""

    failures: tuple[str, ...] = ()
    """One sentence each."""

    @property
    def passed(self) -> bool:
        """Whether there is nothing to complain about."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Since:
    """What the findings are compared with: the project as it was at a commit."""

    revision: str
    """As it was asked for, e.g. `main`."""
    commit: str
    score: Score
    """Of that time, by the configuration of today."""
    fixed: tuple[Reported, ...]
    """What is no more of the findings of that time: all their parts, or some."""

    @property
    def gone(self) -> int:
        """How many findings of that time are no more, wholly or in part."""
        return len(self.fixed)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the findings are held against: the file of those that are accepted."""

    path: str
    entries: int
    stale: tuple[Entry, ...]
    """What matches nothing any more: entries, or some parts of them."""
    expired: tuple[Entry, ...]
    """Entries that accept nothing any more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything a report needs."""

    findings: tuple[Reported, ...]
    """Sorted by path and place; suppressed ones included."""
    score: Score
    coverage: Coverage
    gate: GateResult
    rules: tuple[Rule, ...]
    """The rules that ran."""
    configuration: str | None
    """The configuration file, relative to the project root."""
    excerpts: Mapping[tuple[str, int], str]
    """The source line of each new finding's places, by path and line."""
    since: Since | None = None
    """None: every finding that nothing hides is new."""
    baseline: Baseline | None = None
    """None: there is none."""

    @property
    def findings_open(self) -> tuple[Reported, ...]:
        """The findings that no comment hides."""
        return tuple(item for item in self.findings if item.is_open)

    @property
    def listed(self) -> tuple[Reported, ...]:
        """The findings for people to read: the open ones, or the new ones `since`."""
        if self.since is None:
            return tuple(item for item in self.findings if item.is_open)
        return tuple(item for item in self.findings if item.status is Status.NEW)
