"""The installed command, run as a user would."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
