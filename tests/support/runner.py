"""A runner of GitHub Actions, as far as our own composite action needs one."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.command import REPOSITORY, Ran, environment

ACTION: dict[str, Any] = yaml.safe_load(
    (REPOSITORY / "action.yml").read_text(encoding="utf-8")
)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


def defaults() -> dict[str, str]:
    """Return what the inputs are if nobody gives them, by `inputs.NAME`."""
    return {
        f"inputs.{name}": declared["default"]
        for name, declared in ACTION["inputs"].items()
    }


class Runner:
    """A machine on which steps are run, in a work tree."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        self.workspace = workspace
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.output = folder / "output"
        self.summary = folder / "summary"
        for file in (self.output, self.summary):
            file.touch()

    def install(self) -> None:
        """Put the command where the action installs it."""
        programs = self.temp / "ssot-audit/bin"
        programs.mkdir(parents=True)
        program(programs / "ssot-audit", f'exec {sys.executable} -m ssot_audit "$@"')
        program(programs / "python", f'exec {sys.executable} "$@"')

    def step(self, name: str, context: Mapping[str, str], **variables: str) -> Ran:
        """Run a step as the runner does: its text is a script, its `env` is set."""
        (step,) = (each for each in STEPS if each.get("name") == name)
        known = defaults() | {"runner.temp": str(self.temp)} | dict(context)
        env = environment(
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=str(REPOSITORY),
            GITHUB_OUTPUT=str(self.output),
            GITHUB_STEP_SUMMARY=str(self.summary),
            RUNNER_TEMP=str(self.temp),
            **variables,
        )
        for key, value in step["env"].items():
            env[key] = _EXPRESSION.sub(lambda found: known.get(found[1], ""), value)
        script = self.temp / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            [*_SHELL, str(script)],
            cwd=self.workspace,
            env=env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def outputs(self) -> dict[str, str]:
        """Return the outputs that steps have set."""
        lines = self.output.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def program(path: Path, text: str) -> None:
    """Write a shell script that can be run."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def path_with(folder: Path) -> str:
    """Return PATH with programs that are found first."""
    return os.pathsep.join((str(folder), environment()["PATH"]))
