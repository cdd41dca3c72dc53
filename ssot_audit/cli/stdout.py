"""Standard output: UTF-8, coloured where it is seen, and a reader who may leave."""

import os
import shutil
import sys

from ssot_audit.cli.environment import variable


def write(content: str) -> None:
    """Write UTF-8 to standard output, whatever the locale says.

    A reader who leaves early (`| head`) is no fault: what remains to be done, other
    reports and the exit code, is done as if everything had been read.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        _discard_the_rest()
        if not isinstance(error, BrokenPipeError):
            raise


def width() -> int:
    """Return the columns of the terminal; `COLUMNS`, or 80, where there is none."""
    return shutil.get_terminal_size().columns


def is_terminal() -> bool:
    """Tell whether a person is looking."""
    return sys.stdout.isatty()


def wants_color() -> bool:
    """Tell whether to colour: https://no-color.org and https://force-color.org."""
    if variable("NO_COLOR"):
        return False
    if variable("FORCE_COLOR"):
        return True
    return is_terminal() and variable("TERM") != "dumb"


def _discard_the_rest() -> None:
    """Let the interpreter flush what it still holds when it ends, to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
