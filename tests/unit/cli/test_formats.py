"""Every format from the command line, and what GitHub Actions gets unasked."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

from ssot_audit.cli.formats import Format
from tests.support.command import BROKEN, Run, Write

PARSERS: dict[Format, Callable[[str], object]] = {
    Format.JSON: json.loads,
    Format.SARIF: json.loads,
    Format.GITLAB: json.loads,
    Format.JUNIT: ET.fromstring,
}


def test_all_formats_at_once_are_written_whole(
    write: Write, run: Run, tmp_path: Path
) -> None:
    write(BROKEN)
    files = {each: tmp_path / f"report.{each}" for each in Format}
    outputs = [part for f, p in files.items() for part in ("--output", f"{f}:{p}")]
    ran = run("scan", *outputs)
    assert (ran.code, ran.out) == (1, "")
    for each, path in files.items():
        content = path.read_text(encoding="utf-8")
        assert "SSOT202" in content
        PARSERS.get(each, str)(content)


def test_standard_output_is_the_document_and_nothing_else(
    write: Write, run: Run
) -> None:
    write(BROKEN)
    for each, parse in PARSERS.items():
        parse(run("scan", "--output", each, GITHUB_ACTIONS="true").out)


def test_a_path_that_cannot_be_written_costs_that_report_only(
    write: Write, run: Run, tmp_path: Path
) -> None:
    write(BROKEN)
    good, bad = tmp_path / "good.sarif", tmp_path / "no" / "bad.xml"
    ran = run("scan", "--output", f"junit:{bad}", "--output", f"sarif:{good}")
    assert ran.code == 2
    assert f"error: --output junit:{bad}: No such file or directory" in ran.err
    assert json.loads(good.read_text())["version"] == "2.1.0"


def test_in_actions_there_are_annotations_beside_the_text(
    write: Write, run: Run
) -> None:
    write(BROKEN)
    ran = run("scan", GITHUB_ACTIONS="true")
    token = re.match(r"::stop-commands::([0-9a-f]{32})\n", ran.out)
    assert token is not None
    text, _, commands = ran.out.partition(f"::{token[1]}::\n")
    assert "SSOT202 unresolved-name" in text
    (command,) = commands.splitlines()
    assert command.startswith("::error file=shop/till.py,line=1,col=1,title=SSOT202 ")


def test_elsewhere_there_are_none(write: Write, run: Run) -> None:
    write(BROKEN)
    assert "::" not in run("scan").out
    assert "::error" not in run("scan", "--output", "text", GITHUB_ACTIONS="true").out
