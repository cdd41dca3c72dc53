"""Whether a call fits the function that it reaches."""

from collections.abc import Sequence

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.flow.demand import Call
from ssot_audit.link.members import ClassMember
from ssot_audit.link.signatures import bound_parameters, may_be_awaitable

_NAMED = (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)
_PLACED = (POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD)


def call_mismatch(member: ClassMember, call: Call) -> str | None:
    """Return why a method refuses a call, as a phrase that completes "`C.m` …"."""
    if not member.is_callable:
        return None
    refused = None
    if member.parameters is not None:
        refused = _refused(bound_parameters(member), call)
    return refused or _async_mismatch(member, call)


def _async_mismatch(member: ClassMember, call: Call) -> str | None:
    if call.is_awaited:
        is_plain = not (member.is_coroutine or may_be_awaitable(member))
        if member.is_async_generator:
            return "is an asynchronous generator, but is awaited"
        return "is a plain `def`, but its result is awaited" if is_plain else None
    if member.is_coroutine and call.is_dropped:
        return "is `async def`, but is called without `await`"
    return None


def _refused(parameters: Sequence[Parameter], call: Call) -> str | None:
    """Compare by the rules of PEP 3102 and PEP 570."""
    placed = [p for p in parameters if p.kind in _PLACED]
    return (
        _unknown_keyword(parameters, call)
        or _too_many(parameters, placed, call)
        or _given_twice(placed, call)
        or _not_passed(parameters, placed, call)
    )


def _unknown_keyword(parameters: Sequence[Parameter], call: Call) -> str | None:
    if any(parameter.kind == VAR_KEYWORD for parameter in parameters):
        return None
    named = {p.name for p in parameters if p.kind in _NAMED}
    unknown = next((name for name in call.keywords if name not in named), None)
    return f"does not accept keyword `{unknown}`" if unknown is not None else None


def _too_many(
    parameters: Sequence[Parameter], placed: Sequence[Parameter], call: Call
) -> str | None:
    is_open = any(parameter.kind == VAR_POSITIONAL for parameter in parameters)
    if is_open or call.positional <= len(placed):
        return None
    most, given = _arguments(len(placed)), call.positional
    return f"accepts {most} by position at most, but is given {given}"


def _given_twice(placed: Sequence[Parameter], call: Call) -> str | None:
    for parameter in placed[: call.positional]:
        if parameter.name in call.keywords and parameter.kind != POSITIONAL_ONLY:
            return f"is given `{parameter.name}` twice"
    return None


def _not_passed(
    parameters: Sequence[Parameter], placed: Sequence[Parameter], call: Call
) -> str | None:
    if call.has_spread:
        return None
    keyword_only = (p for p in parameters if p.kind == KEYWORD_ONLY)
    for parameter in (*placed[call.positional :], *keyword_only):
        is_named = parameter.kind != POSITIONAL_ONLY and parameter.name in call.keywords
        if not (parameter.has_default or is_named):
            return f"requires `{parameter.name}`, which is not passed"
    return None


def _arguments(count: int) -> str:
    return f"{count} argument" if count == 1 else f"{count} arguments"
