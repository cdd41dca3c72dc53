"""What an edit puts into the place of a simple statement."""

from dataclasses import dataclass

import libcst as cst


@dataclass(frozen=True, slots=True)
class Piece:
    """A simple statement that comes to stand in a block."""

    statement: cst.BaseSmallStatement
    comment: str | None = None
    """For the end of its line, with the `#`."""
