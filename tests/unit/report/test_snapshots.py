"""Whole reports on a fixture project, as people see them."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from ssot_audit.audit import Request, audit_path, audit_sources
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.fix.suggested import suggested
from ssot_audit.report import concise, markdown, text
from ssot_audit.report.background import Background
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.since import compared
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import linked

FIXTURES = Path(__file__).parents[3] / "fixtures"
TODAY = dt.date(2026, 1, 1)


BEFORE = {
    "shop/__init__.py": "",
    "shop/port.py": """\
from typing import Protocol

class Port(Protocol):
    def send(self, text): ...
    def stop(self): ...
""",
    "shop/wire.py": """\
from shop.port import Port

class Wire(Port):
    def send(self, text): return text
    def stop(self): return None

def connect(name): return Wire()
""",
    "shop/desk.py": "from shop.wire import connect\n\nWIRE = connect('desk')\n",
    "tests/test_wire.py": "import shop.wire\n",
}
NOW = {
    **BEFORE,
    "shop/wire.py": """\
import shop.desk
from shop.port import Port

class Wire(Port):
    def send(self): return None

def connect(): return Wire()
""",
}


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


def test_pull_request(report_file: SnapshotAssertion) -> None:
    settings = Settings(root=Path("project"))
    request = Request(today=TODAY)
    before = audit_sources(BEFORE, settings, request)
    now = compared(
        audit_sources(NOW, settings, request),
        before,
        {},
        settings.gate,
        revision="main",
        commit="0" * 40,
    )
    tree = in_memory(NOW, settings)
    background = Background(
        settings, linked(NOW), linked(BEFORE), patches=partial(suggested, tree)
    )
    assert markdown.render(now, background) == report_file
