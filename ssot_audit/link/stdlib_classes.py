"""What is known of a standard-library class, and the text that stands for a member.

In the committed table a member is a short text such as `abstract method(self, key, /)`,
so that a change of the stubs can be read in a diff. This module writes and reads it.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)


class MemberKind(StrEnum):
    """What a name in a class body is."""

    METHOD = "method"
    CLASSMETHOD = "classmethod"
    STATICMETHOD = "staticmethod"
    PROPERTY = "property"
    ATTRIBUTE = "attribute"
    CLASS = "class"


class StdlibMember(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One name in the body of a standard-library class."""

    name: str
    kind: MemberKind
    is_abstract: bool = False
    is_async: bool = False
    """Whether it is an `async def`."""
    is_settable: bool = False
    """Whether instances may assign it: a variable, or a property with a setter."""
    returns_awaitable: bool = False
    """Whether a call can be awaited, be it an `async def` or a plain `def`."""
    overloaded: bool = False
    """Whether it has several signatures, by overload or by Python version."""
    parameters: tuple[Parameter, ...] | None = None
    """With `self` or `cls`; None where there is no signature, or more than one."""


class StdlibClass(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One class of the standard library, under its canonical name."""

    qualname: str
    bases: tuple[str, ...]
    """Canonical names of the bases at run time, without `object`."""
    is_protocol: bool
    """Whether any class conforms that has the members."""
    metaclass: str | None
    members: tuple[StdlibMember, ...]
    is_open: bool
    """Whether instances may have members that no stub lists."""
    is_complete: bool
    """Whether the names that begin with an underscore are all listed, too."""


def format_member(member: StdlibMember) -> str:
    """Return the text of everything but the name."""
    flags = {
        "abstract": member.is_abstract,
        "async": member.is_async,
        "settable": member.is_settable,
        "awaitable": member.returns_awaitable,
        "overloaded": member.overloaded,
    }
    words = [*(word for word, is_set in flags.items() if is_set), member.kind]
    signature = member.parameters
    return " ".join(words) + ("" if signature is None else f"({_signature(signature)})")


def parse_member(name: str, text: str) -> StdlibMember:
    """Read back what `format_member` wrote."""
    head, parenthesis, signature = text.removesuffix(")").partition("(")
    *words, kind = head.split()
    return StdlibMember(
        name=name,
        kind=MemberKind(kind),
        is_abstract="abstract" in words,
        is_async="async" in words,
        is_settable="settable" in words,
        returns_awaitable="awaitable" in words,
        overloaded="overloaded" in words,
        parameters=tuple(_parameters(signature)) if parenthesis else None,
    )


def _signature(parameters: Sequence[Parameter]) -> str:
    """Write parameters as Python does; `name=` has a default."""
    written: list[str] = []
    previous = POSITIONAL_OR_KEYWORD
    for parameter in parameters:
        if previous == POSITIONAL_ONLY != parameter.kind:
            written.append("/")
        if parameter.kind == KEYWORD_ONLY and previous < VAR_POSITIONAL:
            written.append("*")
        stars = {VAR_POSITIONAL: "*", VAR_KEYWORD: "**"}.get(parameter.kind, "")
        written.append(f"{stars}{parameter.name}{'=' * parameter.has_default}")
        previous = parameter.kind
    return ", ".join([*written, "/"] if previous == POSITIONAL_ONLY else written)


def _parameters(signature: str) -> Iterator[Parameter]:
    """Read what `_signature` wrote."""
    written = signature.split(", ") if signature else []
    kind = POSITIONAL_ONLY if "/" in written else POSITIONAL_OR_KEYWORD
    for text in written:
        if text == "/":
            kind = POSITIONAL_OR_KEYWORD
        elif text.startswith("**"):
            yield Parameter(text[2:], VAR_KEYWORD, has_default=False)
        elif text.startswith("*"):
            kind = KEYWORD_ONLY
            if text != "*":
                yield Parameter(text[1:], VAR_POSITIONAL, has_default=False)
        else:
            name = text.removesuffix("=")
            yield Parameter(name, kind, has_default=name != text)
