"""The flow of a snippet, written so that a test can state it in a line."""

import ast
import textwrap

from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.flow_facts import (
    Check,
    FunctionFlow,
    Guard,
    Kind,
    ModuleFlow,
    Value,
)
from ssot_audit.extract.text import SourceText


def flow(source: str) -> ModuleFlow:
    content = textwrap.dedent(source).encode()
    return flow_of(ast.parse(content), SourceText(content))


def function(source: str, name: str = "f") -> FunctionFlow:
    """Return the flow of the function with that qualified name."""
    (found,) = (f for f in flow(source).functions if f.qualname == name)
    return found


_FORMATS = {
    Kind.UNKNOWN: "?",
    Kind.PARAMETER: "<{name}>",
    Kind.NAME: "{name}",
    Kind.ATTRIBUTE: "{base}.{name}",
    Kind.CALL: "{base}({arguments})",
    Kind.EITHER: "{options}",
    Kind.CONTAINER: "{name}[{arguments}]",
    Kind.ELEMENT: "{base}[{name}]",
    Kind.AWAITED: "await {base}",
    Kind.ENTERED: "{base}.{name}()",
    Kind.SUPER: "super()",
    Kind.FUNCTION: "def#{number}",
    Kind.LAMBDA: "lambda: {base}",
    Kind.SPREAD: "*{base}",
    Kind.TEXT: "{name!r}",
    Kind.ONLY: "{base}{{{check}}}",
}


def _check(value: Value, parts: list[str]) -> str:
    """Return a check as text, such as `!A,B`, `.member`, `=A` for the class alone."""
    check = Check(value.guard)
    mark = "!" if check & Check.FAILED else ""
    if check & Check.MEMBER:
        return f"{mark}.{value.name}"
    kind = "is " if check & Check.SAME else "=" if check & Check.EXACT else ""
    return mark + kind + ",".join(parts)


def shown(frame: FunctionFlow, index: int, seen: frozenset[int] = frozenset()) -> str:
    """Return a value as text; `^` stands for one that is part of itself."""
    if index in seen:
        return "^"
    value, inside = frame.values[index], seen | {index}
    parts = [shown(frame, part, inside) for part in value.parts]
    named = [f"{name}={shown(frame, v, inside)}" for name, v in value.keywords]
    base = ""
    if value.kind not in {Kind.FUNCTION, Kind.UNKNOWN}:
        base = shown(frame, value.base, inside)
    if frame.values[value.base].kind == Kind.EITHER:
        base = f"({base})"
    return _FORMATS[Kind(value.kind)].format(
        name=value.name,
        base=base,
        number=value.base,
        arguments=", ".join([*parts, *named]),
        options=" | ".join(parts),
        check=_check(value, parts),
    )


def returned(source: str, name: str = "f") -> list[str]:
    """Return what a function returns."""
    frame = function(source, name)
    return [shown(frame, index) for index in frame.returns]


def bound(source: str, name: str = "") -> list[tuple[str, str]]:
    """Return the names that a function gives to values and that outlive it."""
    frame = function(source, name)
    return [(b.name, shown(frame, b.value)) for b in frame.bindings]


def calls(source: str, name: str = "f") -> list[str]:
    """Return the calls that a function makes."""
    frame = function(source, name)
    return [
        shown(frame, number)
        for number, value in enumerate(frame.values)
        if value.kind == Kind.CALL
    ]


def guard(source: str, member: str = "use", name: str = "f") -> Guard:
    """Return what guards the use of an attribute of that name."""
    frame = function(source, name)
    (found,) = (
        value.guard
        for value in frame.values
        if value.kind == Kind.ATTRIBUTE and value.name == member
    )
    return Guard(found)
