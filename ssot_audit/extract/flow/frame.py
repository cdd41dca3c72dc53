"""One function while its flow is being worked out."""

import ast
from collections.abc import Iterable, Sequence

from ssot_audit.extract.facts import Parameter, Span
from ssot_audit.extract.flow.conditions import Known
from ssot_audit.extract.flow_facts import (
    Annotation,
    AttributeStore,
    Binding,
    FunctionFlow,
    Kind,
    Value,
)

UNKNOWN = 0
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

State = dict[str, int]
"""What each local name holds, by index of value."""

_NO_NAMES: frozenset[str] = frozenset()
_NOTHING = Value(0)
_NAME, _EITHER = int(Kind.NAME), int(Kind.EITHER)


class Frame:
    """A function, or the code of a module; class bodies are part of what is around."""

    __slots__ = (
        "annotations",
        "bindings",
        "defaults",
        "eithers",
        "global_",
        "guard",
        "hidden",
        "is_dead",
        "is_generator",
        "jumps",
        "known",
        "local",
        "names",
        "parent",
        "qualname",
        "resolved",
        "returns",
        "shared",
        "state",
        "stores",
        "super_",
        "values",
        "yields",
    )

    def __init__(
        self,
        qualname: str,
        parent: "Frame | None",
        local: set[str],
        shared: set[str] | frozenset[str] = _NO_NAMES,
        global_: set[str] | frozenset[str] = _NO_NAMES,
    ) -> None:
        """Start with no value but the unknown one."""
        self.qualname = qualname
        self.parent = parent
        self.local = local
        """Names this function binds."""
        self.shared = shared
        """Those of them that inner functions see; they are no part of the state."""
        self.global_ = global_
        """Names declared `global`."""
        self.annotations: list[Annotation] = []
        self.values: list[Value] = [_NOTHING]
        self.bindings: list[Binding] = []
        self.stores: list[AttributeStore] = []
        self.returns: list[int] = []
        self.yields: list[int] = []
        self.defaults: list[tuple[int, str, int]] = []
        self.names: dict[str, int] = {}
        """Values of references, each made once."""
        self.resolved: dict[str, int] = {}
        """The same by what is written here."""
        self.eithers: dict[tuple[int, ...], int] = {}
        self.super_ = UNKNOWN
        self.state: State = {}
        self.hidden: frozenset[str] = _NO_NAMES
        """Names that belong to the comprehension or lambda around."""
        self.is_dead = False
        """Whether the place reached cannot be left downwards: after a `return`."""
        self.is_generator = False
        self.jumps: list[State] = []
        """States in which the loop around is left, or begun anew."""
        self.known: Known = {}
        self.guard = 0
        """What holds for every attribute used here, e.g. a handler around."""

    def value(self, made: Value) -> int:
        """Add a value; return its index."""
        self.values.append(made)
        return len(self.values) - 1

    def either(self, options: Iterable[int]) -> int:
        """Return what is one of several values."""
        distinct = tuple(dict.fromkeys(o for o in options if o != UNKNOWN))
        if len(distinct) <= 1:
            return distinct[0] if distinct else UNKNOWN
        found = self.eithers.get(distinct)
        if found is None:
            found = self.eithers[distinct] = self.value(Value(_EITHER, "", 0, distinct))
        return found

    def reference(self, name: str) -> int:
        """Return what a name that is no local one stands for."""
        found = self.names.get(name)
        if found is None:
            found = self.names[name] = self.value(Value(_NAME, name))
        return found

    def is_own(self, name: str) -> bool:
        """Tell whether a name is a local variable that only this function sees."""
        return name in self.local and name not in self.shared

    def qualify(self, name: str) -> str:
        """Return the qualified name of one of this function's own names."""
        return f"{self.qualname}.<locals>.{name}" if self.qualname else name

    def merge(self, states: Sequence[State]) -> State:
        """Return the state after branches of which any may have been taken."""
        merged = dict(states[0])
        differing: dict[str, None] = {}
        for state in states[1:]:
            for name, value in state.items():
                if value != UNKNOWN and merged.get(name) != value:
                    differing[name] = None
        for name in differing:
            options = [state.get(name, UNKNOWN) for state in states]
            merged[name] = self.either(sorted(options))
        return merged

    def finish(
        self,
        span: Span,
        parameters: tuple[Parameter, ...] = (),
        decorators: tuple[str, ...] = (),
        *,
        is_async: bool = False,
    ) -> FunctionFlow:
        """Return what was found."""
        return FunctionFlow(
            self.qualname,
            span,
            parameters,
            is_async,
            self.is_generator or bool(self.yields),
            decorators,
            tuple(self.annotations),
            tuple(self.values),
            tuple(self.bindings),
            tuple(self.stores),
            tuple(dict.fromkeys(self.returns)),
            tuple(dict.fromkeys(self.yields)),
            tuple(self.defaults),
        )
