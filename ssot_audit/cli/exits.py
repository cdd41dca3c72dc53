"""Exit codes."""

import enum


class Exit(enum.IntEnum):
    """What the process tells its caller."""

    CLEAN = 0
    GATE_FAILED = 1
    USAGE = 2
    """Usage or configuration, or nothing to analyse."""
    INTERNAL = 3
    INTERRUPTED = 130
    """128 + SIGINT, as shells report it."""
