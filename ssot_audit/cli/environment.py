"""The process environment: what the command line is told by it is read here.

`NO_COLOR`, `FORCE_COLOR` and `TERM` decide about colour; `CI` and `PRE_COMMIT` say that
nobody watches a progress bar, `GITHUB_ACTIONS` who reads. `COLUMNS` is read by the
standard library, the variables that stand for options by Typer.
"""

import os

CACHE_DIRECTORY = "SSOT_AUDIT_CACHE_DIR"
"""Stands for `--cache-dir`."""


def variable(name: str) -> str:
    """Return the value of an environment variable; empty if it is not set."""
    return os.environ.get(name, "")
