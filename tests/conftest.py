"""How the whole suite runs."""

import pytest
from hypothesis import HealthCheck, settings

from tests.support import processes

# A machine under load is no reason to fail. On CI, Hypothesis itself takes its profile
# `ci`, by which each run has the same examples: a change fails for what it changes.
settings.register_profile(
    "default",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the number of processes be chosen."""
    help_ = "processes that share the tests, by default as many as there are cores"
    parser.addoption("--processes", type=int, default=0, metavar="N", help=help_)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a cluster come last.

    They leave threads behind, and with threads our own workers cannot be forked.
    """
    items.sort(key=lambda item: "dask" in item.path.name)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in several processes."""
    return processes.run_all(session)
