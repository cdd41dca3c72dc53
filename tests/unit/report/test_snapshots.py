"""Whole reports on a fixture project, as people see them."""

import datetime as dt
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.load import load
from ssot_audit.report import concise, text
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.verdict import Verdict

FIXTURES = Path(__file__).parents[3] / "fixtures"
TODAY = dt.date(2026, 1, 1)


class TextFile(SingleFileSnapshotExtension):
    """One `.txt` file for each report."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def report_file(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextFile)


@pytest.fixture(scope="module")
def chat_platform() -> Verdict:
    options = {code: rule.options for code, rule in all_rules().items()}
    settings = load(FIXTURES / "chat_platform", None, options)
    return audit_path(settings, Request(today=TODAY))


@pytest.mark.parametrize("width", [80, 40])
def test_text(
    chat_platform: Verdict, report_file: SnapshotAssertion, width: int
) -> None:
    assert text.render(chat_platform, width=width, color=False) == report_file


def test_concise(chat_platform: Verdict, report_file: SnapshotAssertion) -> None:
    assert concise.render(chat_platform) == report_file
