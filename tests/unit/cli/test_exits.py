"""Exit codes: 0 clean, 1 gate, 2 usage, 3 a defect of ours, 130 interrupted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ssot_audit import __version__
from tests.support.command import BROKEN, CLEAN, Run, Write, environment


def test_clean_project_is_0(write: Write, run: Run) -> None:
    write(CLEAN)
    assert run("scan").code == 0


def test_finding_over_the_threshold_is_1(write: Write, run: Run) -> None:
    write(BROKEN)
    assert run("scan").code == 1


@pytest.mark.parametrize("option", ["--exit-zero", "--fail-on=off"])
def test_options_that_let_findings_pass(write: Write, run: Run, option: str) -> None:
    write(BROKEN)
    ran = run("scan", option, "--output", "concise")
    assert ran.code == 0
    assert "SSOT202" in ran.out


def test_score_below_the_minimum_is_1(write: Write, run: Run) -> None:
    write(BROKEN)
    ran = run("scan", "--fail-on", "off", "--fail-under", "90")
    assert ran.code == 1
    assert "failed: score is 66.7 % (2 of 3), below 90 %" in ran.err


def test_score_at_the_minimum_is_0(write: Write, run: Run) -> None:
    write(CLEAN)
    assert run("scan", "--fail-under", "100").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "nowhere"), "nowhere"),
        (("scan", "--config", "no.toml"), "--config: no file `no.toml`"),
        (("scan", "--fail-on", "fatal"), "--fail-on: `fatal` is no level"),
        (("scan", "--select", "SSOT9"), "--select: no rule begins with `SSOT9`"),
        (("scan", "--ignore", "E501"), "--ignore: no rule begins with `E501`"),
        (("scan", "--output", "yaml"), "--output: `yaml` is no format"),
        (("scan", "--fail-under", "101"), "--fail-under"),
        (("scan", "--no-such-option"), "--no-such-option"),
        (("audit",), "audit"),
    ],
)
def test_usage_is_2_and_says_what_is_wrong(
    write: Write, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    write(BROKEN)
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not ran.out


def test_nothing_to_analyse_is_2_even_with_exit_zero(run: Run) -> None:
    ran = run("scan", "--exit-zero")
    assert ran.code == 2
    assert "there is no Python file to analyse" in ran.err


def test_not_one_file_that_could_be_read_is_2(project: Path, run: Run) -> None:
    (project / "huge.py").touch()
    os.truncate(project / "huge.py", 21_000_000)
    ran = run("scan", "--exit-zero")
    assert ran.code == 2
    assert "no file could be analysed" in ran.err


def test_every_fault_of_a_configuration_is_told(write: Write, run: Run) -> None:
    write({**CLEAN, "ssot-audit.toml": "rotos = []\n[gate]\nfail-on = 7\n"})
    ran = run("scan")
    assert ran.code == 2
    assert ran.err.count("error: ssot-audit.toml: ") == 2


def test_a_fault_cannot_move_the_cursor(write: Write, run: Run) -> None:
    write(CLEAN)
    ran = run("scan", "--output", "\x1b[2J")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def test_version(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"ssot-audit {__version__}\n")


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert all(name in ran.out for name in ("scan", "rules", "explain", "init"))


def test_a_shell_can_complete_commands() -> None:
    program = (
        "import sys\n"
        "from ssot_audit.cli.app import main\n"
        "sys.argv[0] = 'ssot-audit'\n"
        "main()\n"
    )
    typed = {
        "_SSOT_AUDIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "ssot-audit ex",
        "COMP_CWORD": "1",
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=environment(**typed), capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["explain"]


def failing(project: Path, error: str) -> "subprocess.CompletedProcess[str]":
    """Run a scan in which the audit raises."""
    program = (
        "from ssot_audit.cli import app, scan\n"
        f"def audit(*_): raise {error}\n"
        "scan.audit_path = audit\n"
        "app.main()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "scan"],
        cwd=project,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_interruption_is_130_without_traceback(project: Path, write: Write) -> None:
    write(CLEAN)
    ran = failing(project, "KeyboardInterrupt")
    assert ran.returncode == 130
    assert "Traceback" not in ran.stderr


def test_a_defect_of_a_rule_is_3_and_named(project: Path, write: Write) -> None:
    write(CLEAN)
    error = "__import__('ssot_audit').errors.InternalError('rule SSOT101 failed')"
    ran = failing(project, error)
    assert ran.returncode == 3
    assert "internal error: rule SSOT101 failed" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_any_other_defect_is_3_with_its_traceback(project: Path, write: Write) -> None:
    write(CLEAN)
    ran = failing(project, "LookupError('of ours')")
    assert ran.returncode == 3
    assert "LookupError: of ours" in ran.stderr
    assert "defect of ssot-audit" in ran.stderr
