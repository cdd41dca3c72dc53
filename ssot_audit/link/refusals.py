"""Why a call that one version of a function takes fails with the next one."""

import dataclasses

from ssot_audit.link.changes import ChangeKind
from ssot_audit.link.flow.demand import Call
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.members import ClassMember
from ssot_audit.link.signatures import may_be_awaitable


def refusal(
    old: ClassMember, new: ClassMember, call: Call
) -> tuple[ChangeKind, str] | None:
    """Return what is wrong with a call now that was right before, if anything.

    The detail is a phrase that completes "`C.m` …".
    """
    plain = dataclasses.replace(call, is_awaited=False, is_dropped=False)
    refused = call_mismatch(new, plain)
    if refused is not None:
        is_new = call_mismatch(old, plain) is None
        return (ChangeKind.SIGNATURE, refused) if is_new else None
    if new.is_coroutine and not old.is_coroutine and not may_be_awaitable(old):
        return None if call.is_awaited else (ChangeKind.ASYNC, "is `async def` now")
    if old.is_coroutine and call.is_awaited and call_mismatch(new, call) is not None:
        return ChangeKind.ASYNC, "is awaited, and is a plain `def` now"
    return None


def refusal_now(
    old: ClassMember, new: ClassMember, call: Call
) -> tuple[ChangeKind, str] | None:
    """Return the same for a call of now, which may have been adapted."""
    if call_mismatch(new, call) is None:
        return None
    return refusal(old, new, call)
