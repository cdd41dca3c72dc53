"""The installed command, run as a user would."""

import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NoReturn

from ssot_audit.cli.app import main
from ssot_audit.cli.scan import scan  # noqa: F401 - imported once, for all copies
from ssot_audit.report import text  # noqa: F401

REPOSITORY = Path(__file__).resolve().parents[2]

CLEAN = {"pyproject.toml": "[project]\nname = 'shop'\n", "shop/cart.py": "LIMIT = 10\n"}
BROKEN = {
    **CLEAN,
    "shop/till.py": "from shop.cart import total\n",
    "shop/__init__.py": "",
}
"""One error: SSOT202."""

COMMAND = (sys.executable, "-m", "ssot_audit")
JSON = ("--output", "json", "--exit-zero")
_OURS = (
    "SSOT_AUDIT_CACHE_DIR",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "TERM",
    "CI",
    "PRE_COMMIT",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
Write = Callable[[Mapping[str, str]], None]
Git = Callable[..., None]


def environment(**extra: str) -> dict[str, str]:
    """Return the environment without what changes the output, and then some."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2])} | extra


def forked(arguments: Sequence[str], cwd: Path, **extra: str) -> Ran:
    """Run the command in a copy of this process: it need not import what we have."""
    with TemporaryFile() as out, TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            _become(arguments, cwd, environment(**extra), (out.fileno(), err.fileno()))
        _, status = os.waitpid(pid, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return Ran(os.waitstatus_to_exitcode(status), *texts)


def _become(
    arguments: Sequence[str],
    cwd: Path,
    variables: Mapping[str, str],
    outputs: tuple[int, int],
) -> NoReturn:
    """Be the command, as if just started; never return to the test."""
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(variables)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, output in enumerate(outputs, 1):
            os.dup2(output, number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout, sys.stderr = (
            open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            for number in (1, 2)
        )
        sys.argv = ["ssot-audit", *arguments]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        main()
    finally:
        os._exit(120)


def scan_json(path: str, *options: str) -> dict[str, Any]:
    """Scan a folder of the repository and read the JSON report."""
    run = subprocess.run(
        [*COMMAND, "scan", path, *JSON, "--no-cache", *options],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    return report
