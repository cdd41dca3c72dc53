"""Our shell scripts have none of the faults that ShellCheck knows."""

import shutil
import subprocess

import pytest

from tests.support.command import REPOSITORY

pytestmark = pytest.mark.integration

SCRIPTS = [*REPOSITORY.glob("tools/action/*.sh"), REPOSITORY / ".ci/run"]


def test_shellcheck_has_nothing_to_say() -> None:
    shellcheck = shutil.which("shellcheck")
    assert shellcheck, "needs shellcheck"
    said = subprocess.run(
        [shellcheck, *SCRIPTS], capture_output=True, encoding="utf-8", check=False
    )
    assert said.stdout + said.stderr == ""
