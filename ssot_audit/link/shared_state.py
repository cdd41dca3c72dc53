"""Where attributes of shared state objects are set and read.

An object is *open* when attributes may be set on it that nobody sees: computed names,
a copy of a mapping, code outside the project that it is handed to. Nothing is known to
be missing on an open object.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Guard, Kind, Value
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.shared_objects import (
    APPLICATION,
    CONTEXT,
    REQUEST,
    STATES,
    SharedObjects,
    constructed,
    has_framework,
    is_application,
    makes_one_of,
    may_share,
)
from ssot_audit.link.symbols import Definition

_HARMLESS = frozenset(
    {
        *("bool", "delattr", "dir", "getattr", "hasattr", "id", "isinstance", "len"),
        *("print", "repr", "str", "type"),
    }
)
"""Functions that set nothing on what they are given."""
_SETTERS = frozenset({"setattr", "__setattr__"})
_MAPPING = frozenset({"_state", "update", "setdefault"})
"""Attributes of the object itself through which others are reached."""
_ASKS = frozenset({"_get_current_object", "get", "pop"})
"""Methods of Flask's context that are content with nothing."""


@dataclass(frozen=True, slots=True)
class Read:
    """One place that reads an attribute."""

    module: Module
    span: Span
    function: str
    """Qualified name; empty for the module's own code."""
    is_swallowed: bool
    """Whether a handler for every exception hides that it fails."""


@dataclass(slots=True)
class SharedState:
    """One attribute after the other of one shared object."""

    name: str
    """As it is written, e.g. `app.state`."""
    reads: dict[str, list[Read]] = field(default_factory=dict)
    """In production, by attribute; optional reads are left out."""
    writes: set[str] = field(default_factory=set)
    test_writes: set[str] = field(default_factory=set)
    why_open: str | None = None
    is_handed_on: bool = False
    """Whether it gets out of sight, so that any object may be it."""


def shared_states(program: Program) -> tuple[SharedState, ...]:
    """Return the shared objects of a program, sorted by name."""
    if not may_share(program):
        return ()
    survey = _Survey(program)
    for module in sorted(program.modules, key=lambda m: m.path):
        for table in tables(program, module):
            survey.look_at(table)
    survey.conclude()
    return tuple(state for _, state in sorted(survey.states.items()))


