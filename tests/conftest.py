"""How the whole suite runs."""

import pytest
from hypothesis import settings

# A machine under load is no reason to fail.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a cluster come last.

    They leave threads behind, and with threads our own workers cannot be forked.
    """
    items.sort(key=lambda item: "dask" in item.nodeid)
