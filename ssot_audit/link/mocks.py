"""What `unittest.mock`, pytest-mock and `monkeypatch` are asked for in a call."""

import enum

from ssot_audit.extract.facts import Class
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow_table import Table
from ssot_audit.link.located import Module, Namespace
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Resolution

_LIBRARIES = ("unittest.mock.", "mock.mock.", "mock.")
_MOCKS = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock"}
)
_PATCHES = frozenset({"patch", "patch.object", "patch.multiple"})
_TARGET_AND_NAME = 2
SETTINGS = frozenset(
    {
        *(
            "autospec",
            "create",
            "instance",
            "name",
            "new",
            "new_callable",
            "return_value",
        ),
        *("side_effect", "spec", "spec_set", "unsafe", "wraps"),
    }
)
"""Keywords that configure the mock itself; others become its attributes."""


class Asked(enum.Enum):
    """What a call of a mock library makes."""

    MOCK = "mock"
    AUTOSPEC = "create_autospec"
    PATCH = "patch"
    PATCH_OBJECT = "patch.object"
    PATCH_MULTIPLE = "patch.multiple"
    SETATTR = "monkeypatch.setattr"


def asked(table: Table, call: Value) -> Asked | None:
    """Return what a call asks a mock library for, if it asks one at all."""
    name = _api_name(table, call.base)
    if name in _MOCKS:
        return Asked.MOCK
    if name == "create_autospec":
        return Asked.AUTOSPEC
    if name in _PATCHES:
        return Asked(name)
    if name == "monkeypatch.setattr":
        return Asked.SETATTR
    return None


def is_patch(kind: Asked | None) -> bool:
    """Tell whether a call replaces something until it is undone."""
    return kind in {Asked.PATCH, Asked.PATCH_OBJECT}


def _api_name(table: Table, callee: int) -> str:
    name = table.full_name(callee)
    for library in _LIBRARIES:
        if name.startswith(library):
            return name.removeprefix(library)
    names = []
    value = table[callee]
    while value.kind == Kind.ATTRIBUTE:
        names.append(value.name)
        value = table[value.base]
    if value.kind == Kind.PARAMETER and value.name.endswith(("mocker", "monkeypatch")):
        called = ".".join(reversed(names))
        return f"monkeypatch.{called}" if "monkey" in value.name else called
    return ""


def spec(table: Table, call: Value, kind: Asked) -> ClassNode | None:
    """Return the class that a mock is told to look like, unless it refuses others."""
    if table.keyword(call, "spec_set") is not None:
        return None
    given = table.keyword(call, "spec")
    if given is None and call.parts and kind in {Asked.MOCK, Asked.AUTOSPEC}:
        given = call.parts[0]
    return class_or_instance(table, given) if given else None


def class_or_instance(table: Table, index: int) -> ClassNode | None:
    """Return the class of ours that a value is, or is made by calling."""
    value = table[index]
    return table.class_of(value.base if value.kind == Kind.CALL else index)


def patched_class(table: Table, call: Value, kind: Asked) -> ClassNode | None:
    """Return the class of ours that `patch("a.Class")` puts a mock in the place of."""
    if _is_replaced_by_own(call, kind):
        return None
    found: Resolution | None = None
    if kind is Asked.PATCH and call.parts:
        found = table.program.lookup(table.text(call.parts[0]) or "")
    elif kind is Asked.PATCH_OBJECT and len(call.parts) >= _TARGET_AND_NAME:
        reference, name = table.reference(call.parts[0]), table.text(call.parts[1])
        if reference and name:
            owner = table.program.resolve(table.module, reference)
            if isinstance(owner, (Module, Namespace)):
                found = table.program.member(owner, name)
    return node_of(table.program, found)


def _is_replaced_by_own(call: Value, kind: Asked) -> bool:
    """Tell whether what is put in place is named, and is no new mock."""
    count = 1 if kind is Asked.PATCH else _TARGET_AND_NAME
    return len(call.parts) > count or any(
        name in {"new", "new_callable"} for name, _ in call.keywords
    )


def puts_mock(table: Table, call: Value) -> bool:
    """Tell whether a patch makes a mock of its own, which decorators pass on."""
    kind = asked(table, call)
    return kind is not None and is_patch(kind) and not _is_replaced_by_own(call, kind)


def patched_members(table: Table, call: Value) -> tuple[ClassNode, list[str]] | None:
    """Return the class of ours and its members that a call replaces."""
    kind = asked(table, call)
    parts = call.parts
    if kind is None or kind in {Asked.MOCK, Asked.AUTOSPEC} or not parts:
        return None
    first = table.text(parts[0])
    named = [name for name, _ in call.keywords if name not in {*SETTINGS, "**"}]
    if kind is Asked.PATCH_MULTIPLE:
        node = _class_at(table.program, first) if first else table.class_of(parts[0])
        return (node, named) if node else None
    if kind is Asked.PATCH or (kind is Asked.SETATTR and first is not None):
        path, _, member = (first or "").rpartition(".")
        node = _class_at(table.program, path)
    elif len(parts) >= _TARGET_AND_NAME:
        node, member = class_or_instance(table, parts[0]), table.text(parts[1]) or ""
    else:
        return None
    return (node, [member]) if node and member else None


def _class_at(program: Program, dotted: str) -> ClassNode | None:
    return node_of(program, program.lookup(dotted)) if dotted else None


def node_of(program: Program, found: Resolution | None) -> ClassNode | None:
    """Return the node of a definition, if it is one of a class."""
    if isinstance(found, Definition) and isinstance(found.fact, Class):
        return program.hierarchy.node(found.module, found.fact)
    return None