class _Survey:
    """Goes through all values once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.objects = SharedObjects(program)
        self.states: dict[str, SharedState] = {}
        self._stored: set[str] = set()
        """Names set in production on objects that are not known to be anything else."""
        self._has_namespace = False
        for dotted, calls in self.objects.namespaces.items():
            for table, call in calls:
                self._made(table, dotted, call)

    def state(self, name: str) -> SharedState:
        return self.states.setdefault(name, SharedState(name))

    def look_at(self, table: Table) -> None:
        for value in table.function.values:
            if value.kind == Kind.ATTRIBUTE:
                self._attribute(table, value)
            elif value.kind == Kind.CALL:
                self._call(table, value)
            elif value.kind == Kind.CONTAINER:
                self._hand_on(table, value.parts)
        for store in table.function.stores:
            if store.name == "state":
                self._state_is_made(table, store.base, store.value)
            else:
                self._hand_on(table, (store.value,))
            self._set(table, store.base, store.name)
        self._hand_on(table, (*table.function.returns, *table.function.yields))

    def conclude(self) -> None:
        """Add what only the whole program tells."""
        production = [module for module in self.program.modules if not module.is_test]
        if not self._has_namespace and not any(map(has_framework, production)):
            self.states.pop(APPLICATION, None)
            self.states.pop(REQUEST, None)
        everywhere = {n for m in production for n in m.facts.stored_attributes}
        for state in self.states.values():
            state.writes |= self._stored
            if state.is_handed_on:
                state.writes |= everywhere

    def _attribute(self, table: Table, value: Value) -> None:
        name = self.objects.of(table, value.base)
        if not name:
            return
        if value.name in _MAPPING or value.name.startswith("__"):
            if value.name not in _SETTERS:
                self._open(table, {name}, f"its `{value.name}` is used")
        elif not table.module.is_test and not (name == CONTEXT and value.name in _ASKS):
            self._read(table, name, value)

    def _read(self, table: Table, name: str, value: Value) -> None:
        if value.guard & Guard.TESTED or value.span is None:
            return
        is_swallowed = bool(value.guard & Guard.SWALLOWED)
        read = Read(table.module, value.span, table.function.qualname, is_swallowed)
        self.state(name).reads.setdefault(value.name, []).append(read)

    def _call(self, table: Table, call: Value) -> None:
        callee = table.last_name(call.base)
        arguments = (*call.parts, *(value for _, value in call.keywords))
        if callee in _SETTERS:
            self._setter(table, call)
        elif callee in {"setdefault", "__setitem__", "update"}:
            if table.last_name(_root(table, call.base)) == "scope":
                self._open(table, {REQUEST}, "the scope of requests is written to")
        elif callee not in _HARMLESS:
            given = {n for a in arguments for n in self.objects.may_be(table, a)}
            if given and self._is_ours(table, call.base):
                for name in given:
                    self.state(name).is_handed_on = True
            else:
                self._open(table, given, f"it is passed to `{callee}`")

    def _setter(self, table: Table, call: Value) -> None:
        """`setattr(x, "name", v)`, `x.__setattr__("name", v)` and kin."""
        method = table[call.base]
        parts = call.parts
        if method.kind == Kind.ATTRIBUTE and len(parts) == 2:  # noqa: PLR2004 - pairs
            parts = (method.base, *parts)
        if len(parts) <= 1:
            return
        text = table.text(parts[1])
        if text is not None:
            self._set(table, parts[0], text)
        else:
            names = self.objects.may_be(table, parts[0])
            self._open(table, names, "attributes are set by computed names")

    def _set(self, table: Table, base: int, name: str) -> None:
        for shared in self.objects.may_be(table, base):
            state = self.state(shared)
            (state.test_writes if table.module.is_test else state.writes).add(name)
        is_state = "state" in table.last_name(base).lower()
        if not table.module.is_test and (is_state or not table.last_name(base)):
            self._stored.add(name)

    def _state_is_made(self, table: Table, base: int, value: int) -> None:
        """`app.state = State(...)`, `self.state = SimpleNamespace()`."""
        call = table[value]
        on_self = table[base].kind == Kind.PARAMETER and _in_application(table)
        if not on_self and not is_application(table, base):
            self._hand_on(table, (value,))
        elif makes_one_of(table, call, STATES):
            self._has_namespace = self._has_namespace or not table.module.is_test
            self._made(table, APPLICATION, call)
        elif not self.objects.may_be(table, value):
            self._open(table, {APPLICATION}, "it is replaced by another object")

    def _made(self, table: Table, name: str, call: Value) -> None:
        attributes = constructed(call)
        if attributes is None:
            self._open(table, {name}, "it is made from what is not known")
        elif table.module.is_test:
            self.state(name).test_writes |= attributes.keys()
        else:
            self.state(name).writes |= attributes.keys()

    def _hand_on(self, table: Table, values: tuple[int, ...]) -> None:
        for value in values:
            if value:
                for name in self.objects.may_be(table, value):
                    self.state(name).is_handed_on = True

    def _open(self, table: Table, names: set[str], reason: str) -> None:
        if not table.module.is_test:
            for name in names:
                self.state(name).why_open = self.state(name).why_open or reason

    def _is_ours(self, table: Table, callee: int) -> bool:
        reference = table.reference(callee)
        found = self.program.resolve(table.module, reference) if reference else None
        return isinstance(found, Definition)


def _root(table: Table, index: int) -> int:
    """Return what attributes, elements and calls are taken of."""
    while table[index].kind in {Kind.ATTRIBUTE, Kind.ELEMENT, Kind.CALL}:
        index = table[index].base
    return index


def _in_application(table: Table) -> bool:
    """Tell whether a method belongs to a class that is an application by its name."""
    owner = table.function.qualname.rpartition(".")[0]
    return any(
        fact.qualname == owner
        and fact.qualname.lower().endswith(("app", "application"))
        for fact in table.module.facts.classes
    )


def never_set(program: Program) -> Iterator[tuple[SharedState, str, list[Read]]]:
    """Yield the attributes of closed shared objects that are read and never set."""
    for state in shared_states(program):
        if state.why_open is None:
            for name, reads in sorted(state.reads.items()):
                if name not in state.writes:
                    reads.sort(key=lambda read: (read.module.path, read.span))
                    yield state, name, reads
