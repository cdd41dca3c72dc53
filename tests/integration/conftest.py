"""What reads our reports elsewhere: needs the extra `integration` and other programs.

`pytest -m integration tests/integration` runs these tests; `.ci/run` installs what they
need. Without that they fail: nobody may take a skipped consumer for a content one.
"""

import shutil
from pathlib import Path

import pytest

from tests.support.command import REPOSITORY

_MULTITOOL = "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"


def pytest_ignore_collect(
    collection_path: Path,  # noqa: ARG001 - pytest goes by the names
    config: pytest.Config,
) -> bool | None:
    """Leave modules alone, and what they import, that are not asked for."""
    return True if config.getoption("markexpr") == "not integration" else None


@pytest.fixture(scope="session")
def multitool() -> Path:
    """Return Microsoft's validator of SARIF."""
    program = REPOSITORY / _MULTITOOL
    assert program.exists(), (
        "needs: npm install --no-save @microsoft/sarif-multitool, in the repository"
    )
    program.chmod(0o755)  # npm may have been told to run no scripts
    return program


@pytest.fixture(scope="session")
def git() -> str:
    program = shutil.which("git")
    assert program, "needs git"
    return program
