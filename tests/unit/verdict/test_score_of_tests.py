"""Real tests of those written, in the score."""

from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.load import load
from ssot_audit.verdict.verdict import DirectoryScore, Ratio, Score
from tests.support.projects import TODAY, Files, verdict_on
from tests.support.scans import verdict_below
from tests.support.ways import ways_noted

REAL = "def test_it():\n    assert 1 == 1\n"
CASE = """\
import unittest


class TestIt(unittest.TestCase):  # here
    async def test_one(self):
        assert 1 == 1

    async def test_two(self):
        assert 1 == 1

    def test_three(self):
        assert 1 == 1
"""


def score(files: Files) -> Score:
    return verdict_on(files, request=Request(today=TODAY)).score


def test_tests_that_run_and_check_count() -> None:
    files = {"tests/a/test_it.py": CASE, "tests/b/test_me.py": REAL}
    found = score({**files, "pytest.ini": "[pytest]\n"})
    assert found.dimensions["tests"] == Ratio(2, 4)
    assert found.worst_directories == (DirectoryScore("tests/a", Ratio(1, 3)),)


def test_without_tests_nothing_is_computed() -> None:
    assert score({"shop.py": ""}).dimensions["tests"].percent is None


def test_what_only_a_run_can_tell_is_in_neither_number() -> None:
    text = "from other import Base\n\nclass TestIt(Base):\n    def test_it(self): ...\n"
    files = {"pytest.ini": "[pytest]\n", "tests/test_it.py": text}
    assert score(files).dimensions["tests"] == Ratio(0, 0)


def test_suppressed_tests_are_in_neither_number() -> None:
    reason = '# ssot: ignore[SSOT603] reason="next week"'
    named = CASE.replace("# here", reason)
    own = named.replace(
        "async def test_one(self):", f"async def test_one(self):  {reason}"
    )
    own = own.replace(
        "async def test_two(self):", f"async def test_two(self):  {reason}"
    )
    assert score({"tests/test_it.py": own}).dimensions["tests"] == Ratio(1, 1)


def test_only_reported_files_count() -> None:
    files = {"tests/a/test_it.py": CASE, "tests/b/test_me.py": CASE}
    assert verdict_below("tests/b", files).score.dimensions["tests"] == Ratio(1, 3)


@pytest.mark.parametrize(
    ("after", "way"),
    [
        ("assert 2 == 2", "amended"),
        ("x = 1\n    assert x == 1", "amended"),
        ("x = 1", "heard"),
    ],
)
def test_an_edit_is_counted_as_a_cold_scan_counts_it(
    tmp_path: Path, after: str, way: str
) -> None:
    file = tmp_path / "project/tests/test_it.py"
    file.parent.mkdir(parents=True)
    file.write_text(f"{REAL}\n\n{CASE}", encoding="utf-8")
    settings = load(tmp_path / "project", None, {})
    cached = Request(TODAY, cache=tmp_path / "cache")
    audit_path(settings, cached)
    edited = f"# a remark\n{REAL}\n\n{CASE}".replace("assert 1 == 1", after, 1)
    file.write_text(edited, encoding="utf-8")
    with ways_noted() as ways:
        warm = audit_path(settings, cached)
        assert way in list(ways)
    assert warm == audit_path(settings, Request(TODAY))


def test_the_gate_can_ask_for_a_minimum() -> None:
    files = {"tests/test_it.py": CASE}
    toml = "[gate]\nfail-on = 'off'\ntests = 50\n"
    verdict = verdict_on(files, toml, request=Request(today=TODAY))
    assert verdict.gate.failures == ("tests is 33.3 % (1 of 3), below 50 %",)
