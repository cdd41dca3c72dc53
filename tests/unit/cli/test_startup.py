"""What is imported before there is anything to do."""

import re
import subprocess
import sys

import pytest

from tests.support.command import environment

HEAVY = ("libcst", "networkx")


def imported(*arguments: str) -> set[str]:
    """Return the modules that a run of the command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ssot_audit", *arguments],
        env=environment(),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    found = set(re.findall(r"(?m)^import time:.*\| +([\w.]+)$", done.stderr))
    assert "ssot_audit.cli.app" in found
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("--help",),
        ("explain", "SSOT101"),
        ("rules",),
        ("cache", "info"),
        ("scan", "--no-such-option"),
        ("scan", "--parser", "none"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    roots = {name.partition(".")[0] for name in imported(*arguments)}
    assert roots.isdisjoint(HEAVY)


def test_the_version_needs_no_command() -> None:
    ours = {name for name in imported("--version") if name.startswith("ssot_audit.")}
    stages = {name.split(".")[1] for name in ours}
    assert stages <= {"cli", "errors", "report"}
