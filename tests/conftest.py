"""How the whole suite runs."""

import pytest
from hypothesis import HealthCheck, settings

# A machine under load is no reason to fail. On CI, Hypothesis itself takes its profile
# `ci`, by which each run has the same examples: a change fails for what it changes.
settings.register_profile(
    "default",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a cluster come last.

    They leave threads behind, and with threads our own workers are not forked.
    """
    items.sort(key=lambda item: "dask" in item.path.name)
