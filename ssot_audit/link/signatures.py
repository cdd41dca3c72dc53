"""Whether a member can stand in for an interface's: kind, async, signature.

Every function answers None where the member is kept or where that cannot be known;
otherwise a phrase that completes "`C.m` …".
"""

from collections.abc import Sequence

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.members import ClassMember
from ssot_audit.link.stdlib_classes import MemberKind

_AWAITABLE = (
    "Awaitable",
    "Coroutine",
    "Deferred",
    "Future",
    "Generator",
    "Task",
)
_ASYNC_ITERATORS = ("AsyncGenerator", "AsyncIterable", "AsyncIterator")
_CONSTANT_MARKERS = ("ClassVar", "Final", "ReadOnly")
_CALLABLE_BUILTINS = frozenset({"builtins.object", "builtins.type"})
_POSITIONAL = (POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD)


def kind_mismatch(wanted: ClassMember, found: ClassMember) -> str | None:
    """Tell when a method stands for a value, or a value for a method."""
    if wanted.kind is None or found.kind is None:
        return None
    if wanted.is_callable:
        return _instead_of_method(wanted, found)
    if found.is_callable:
        if _may_hold_function(wanted):
            return None
        return f"is a method, but the interface has {_article(wanted)}"
    is_mutable = (
        wanted.kind is MemberKind.ATTRIBUTE
        and wanted.is_declared_only
        and not wanted.annotation.endswith(_CONSTANT_MARKERS)
    )
    if is_mutable and found.kind is MemberKind.PROPERTY and not found.is_settable:
        return "is a property without a setter, but the interface has an attribute"
    return None


def async_mismatch(wanted: ClassMember, found: ClassMember) -> str | None:
    """Tell when one is awaited and the other is not."""
    if not (wanted.is_callable and found.is_callable) or wanted.span is None:
        return None
    if wanted.is_coroutine and not found.is_coroutine:
        return _sync_for_async(wanted, found)
    if found.is_coroutine and not wanted.is_coroutine:
        if wanted.is_async_generator or may_be_awaitable(wanted):
            return None
        return "is `async def`, but the interface has a plain `def`"
    return None


def signature_mismatch(
    wanted: ClassMember, found: ClassMember, keyword_calls: frozenset[str]
) -> str | None:
    """Tell when a call that the interface accepts would be refused.

    A renamed positional parameter counts only if some call passes it by keyword
    (`keyword_calls` holds `method(keyword`). Annotations and defaults are not compared.
    """
    if wanted.parameters is None or found.parameters is None:
        return None
    if not (wanted.is_callable and found.is_callable):
        return None
    offered = bound_parameters(found)
    asked = bound_parameters(wanted)
    if _has(asked, VAR_POSITIONAL) and _has(asked, VAR_KEYWORD):
        # The conventional way to leave a signature open.
        return None
    return (
        _refused_position(asked, offered)
        or _refused_keyword(wanted.name, asked, offered, keyword_calls)
        or _extra_demand(asked, offered)
    )


def _may_hold_function(value: ClassMember) -> bool:
    """Tell whether calling a value may be what the interface means."""
    held = value.annotation or value.returns
    if not held:
        return value.is_declared_only
    return held in _CALLABLE_BUILTINS or not held.startswith("builtins.")


def _instead_of_method(wanted: ClassMember, found: ClassMember) -> str | None:
    if found.kind is MemberKind.PROPERTY:
        return f"is a property, but the interface has {_article(wanted)}"
    if found.kind is MemberKind.ATTRIBUTE and found.is_literal:
        return f"is a plain value, but the interface has {_article(wanted)}"
    on_class = (MemberKind.CLASSMETHOD, MemberKind.STATICMETHOD)
    if wanted.kind in on_class and found.kind is MemberKind.METHOD:
        return f"is an instance method, but the interface has {_article(wanted)}"
    return None


