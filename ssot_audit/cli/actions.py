"""GitHub Actions: the runner obeys lines on standard output that look like commands."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from ssot_audit.cli import stdout
from ssot_audit.cli.environment import variable


def is_runner() -> bool:
    """Tell whether this is a step of a workflow."""
    return variable("GITHUB_ACTIONS") == "true"


@contextmanager
def unobeyed() -> Iterator[None]:
    """Let nothing be obeyed that is written meanwhile: it may quote audited code."""
    if not is_runner():
        yield
        return
    token = secrets.token_hex(16)
    stdout.write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        stdout.write(f"::{token}::\n")
