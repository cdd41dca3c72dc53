"""All that a rule file imports: `rule`, findings, and the types of its arguments."""

import dataclasses
import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ssot_audit.config.settings import Level, Settings
from ssot_audit.link.program import Program
from ssot_audit.rules.finding import Finding, Hop, Part, Place, Sample, reason

__all__ = [
    "Check",
    "Finding",
    "Hop",
    "Level",
    "Part",
    "Place",
    "Policy",
    "Precision",
    "Program",
    "Rule",
    "Sample",
    "Unit",
    "reason",
    "rule",
]

OptionsT = TypeVar("OptionsT")


class Precision(enum.Enum):
    """How sure a rule is of what it says."""

    CERTAIN = "certain"
    """95 % of its findings and more are true on code never seen before."""
    LIKELY = "likely"
    """Off unless configured, and never part of the gate."""


class Unit(enum.Enum):
    """What a rule must see to judge a file."""

    FILE = "file"
    """The file alone, and the settings."""
    MODULE = "module"
    """The file, and the definitions its names lead to."""
    PROGRAM = "program"
    """Everything."""


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """What the configuration says, as a rule sees it."""

    settings: Settings
    options: Mapping[str, Any]
    """The rule's own options that are configured."""

    def own(self, options: type[OptionsT]) -> OptionsT:
        """Return the rule's options, defaults filled in."""
        return options(**self.options)


Check = Callable[[Program, Policy], Iterable[Finding]]


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A rule with everything that is said about it."""

    code: str
    name: str
    """Its file's name with hyphens; reads after "allow"."""
    family: str
    """Name of the package it is in."""
    level: Level
    precision: Precision
    unit: Unit
    options: type | None
    doc: str
    """The file's docstring: summary, why, executed examples."""
    check: Check

    @property
    def summary(self) -> str:
        """First sentence of its documentation."""
        return self.doc.partition("\n")[0]

    @property
    def default_level(self) -> Level:
        """The level without configuration: likely rules are off."""
        return self.level if self.precision is Precision.CERTAIN else Level.OFF


def rule(
    code: str,
    *,
    level: Level,
    precision: Precision = Precision.CERTAIN,
    unit: Unit = Unit.PROGRAM,
    options: type | None = None,
) -> Callable[[Check], Rule]:
    """Turn a `check` function into the rule that its file describes."""

    def made(check: Check) -> Rule:
        family, stem = check.__module__.split(".")[-2:]
        doc = check.__globals__["__doc__"]
        name = stem.replace("_", "-")
        return Rule(code, name, family, level, precision, unit, options, doc, check)

    return made
