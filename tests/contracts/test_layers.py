"""Our own code under our own audit, and under import-linter as a second opinion."""

import datetime as dt
import subprocess
import sys

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.load import load
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.verdict import Verdict
from tests.support.command import REPOSITORY

LINT_IMPORTS = (
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command; lint_imports_command()",
    *("--no-logo", "--no-cache"),
)


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    options = {code: rule.options for code, rule in all_rules().items()}
    settings = load(REPOSITORY, None, options)
    assert settings.source == "ssot-audit.toml"
    return audit_path(settings, Request(today=dt.datetime.now(tz=dt.UTC).date()))


def test_our_own_audit_finds_nothing(verdict: Verdict) -> None:
    found = [
        f"{item.finding.place.path}:{item.finding.place.line} {item.finding.message}"
        for item in verdict.findings
    ]
    assert found == [], "neither open nor suppressed"
    assert verdict.gate.failures == ()


def test_our_own_audit_leaves_no_file_and_no_rule_out(verdict: Verdict) -> None:
    modules = sum(1 for _ in (REPOSITORY / "ssot_audit").rglob("*.py"))
    assert verdict.score.production.owed >= modules
    assert verdict.coverage.unparsable == verdict.coverage.not_analysed == ()
    assert verdict.score.partial_because == ()
    assert len(verdict.rules) == sum(
        rule.default_level > 0 for rule in all_rules().values()
    )


def test_import_linter_agrees() -> None:
    done = subprocess.run(
        LINT_IMPORTS,
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
