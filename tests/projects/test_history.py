"""Incident 1 as a history in git: the defect, half a repair, the repair.

`diff` between two of its commits tells of exactly the members that changed.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ssot_audit.cli.formats import Format
from tests.support.command import Ran, environment, forked

EMITTER = """\
class UnifiedEmitter:
    def __init__(self, manager):
        self.manager = manager

    async def start(self, user):
        if not self.manager.is_connection_active(user):
            return
        await self.manager.emit_critical_event(user, "started")

    async def health(self):
        return self.manager.get_connection_health()
"""
BRIDGE = """\
from chat.emitter import UnifiedEmitter


def open_demo():
    class DemoBridge:
        async def send(self, user, event): ...
{members}
    return UnifiedEmitter(manager=DemoBridge())
"""
ACTIVE = "        def is_connection_active(self, user): return True\n"
EMIT = "        async def emit_critical_event(self, user, event): ...\n"
HEALTH = "        def get_connection_health(self): return {}\n"
STAGES = {
    "before": None,
    "defect": "",
    "half": ACTIVE,
    "whole": ACTIVE + EMIT + HEALTH,
}
MISSING = ["emit_critical_event", "get_connection_health", "is_connection_active"]
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a tag for each stage."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("needs git")
    root = tmp_path_factory.mktemp("history")
    (root / "chat").mkdir()
    (root / "chat/__init__.py").write_text("")
    (root / "chat/emitter.py").write_text(EMITTER)
    (root / ".gitignore").write_text(".ssot_audit_cache/\n")

    def run(*arguments: str) -> None:
        settings = environment(GIT_CONFIG_GLOBAL=os.devnull)
        subprocess.run([git, *IDENTITY, *arguments], cwd=root, check=True, env=settings)

    run("init", "--quiet")
    for stage, members in STAGES.items():
        if members is not None:
            text = BRIDGE.format(members=members)
            (root / "chat/route.py").write_text(text)
        run("add", "--all")
        run("commit", "--quiet", "-m", stage)
        run("tag", stage)
    return root


def diff(history: Path, base: str, head: str, *options: str) -> Ran:
    return forked(["diff", base, head, *options], history)


def document(history: Path, base: str, head: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        diff(history, base, head, "--output", "json").out
    )
    return found


def parts(findings: list[dict[str, Any]], status: str) -> list[str]:
    return sorted(
        part["name"]
        for finding in findings
        if finding["code"] == "SSOT105" and finding["status"] == status
        for part in finding["parts"]
    )


@pytest.mark.parametrize(
    ("base", "head", "new", "known", "fixed"),
    [
        ("before", "defect", MISSING, [], []),
        ("defect", "half", [], MISSING[:2], MISSING[2:]),
        ("half", "whole", [], [], MISSING[:2]),
        ("defect", "whole", [], [], MISSING),
        ("whole", "half", MISSING[:2], [], []),
        ("half", "defect", MISSING[2:], MISSING[:2], []),
    ],
)
def test_json_has_exactly_the_members_that_changed(
    history: Path,
    base: str,
    head: str,
    new: list[str],
    known: list[str],
    fixed: list[str],
) -> None:
    found = document(history, base, head)
    assert parts(found["findings"], "new") == new
    assert parts(found["findings"], "baselined") == known
    assert parts(found["since"]["fixed"], "fixed") == fixed


def test_no_file_of_the_repository_is_touched(history: Path) -> None:
    before = sorted(history.rglob("*"))
    assert diff(history, "defect", "half", "--no-cache").code == 0
    assert sorted(history.rglob("*")) == before


@pytest.mark.parametrize("chosen", [each for each in Format if each is not Format.JSON])
@pytest.mark.parametrize(
    ("base", "head", "named"),
    [("before", "defect", MISSING), ("half", "defect", MISSING[2:])],
)
def test_every_format_names_the_new_members_and_no_other(
    history: Path, chosen: Format, base: str, head: str, named: list[str]
) -> None:
    ran = diff(history, base, head, "--output", chosen, "--select", "SSOT105")
    assert ran.code == 1
    new = _of_the_new(chosen, ran.out)
    assert [name for name in MISSING if name in new] == named


def _of_the_new(chosen: Format, report: str) -> str:
    """Return what a report says of new findings, where it lists known ones, too."""
    match chosen:
        case Format.SARIF:
            results = json.loads(report)["runs"][0]["results"]
            return json.dumps([r for r in results if r["baselineState"] == "new"])
        case Format.HTML:
            data = report.partition('id="data">')[2].partition("</script>")[0]
            findings = json.loads(data)["findings"]
            return json.dumps([each for each in findings if each["status"] == "new"])
        case Format.GITLAB:
            description: str = json.loads(report)[0]["description"]
            return description
        case Format.JUNIT:
            failure = ET.fromstring(report).find("*/testcase/failure")  # noqa: S314
            assert failure is not None
            return failure.text or ""
        case _:
            return report


@pytest.mark.parametrize(
    ("base", "head", "kept", "lost", "gained"),
    [
        ("before", "defect", ["new class", "0 of 3"], MISSING, []),
        ("defect", "half", ["0 of 3", "1 of 3"], [], MISSING[2:]),
        ("half", "whole", ["1 of 3", "3 of 3"], [], MISSING[:2]),
        ("whole", "half", ["3 of 3", "1 of 3"], MISSING[:2], []),
    ],
)
def test_the_pull_request_report_has_the_row_that_changed(
    history: Path,
    base: str,
    head: str,
    kept: list[str],
    lost: list[str],
    gained: list[str],
) -> None:
    report = diff(history, base, head, "--output", "markdown").out
    (row,) = [
        line.split(" | ")
        for line in report.splitlines()
        if line.startswith("| `chat.route.open_demo.<locals>.DemoBridge`")
    ]
    assert row[1] == "`chat.emitter.UnifiedEmitter.manager`"
    assert row[2:4] == kept
    assert sorted(re.findall("`(.*?)`", row[4])) == lost
    assert sorted(re.findall("`(.*?)`", row[5])) == gained
