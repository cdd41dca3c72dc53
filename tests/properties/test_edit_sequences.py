"""Whatever is edited between two scans, a cache changes nothing but their speed."""

import random
import shutil
import tempfile
import time
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.load import load
from ssot_audit.errors import ConfigError
from ssot_audit.report import json_document
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.precedent import Precedents
from ssot_audit.verdict.verdict import Verdict
from tests.support.corpus import REPOSITORY
from tests.support.edits import sequence
from tests.support.projects import TODAY
from tests.support.ways import ways_noted

PROJECTS = ("fixtures/chat_platform", "ssot_audit/verdict")
OPTIONS = {code: rule.options for code, rule in all_rules().items()}


def report(root: Path, cache: Path | None, warnings: list[str]) -> str:
    request = Request(TODAY, cache=cache, warn=warnings.append)
    try:
        return json_document.render(audit_path(load(root, None, OPTIONS), request))
    except ConfigError as error:
        return str(error)


class Clock:
    """Lets files come to rest, so that their stamps are trusted, or not."""

    def __init__(self) -> None:
        self._now_ns = time.time_ns
        self.ahead = 0

    def __call__(self) -> int:
        return self._now_ns() + self.ahead


@pytest.mark.parametrize("project", PROJECTS)
@settings(max_examples=4)
@given(choice=st.randoms(use_true_random=False))
def test_a_scan_with_a_cache_says_what_a_scan_without_one_says(
    project: str, choice: random.Random
) -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as name, mock.patch("time.time_ns", clock):
        root, cache = Path(name) / "project", Path(name) / "cache"
        shutil.copytree(REPOSITORY / project, root)
        made: list[str] = []
        warnings: list[str] = []
        for edit in sequence(root, choice, 6):
            made.append(edit)
            clock.ahead += choice.choice((0, 10_000_000_000))
            for _ in range(choice.choice((1, 2))):
                cached = report(root, cache, warnings)
                assert cached == report(root, None, warnings), made
        assert not warnings


@pytest.fixture
def recalled(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each scan found its verdict ready."""
    found: list[bool] = []
    recall = Precedents.recall

    def noting(precedents: Precedents) -> Verdict | None:
        verdict = recall(precedents)
        found.append(verdict is not None)
        return verdict

    monkeypatch.setattr(Precedents, "recall", noting)
    return found


def test_edits_that_nobody_else_can_see_amend_the_last_case(tmp_path: Path) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    shutil.copytree(REPOSITORY / "fixtures/chat_platform", root)
    report(root, cache, [])
    choice = random.Random(1)  # noqa: S311 - repeatable, and no secret
    with ways_noted() as ways:
        for edit in sequence(root, choice, 40, only_lines=True):
            cached = report(root, cache, [])
            seen = len(ways)
            assert cached == report(root, None, []), edit
            del ways[seen:]
    assert ways.count("amended") > 6
    assert ways.count("heard") > 6


def test_what_was_edited_and_edited_back_is_not_judged_again(
    tmp_path: Path, recalled: list[bool]
) -> None:
    root, cache = tmp_path / "project", tmp_path / "cache"
    shutil.copytree(REPOSITORY / "fixtures/chat_platform", root)
    file = next(root.rglob("*bridge*.py"))
    content = file.read_bytes()
    for text in (content, content, content + b"# more\n", content):
        file.write_bytes(text)
        report(root, cache, [])
    assert recalled == [False, True, False, True]
