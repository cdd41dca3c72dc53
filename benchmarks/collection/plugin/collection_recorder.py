"""A plugin of pytest that writes down what was collected, and what was not and why.

It has a folder of its own, since that folder is put on the path of foreign projects.
"""

import inspect
import json
import os
import unittest
from pathlib import Path

import pytest

# A case that was not initialised complains when it is let go of; where that happens
# while pytest parses a file to show an error, Python 3.11 ends the whole collection.
unittest.IsolatedAsyncioTestCase.__del__ = lambda _: None


class Recorder:
    """Everything that pytest tells while it collects."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.found = {
            "items": {},
            "deselected": {},
            "errors": {},
            "skipped": {},
            "others": {},
        }

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what could not be collected, or was skipped whole."""
        if report.failed:
            self.found["errors"][report.nodeid] = first_line(str(report.longrepr))
        elif report.skipped:
            said = report.longrepr
            reason = said[2] if isinstance(said, tuple) else first_line(str(said))
            self.found["skipped"][report.nodeid] = reason.removeprefix("Skipped: ")

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Note what options or hooks took away."""
        for item in items:
            if isinstance(item, pytest.Function):
                self.found["deselected"][bare_id(item)] = origin(item)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Write all, with every test that is left, and where it was written."""
        for item in session.items:
            if isinstance(item, pytest.Function):
                self.found["items"][bare_id(item)] = origin(item)
            else:
                kind = type(item).__name__
                self.found["others"][kind] = self.found["others"].get(kind, 0) + 1
        self.found["version"] = pytest.__version__
        self.found["settings"] = str(session.config.inipath or "")
        text = json.dumps(self.found, sort_keys=True, indent=1)
        Path(os.environ["COLLECTION_RECORD"]).write_text(text, encoding="utf-8")


def bare_id(item: pytest.Item) -> str:
    """Return the id of a test without its parameters."""
    name = getattr(item, "originalname", None) or item.name
    return item.nodeid.removesuffix(item.name) + name


def origin(item: pytest.Function) -> list[str | int] | None:
    """Return the file, the line and the name of the code that a test runs."""
    try:
        code = inspect.unwrap(item.obj).__code__
    except (AttributeError, ValueError):
        return None
    return [code.co_filename, code.co_firstlineno, code.co_qualname]


def first_line(text: str) -> str:
    """Return the line that says what went wrong."""
    lines = [line for line in text.splitlines() if line.strip()]
    told = [line.removeprefix("E").strip() for line in lines if line.startswith("E  ")]
    return (told or lines or [""])[0].strip()


def pytest_configure(config: pytest.Config) -> None:
    """Listen."""
    config.pluginmanager.register(Recorder(), "collection-recorder")
