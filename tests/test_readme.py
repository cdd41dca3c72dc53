"""What the README says is what the tool does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from ssot_audit.config.load import load
from ssot_audit.rules.registry import all_rules
from tests.support.command import COMMAND, environment
from tests.support.readme import README, blocks
from tools.generate_rule_pages import with_table

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")


def help_of(*command: str) -> str:
    return subprocess.run(
        [*COMMAND, *command, "--help"],
        env=environment(COLUMNS="200"),
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def test_two_commands_set_everything_up() -> None:
    commands = blocks("command")
    assert list(commands) == ["try", "develop"]
    for command in commands.values():
        assert command.count("\n") == 1, "a command is one line"
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_the_checks_run_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"\$\(command_of_readme (\w+)\)", script) == ["try", "develop"]
    assert ".[dev]" not in script


@pytest.mark.skipif(os.name == "nt", reason="the script is for POSIX shells")
@pytest.mark.parametrize("name", ["try", "develop"])
def test_the_checks_read_the_commands_as_they_stand(name: str) -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    function = re.search(r"(?ms)^command_of_readme\(\) \{.*?^\}", script)
    assert function
    read = subprocess.run(
        ["bash", "-euc", f"{function[0]}\ncommand_of_readme {name}"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert read.stdout == blocks("command")[name].strip()


def test_the_table_lists_every_rule() -> None:
    assert with_table(TEXT, all_rules().values()) == TEXT


def test_every_option_that_is_shown_exists() -> None:
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert "--exit-zero" in shown
    known = help_of("scan") + help_of("contracts") + help_of("fix")
    assert {option for option in shown if f"{option} " not in known} == set()


def test_every_command_that_is_shown_exists() -> None:
    shown = set(re.findall(r"(?m)^ssot-audit ([a-z]+)", TEXT))
    assert {"scan", "explain", "init"} <= shown
    known = help_of()
    assert {name for name in shown if f"\n  {name} " not in known} == set()


def test_the_output_is_a_real_one() -> None:
    ((command, shown),) = blocks("output").items()
    real = subprocess.run(
        [*COMMAND, *command.split()[1:]],
        cwd=ROOT,
        env=environment(COLUMNS="80"),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ).stdout
    position = 0
    for passage in shown.split("[...]\n"):
        found = real.find(passage, position)
        assert found >= 0, passage
        position = found + len(passage)


def test_the_configuration_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"(?ms)^```toml\n(.*?)^```", TEXT)
    (tmp_path / "ssot-audit.toml").write_text(example, encoding="utf-8")
    options = {code: rule.options for code, rule in all_rules().items()}
    assert load(tmp_path, None, options).contracts


def test_every_linked_file_exists() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert linked
    assert [path for path in linked if not Path(ROOT, path).exists()] == []
