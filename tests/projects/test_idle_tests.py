"""Incidents 15 and 16: tests that are green because they do not run."""

import functools

import pytest

from ssot_audit.verdict.verdict import Reported
from tests.support.command import REPOSITORY
from tests.support.projects import verdict_on

CODES = ("SSOT601", "SSOT602", "SSOT603", "SSOT604", "SSOT605", "SSOT606")
BASE = "tests/support/base.py"
BRIDGE = "tests/test_bridge.py"
TIMELINE = "tests/test_timeline.py"

Edit = tuple[str, str, str]
"""A file, what stands in it once, and what is there afterwards."""


@functools.cache
def files_of(fixture: str) -> dict[str, str]:
    root = REPOSITORY / "fixtures" / fixture
    return {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for file in (
            root / ".env.example",
            root / "pyproject.toml",
            *sorted(root.rglob("*.py")),
        )
    }


@functools.cache
def idle(fixture: str, *edits: Edit) -> tuple[Reported, ...]:
    """Return what is said of the tests of a fixture after some edits."""
    files = dict(files_of(fixture))
    for path, before, after in edits:
        assert files[path].count(before) == 1, path
        files[path] = files[path].replace(before, after)
    root = REPOSITORY / "fixtures" / fixture
    verdict = verdict_on(files, (root / "ssot-audit.toml").read_text("utf-8"))
    return tuple(r for r in verdict.findings if r.finding.code in CODES)


def said(fixture: str, *edits: Edit) -> list[str]:
    return [
        f"{item.finding.code} {item.finding.place.path} {item.finding.message}"
        for item in idle(fixture, *edits)
    ]


ISOLATED = "unittest.IsolatedAsyncioTestCase"
SYNC = (BASE, ISOLATED, "unittest.TestCase")


def test_one_edit_of_a_base_class_is_one_finding_with_the_count() -> None:
    (found,) = idle("clean_platform", SYNC)
    assert found.finding.place.path == BASE
    assert found.finding.message == (
        "`SSotAsyncTestCase` is a `unittest.TestCase`, which awaits nothing: "
        "4 async tests in 2 classes of 2 files pass without being run"
    )
    assert {part.place.path for part in found.finding.parts} == {
        BRIDGE,
        "tests/test_supervisor.py",
    }


def test_the_base_is_to_blame_although_others_share_its_mistake() -> None:
    (found,) = (f for f in idle("chat_platform") if f.finding.code == "SSOT603")
    assert found.finding.place.path == BASE
    assert len(found.finding.parts) == 3
    mended = (
        BASE,
        "class SSotAsyncTestCase(unittest.TestCase)",
        f"class SSotAsyncTestCase({ISOLATED})",
    )
    assert not any(line.startswith("SSOT603") for line in said("chat_platform", mended))


def test_a_constructor_of_any_content_loses_the_tests() -> None:
    edit = (BRIDGE, "        self.manager = Unified", "        manager = Unified")
    assert (
        f"SSOT602 {BRIDGE} `TestDelivery` defines `__init__`, "
        "so pytest leaves out the only test of `TestDelivery`"
    ) in said("chat_platform", edit)


@pytest.mark.parametrize(
    ("edit", "gone"),
    [
        (
            ("pyproject.toml", "markers = [", 'markers = ["websocket: sockets", '),
            f"SSOT601 {TIMELINE} ",
        ),
        (
            (BRIDGE, "    def __init__(self)", "    def setup_method(self)"),
            f"SSOT602 {BRIDGE} ",
        ),
        (
            (TIMELINE, "\n\ndef test_two_agents():  # e", "\n\ndef test_tools():  # e"),
            f"SSOT602 {TIMELINE} ",
        ),
        (
            (BRIDGE, "socket = MockWebSocket()", 'pytest.skip("no socket")'),
            f"SSOT604 {BRIDGE} ",
        ),
        (
            (BRIDGE, "async def asyncSetUpClass", "def setUpClass"),
            f"SSOT605 {BRIDGE} ",
        ),
        (
            (TIMELINE, "@pytest.mark.skip ", '@pytest.mark.skip(reason="later") '),
            f"SSOT606 {TIMELINE} skipped",
        ),
    ],
)
def test_what_was_mended_is_not_said_any_more(edit: Edit, gone: str) -> None:
    assert any(line.startswith(gone) for line in said("chat_platform"))
    assert not any(line.startswith(gone) for line in said("chat_platform", edit))


def test_tests_below_a_broken_import_are_counted_once_with_their_root() -> None:
    lost = [line for line in said("chat_platform") if "the import of" in line]
    assert [line.partition(" fails, ")[2] for line in sorted(lost)] == [
        "and with it the 5 tests of 2 files",
        "and with it the 7 tests of 2 files",
        "and with it the 2 tests of `tests/test_validator.py`",
    ]
