"""The code quality report, with the fields that GitLab's documentation asks for."""

import json
from typing import Any

from ssot_audit.config.settings import Level
from ssot_audit.report import gitlab
from ssot_audit.verdict.verdict import Reported, Status
from tests.support.verdicts import place, reported, verdict


def issues(*items: Reported) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gitlab.render(verdict(*items)))
    return found


def test_a_finding_is_an_issue() -> None:
    assert issues(reported(at=place("shop/cart.py", 3))) == [
        {
            "description": "`Cart` is odd",
            "check_name": "SSOT101 missing-member",
            "fingerprint": "0" * 32,
            "severity": "critical",
            "location": {"path": "shop/cart.py", "lines": {"begin": 3}},
        }
    ]


def test_severities_are_those_that_gitlab_knows() -> None:
    found = issues(*(reported(level=level) for level in list(Level)[1:]))
    assert [each["severity"] for each in found] == ["critical", "major", "info"]


def test_fingerprints_are_unique_and_the_same_every_time() -> None:
    items = [reported(status=Status.NEW), reported(status=Status.BASELINED)]
    prints = [each["fingerprint"] for each in issues(*items)]
    assert len(set(prints)) == 2
    assert prints == [each["fingerprint"] for each in issues(*items)]


def test_suppressed_findings_are_no_issues_and_none_is_an_empty_list() -> None:
    assert issues(reported(status=Status.SUPPRESSED)) == []
    assert gitlab.render(verdict()) == "[]\n"
