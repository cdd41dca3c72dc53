"""A project full of odd files: each is analysed or spoken of, none ends the scan."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import COMMAND, environment

ACCEPTED = {
    "empty.py": b"",
    "bom.py": b"\xef\xbb\xbfx = 1\n",
    "crlf.py": b"import os\r\nx = os.environ['A']\r\n",
    "old_mac.py": b"x = 1\ry = 2\r",
    "form_feed.py": b"x = 1\n\x0c\ny = 2\n",
    "cookie.py": "# coding: latin-1\nname = 'é'\n".encode("latin-1"),
    "long_chain.py": b"x = a" + b".b" * 500 + b"\n",
    "huge_literal.py": b"x = [" + b"1, " * 50_000 + b"]\n",
    "elif_chain.py": b"if a:\n    pass\n" + b"elif a:\n    pass\n" * 600,
    "folder.py/inside.py": b"x = 1\n",
    "no_package/deep/er/module.py": b"x = 1\n",
}
REFUSED = {
    "nul.py": b"x = 1\n\0\n",
    "not_utf8.py": "name = 'é'\n".encode("latin-1"),
    "utf16.py": "x = 1\n".encode("utf-16"),
    "unknown_cookie.py": b"# coding: uft-8\n",
    "not_a_text_codec.py": b"# coding: rot13\nx = 1\n",
    "brackets.py": b"x = " + b"(" * 3_000 + b")" * 3_000 + b"\n",
    "indents.py": b"".join(b" " * n + b"if a:\n" for n in range(150)),
    "merge.py": b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n",
}
NOT_ANALYSED = {
    "enormous.py": 50_000_000,
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("hostile")
    (root / "pyproject.toml").write_text("[project]\nname = 'hostile'\n")
    for name, content in {**ACCEPTED, **REFUSED}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    for name, size in NOT_ANALYSED.items():
        with (root / name).open("wb") as file:
            file.truncate(size)
    Path(os.fsdecode(os.fsencode(root) + b"/bad\xff name.py")).write_bytes(b"x = 1\n")
    os.mkfifo(root / "pipe.py")
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "outside.py").symlink_to("/etc/hostname")
    (root / "dangling.py").symlink_to("nowhere.py")
    run = subprocess.run(
        [*COMMAND, "scan", str(root), "--output", "json"],
        capture_output=True,
        env=environment(),
        check=False,
        timeout=120,
    )
    assert run.returncode == 1, run.stderr
    assert b"Traceback" not in run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def paths_of(report: dict[str, Any], code: str) -> set[str]:
    return {f["path"] for f in report["findings"] if f["code"] == code}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_nobody_can_parse_is_a_finding(
    report: dict[str, Any], name: str
) -> None:
    assert name in paths_of(report, "SSOT001")
    assert name in report["coverage"]["unparsable"]


@pytest.mark.parametrize("name", NOT_ANALYSED)
def test_a_file_over_the_limit_is_a_finding(report: dict[str, Any], name: str) -> None:
    assert name in paths_of(report, "SSOT005")
    assert name in report["coverage"]["not_analysed"]


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_but_valid_file_is_analysed(report: dict[str, Any], name: str) -> None:
    spoken_of = paths_of(report, "SSOT001") | paths_of(report, "SSOT005")
    assert name not in spoken_of


def test_what_is_inside_an_odd_file_is_found(report: dict[str, Any]) -> None:
    assert paths_of(report, "SSOT301") == {"crlf.py"}


@pytest.mark.parametrize("name", ["pipe.py", "loop", "outside.py", "dangling.py"])
def test_what_is_no_file_is_skipped_with_a_reason(
    report: dict[str, Any], name: str
) -> None:
    reasons = {each["path"]: each["reason"] for each in report["coverage"]["skipped"]}
    assert reasons[name]


def test_a_name_that_is_no_text_is_analysed_and_printable(
    report: dict[str, Any],
) -> None:
    # The file itself is clean; all others are accounted for above.
    assert report["coverage"]["analysed"] == len(ACCEPTED) + 1


def test_no_file_that_failed_counts_as_compliant(report: dict[str, Any]) -> None:
    overall = report["summary"]["score"]["overall"]
    assert overall["owed"] == len(ACCEPTED) + len(REFUSED) + len(NOT_ANALYSED) + 1
    assert overall["met"] <= len(ACCEPTED) + 1
