"""Which runner a project has, by evidence.

pytest, if it is configured, declared, imported, or has a `conftest.py` to read. Of
anything else with subclasses of `TestCase` it is taken that these are found by the
loader of `unittest`, as Django, trial and stestr do.
"""

import enum
from collections.abc import Iterable, Sequence

from ssot_audit.link.located import Module


class Runner(enum.Enum):
    """What collects the tests."""

    PYTEST = "pytest"
    UNITTEST = "unittest"


def runner_of(
    modules: Sequence[Module], dependencies: Iterable[str], *, is_configured: bool
) -> Runner:
    """Return the runner of a project."""
    if is_configured or "pytest" in dependencies:
        return Runner.PYTEST
    if any(map(_speaks_of_pytest, modules)) or not any(map(_has_cases, modules)):
        return Runner.PYTEST
    return Runner.UNITTEST


def _speaks_of_pytest(module: Module) -> bool:
    return module.location.rpartition("/")[2] == "conftest" or any(
        found.module.startswith("pytest")
        and found.module.partition(".")[0] == "pytest"
        and not found.level
        for found in module.facts.imports
    )


def _has_cases(module: Module) -> bool:
    return any(
        "TestCase" in base for made in module.facts.classes for base in made.bases
    )
