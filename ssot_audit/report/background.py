"""What reports for people tell beyond the verdict: the programs that were compared."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeAlias

from ssot_audit.config.settings import Settings
from ssot_audit.link.program import Program
from ssot_audit.rules.finding import Finding

Patches: TypeAlias = Callable[[Sequence[Finding]], Sequence[str | None]]
"""From findings to the unified diffs that mend them, None where nothing does."""


def _no_patches(findings: Sequence[Finding]) -> Sequence[str | None]:
    return [None] * len(findings)


@dataclass(frozen=True, slots=True)
class Background:
    """The linked program, and the one it is compared with."""

    settings: Settings
    now: Program
    before: Program | None = None
    """The program at the revision that findings are compared with."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """What modules of that time, whose files only moved, are called now."""
    patches: Patches = _no_patches


OpenBackground: TypeAlias = Callable[[], AbstractContextManager[Background]]
"""Keeps open what the programs read from, as long as reports are written."""
AskBackground: TypeAlias = Callable[[], Background]
"""Links when it is asked: most formats need no program, and a verdict may be stored."""
