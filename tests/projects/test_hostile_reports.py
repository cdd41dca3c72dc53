"""Reports on a project whose names were chosen to break them."""

import json
import os
import resource
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ssot_audit.cli.formats import Format
from ssot_audit.report import markdown
from tests.support.command import COMMAND, Ran, environment

NAMES = {
    "a newline": "new\nline",
    "an escape sequence": "\x1b[31mred\x1b]0;title\x07",
    "a workflow command": "::error::pwned",
    "the end of CDATA": "]]>",
    "backticks": "`` ` ```",
    "a bar": "a|b",
    "a mention": "@user",
    "an element": "<script>alert(1)</script>",
    "an end of comment": "-->",
    "percent and comma": "100%,x=1",
    "no text": "bad\udcff",
    "right to left": "\u202egnp",
}
BODY = "import os\n\nKEY = os.environ[{key!r}]\nfrom shop.gone import {name}\n"
LONG = "from shop.gone import x  # " + "x" * 10_000 + "\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with an error in each of its oddly named files."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "shop").mkdir()
    (root / "shop/__init__.py").write_text("")
    (root / "long.py").write_text(LONG)
    for number, name in enumerate(NAMES.values()):
        path = os.fsencode(root) + b"/" + os.fsencode(name.replace("/", "_")) + b".py"
        key = name.encode(errors="replace").decode()
        Path(os.fsdecode(path)).write_text(BODY.format(key=key, name=f"x{number}"))
    return root


def scan(project: Path, *options: str, most_bytes: int | None = None) -> Ran:
    """Scan; `most_bytes` is the size at which the disk is full."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = subprocess.run(
        [*COMMAND, "scan", "--no-cache", "--jobs", "1", *options],
        cwd=project,
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def reports(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[Format, str]:
    """Return the report in every format."""
    folder = tmp_path_factory.mktemp("reports")
    files = {each: folder / f"report.{each}" for each in Format}
    outputs = [part for f, p in files.items() for part in ("--output", f"{f}:{p}")]
    ran = scan(project, *outputs)
    assert ran.code == 1, ran.err
    assert "Traceback" not in ran.err
    return {each: path.read_text(encoding="utf-8") for each, path in files.items()}


@pytest.mark.parametrize("chosen", Format)
def test_no_control_character_gets_through(
    reports: dict[Format, str], chosen: Format
) -> None:
    # What is read by programs may hold what only people would misread.
    misread = "" if chosen in {Format.JSON, Format.GITLAB} else "\u202e"
    assert not set(reports[chosen]) & set(f"\x00\x07\x1b{misread}")


def test_machine_formats_can_be_read(reports: dict[Format, str]) -> None:
    found = json.loads(reports[Format.JSON])["findings"]
    parts = {part["path"] for finding in found for part in finding["parts"]}
    assert len(parts) == len(NAMES) + 1
    (run,) = json.loads(reports[Format.SARIF])["runs"]
    assert len(run["results"]) == len(found)
    assert len(json.loads(reports[Format.GITLAB])) == len(found)
    ET.fromstring(reports[Format.JUNIT])  # noqa: S314 - our own document


def test_every_line_of_the_concise_report_is_a_finding(
    reports: dict[Format, str],
) -> None:
    lines = reports[Format.CONCISE].splitlines()
    assert len(lines) == len(json.loads(reports[Format.JSON])["findings"])
    assert all(" SSOT" in line for line in lines)


def test_every_workflow_command_is_our_own(reports: dict[Format, str]) -> None:
    *commands, more = reports[Format.GITHUB].splitlines()
    assert all(
        line.startswith(("::error file=", "::notice file=")) for line in commands
    )
    assert more.startswith("and ")


def test_a_comment_is_short_enough_and_has_no_element_of_theirs(
    reports: dict[Format, str],
) -> None:
    report = reports[Format.MARKDOWN]
    assert len(report) <= markdown.MOST_CHARACTERS
    outside = "".join(report.split("`")[::2])
    assert "<script" not in outside
    assert report.count("<details>") == report.count("</details>")


def test_a_full_disk_leaves_no_truncated_report(project: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("what was there")
    new, small = tmp_path / "new.sarif", tmp_path / "small.md"
    ran = scan(
        project,
        *("--output", f"json:{old}", "--output", f"sarif:{new}"),
        *("--output", f"github:{small}"),
        most_bytes=8_000,
    )
    assert ran.code == 2
    assert f"error: --output json:{old}: File too large" in ran.err
    assert f"error: --output sarif:{new}: File too large" in ran.err
    assert old.read_text() == "what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.json", "small.md"]
    assert small.read_text().startswith("::error file=")