def _article(member: ClassMember) -> str:
    return {
        MemberKind.METHOD: "a method",
        MemberKind.CLASSMETHOD: "a class method",
        MemberKind.STATICMETHOD: "a static method",
        MemberKind.PROPERTY: "a property",
        MemberKind.CLASS: "a class",
    }.get(member.kind or MemberKind.ATTRIBUTE, "an attribute")


def _sync_for_async(wanted: ClassMember, found: ClassMember) -> str | None:
    if found.is_async_generator:
        if wanted.returns.endswith(_ASYNC_ITERATORS):
            return None
        return "is an asynchronous generator, but the interface has a coroutine"
    if found.is_abstract or found.is_stub or may_be_awaitable(found):
        return None
    return "is a plain `def`, but the interface has `async def`"


def may_be_awaitable(member: ClassMember) -> bool:
    """Tell whether what a method returns can be awaited, for all that is known."""
    if member.returns:
        if member.returns.startswith("builtins."):
            return member.returns == "builtins.object"
        return True
    return member.may_return_awaitable or member.is_stub


def bound_parameters(member: ClassMember) -> Sequence[Parameter]:
    """Return the parameters as a caller of the bound method sees them."""
    parameters = member.parameters or ()
    if member.kind is MemberKind.STATICMETHOD or not parameters:
        return parameters
    return parameters[1:] if parameters[0].kind in _POSITIONAL else parameters


def _has(parameters: Sequence[Parameter], kind: int) -> bool:
    return any(parameter.kind == kind for parameter in parameters)


def _refused_position(
    asked: Sequence[Parameter], offered: Sequence[Parameter]
) -> str | None:
    if _has(offered, VAR_POSITIONAL):
        return None
    places = [p for p in offered if p.kind in _POSITIONAL]
    wanted = [p for p in asked if p.kind in _POSITIONAL]
    if len(wanted) <= len(places):
        return None
    refused = wanted[len(places)]
    names = {p.name for p in offered}
    if any(p.name == refused.name for p in places):
        # It moved to the front: another one is gone.
        refused = next((p for p in wanted if p.name not in names), refused)
    by_keyword = refused.name in names or (
        refused.kind == POSITIONAL_OR_KEYWORD and _has(offered, VAR_KEYWORD)
    )
    if by_keyword:
        return f"accepts `{refused.name}` by keyword only"
    return f"does not accept the argument `{refused.name}`"


def _refused_keyword(
    method: str,
    asked: Sequence[Parameter],
    offered: Sequence[Parameter],
    keyword_calls: frozenset[str],
) -> str | None:
    if _has(offered, VAR_KEYWORD):
        return None
    names = {p.name for p in offered if p.kind in (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)}
    for parameter in asked:
        if parameter.kind == KEYWORD_ONLY and parameter.name not in names:
            return f"does not accept keyword `{parameter.name}`"
        if (
            parameter.kind == POSITIONAL_OR_KEYWORD
            and parameter.name not in names
            and f"{method}({parameter.name}" in keyword_calls
        ):
            return f"does not accept keyword `{parameter.name}`, which calls pass"
    return None


def _extra_demand(
    asked: Sequence[Parameter], offered: Sequence[Parameter]
) -> str | None:
    positions = sum(p.kind in _POSITIONAL for p in asked)
    keywords = {
        p.name for p in asked if p.kind in (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)
    }
    place = 0
    for parameter in offered:
        if parameter.kind in _POSITIONAL:
            place += 1
            is_given = place <= positions or _has(asked, VAR_POSITIONAL)
        elif parameter.kind == KEYWORD_ONLY:
            is_given = False
        else:
            continue
        if not is_given and not parameter.has_default:
            if parameter.name in keywords:
                continue
            if parameter.kind != POSITIONAL_ONLY and _has(asked, VAR_KEYWORD):
                # Whoever calls may pass it: `**kwargs` is there for that.
                continue
            return f"requires `{parameter.name}`, which the interface does not pass"
    return None
