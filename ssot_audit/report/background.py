"""What reports for people tell beyond the verdict: the programs that were compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ssot_audit.config.settings import Settings
from ssot_audit.link.program import Program


@dataclass(frozen=True, slots=True)
class Background:
    """The linked program, and the one it is compared with."""

    settings: Settings
    now: Program
    before: Program | None = None
    """The program at the revision that findings are compared with."""


AskBackground: TypeAlias = Callable[[], Background]
"""Links when it is asked: most formats need no program, and a verdict may be stored."""
