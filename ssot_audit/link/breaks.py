"""All that a change breaks for those who import: see `link.changes`."""

from itertools import chain

from ssot_audit.link.changed_calls import changed_calls
from ssot_audit.link.changed_members import changed_members
from ssot_audit.link.changed_names import changed_names
from ssot_audit.link.changes import Change, in_order
from ssot_audit.link.counterparts import Counterparts
from ssot_audit.link.program import Program


def breaks(before: Program, now: Program) -> tuple[Change, ...]:
    """Compare two versions of a program."""
    versions = Counterparts(before, now)
    return in_order(
        chain(
            changed_names(versions), changed_members(versions), changed_calls(versions)
        )
    )
