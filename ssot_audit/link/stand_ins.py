"""Which class a mock stands in for, wherever a module mentions the mock.

A mention is followed back to the call that made the mock: through local names, names
of the module, attributes of `self`, fixtures and the parameters that `@patch` fills.
What class that mock stands for is told by its `spec`, by what it is patched over, or by
the annotation of the parameter that it is passed for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ssot_audit.extract.flow_facts import FunctionFlow, Kind, Value
from ssot_audit.link.arguments import arguments, received
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.located import Module
from ssot_audit.link.mocks import (
    Asked,
    asked,
    is_patch,
    patched_class,
    spec,
)
from ssot_audit.link.patched_parameters import Origin, PatchedParameters
from ssot_audit.link.program import Program

_FARTHEST = 6
"""Steps from a mention to where the mock is made."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A mock that takes the place of a class, or of its instances."""

    node: ClassNode
    how: str
    """How it is known, to end a sentence with: `on a mock ...`."""
    is_class: bool = False
    """Whether calling it gives the stand-in for an instance."""
    is_specced: bool = False
    """Whether reading what the class lacks raises."""


class StandIns:
    """The stand-ins that one module makes."""

    def __init__(self, program: Program, module: Module) -> None:
        """Look for all that gives a mock a name that outlives its function."""
        self.program = program
        self.module = module
        self.tables = list(tables(program, module))
        self._bound: dict[str, list[Origin]] = {}
        self._stored: dict[tuple[str, str], list[Origin]] = {}
        for table in self.tables:
            for binding in table.function.bindings:
                self._bound.setdefault(binding.name, []).append((table, binding.value))
            for store in table.function.stores:
                if _is_self(table, store.base):
                    key = _owner(table.function), store.name
                    self._stored.setdefault(key, []).append((table, store.value))
        self._patched = PatchedParameters(self.tables)
        self._fixtures = {
            table.function.qualname: table
            for table in self.tables
            if any(d.endswith("fixture") for d in table.function.decorators)
        }
        self._passed = self._passed_for_annotated()

    def of(self, table: Table, index: int, depth: int = 0) -> StandIn | None:
        """Return what a value certainly stands in for."""
        options = list(table.options(index))
        if depth > _FARTHEST:
            return None
        found = {self._of_one(table, option, depth + 1) for option in options}
        return found.pop() if len(found) == 1 else None

    def _of_one(self, table: Table, index: int, depth: int) -> StandIn | None:
        value = table[index]
        made_by_class = value.kind == Kind.CALL or (
            value.kind == Kind.ATTRIBUTE and value.name == "return_value"
        )
        if made_by_class and value.base != index:
            maker = self.of(table, value.base, depth)
            if maker is not None and maker.is_class:
                return replace(maker, is_class=False)
        sources = self._sources(table, value)
        if len(sources) == 1:
            return self.of(*sources[0], depth)
        origin = self.origin(table, index)
        return self._made(origin) if origin else None

    def _made(self, origin: Origin) -> StandIn | None:
        table, index = origin
        call = table[index]
        kind = asked(table, call)
        if kind in {Asked.MOCK, Asked.AUTOSPEC}:
            node = spec(table, call, kind)
            if node is not None:
                is_class = kind is Asked.AUTOSPEC and not table.keyword(
                    call, "instance"
                )
                how = "on a mock made with it as its `spec`"
                return StandIn(node, how, is_class=is_class, is_specced=True)
            return self._passed.get(_key(origin))
        if kind is not None and is_patch(kind):
            node = patched_class(table, call, kind)
            names = {name for name, _ in call.keywords}
            if node is not None and not names & {"spec", "spec_set"}:
                is_specced = "autospec" in names
                how = "on a mock patched over it"
                return StandIn(node, how, is_class=True, is_specced=is_specced)
        return None

    def without_spec(self) -> Iterator[tuple[Table, Value, StandIn]]:
        """Yield the mocks that are made without `spec` and passed for a class."""
        for table in self.tables:
            for index, call in table.calls():
                stand_in = self._passed.get(_key((table, index)))
                if stand_in is not None and asked(table, call) is Asked.MOCK:
                    names = {name for name, _ in call.keywords}
                    if not call.parts and not names & {"spec", "spec_set", "**"}:
                        yield table, call, stand_in

    def origin(self, table: Table, index: int, depth: int = 0) -> Origin | None:
        """Return the call that makes the mock a value is."""
        options = list(table.options(index))
        if len(options) != 1 or depth > _FARTHEST:
            return None
        value = table[options[0]]
        if value.kind == Kind.CALL:
            return self._from_call(table, options[0], value)
        sources = self._sources(table, value)
        return self.origin(*sources[0], depth + 1) if len(sources) == 1 else None

    def _sources(self, table: Table, value: Value) -> list[Origin]:
        """Return what gives a value that is no call to the place it is used at."""
        if value.kind == Kind.ENTERED:
            return [(table, value.base)]
        if value.kind == Kind.NAME:
            return self._bound.get(value.name, [])
        if value.kind == Kind.ATTRIBUTE and _is_self(table, value.base):
            return self._stored.get((_owner(table.function), value.name), [])
        if value.kind == Kind.PARAMETER:
            return self._parameter_sources(table, value.name)
        return []

    def _from_call(self, table: Table, index: int, call: Value) -> Origin | None:
        if asked(table, call) is not None:
            return table, index
        method = table[call.base]
        if method.kind == Kind.ATTRIBUTE and method.name == "start":
            patch = self.origin(table, method.base, 1)
            if patch and is_patch(asked(patch[0], patch[0][patch[1]])):
                return patch
        return None

    def _parameter_sources(self, table: Table, name: str) -> list[Origin]:
        patched = self._patched.of(table)
        if name in patched:
            return [patched[name]]
        fixture = self._fixtures.get(name)
        if fixture is None:
            return []
        results = (*fixture.function.returns, *fixture.function.yields)
        return [(fixture, result) for result in results]

    def _passed_for_annotated(self) -> dict[tuple[int, int], StandIn]:
        """Return the mocks without `spec` that are passed for annotated parameters."""
        found: dict[tuple[int, int], set[StandIn]] = {}
        for table in self.tables:
            for _, call in table.calls():
                for callee, parameter, argument in arguments(table, call):
                    origin = self.origin(table, argument)
                    node = received(callee, parameter) if origin else None
                    if origin is not None and node is not None:
                        how = f"on a mock passed as `{parameter}` of `{_shown(callee)}`"
                        stand_in = StandIn(node, how)
                        found.setdefault(_key(origin), set()).add(stand_in)
        return {
            key: min(stand_ins, key=lambda s: s.how)
            for key, stand_ins in found.items()
            if len({s.node.dotted for s in stand_ins}) == 1
        }


def _key(origin: Origin) -> tuple[int, int]:
    return id(origin[0].function), origin[1]


def _is_self(table: Table, index: int) -> bool:
    value = table[index]
    parameters = table.function.parameters
    return (
        value.kind == Kind.PARAMETER
        and bool(parameters)
        and value.name == parameters[0].name
        and "." in table.function.qualname
    )


def _owner(function: FunctionFlow) -> str:
    return function.qualname.rpartition(".")[0]


def _shown(callee: Table) -> str:
    return callee.function.qualname.removesuffix(".__init__")
