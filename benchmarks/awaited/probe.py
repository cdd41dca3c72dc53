"""A plugin of pytest that writes down which tests it was given and how they ended.

Loaded with `-p` from its own folder, since it must need nothing of this package.
"""

import json
import os
import warnings
from pathlib import Path
from typing import TypedDict

import pytest


class _Seen(TypedDict):
    outcomes: list[str]
    warned: bool


_FOUND: dict[str, _Seen] = {}


def _key(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note all tests."""
    for item in session.items:
        _FOUND.setdefault(_key(item.nodeid), {"outcomes": [], "warned": False})


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how a test ended."""
    if report.when == "call" or report.outcome != "passed":
        _FOUND[_key(report.nodeid)]["outcomes"].append(report.outcome)


def pytest_warning_recorded(
    warning_message: warnings.WarningMessage, nodeid: str
) -> None:
    """Note that a coroutine was dropped."""
    if "was never awaited" in str(warning_message.message) and _key(nodeid) in _FOUND:
        _FOUND[_key(nodeid)]["warned"] = True


def pytest_sessionfinish() -> None:
    """Write it all down."""
    Path(os.environ["AWAITED_PROBE"]).write_text(json.dumps(_FOUND), encoding="utf-8")
