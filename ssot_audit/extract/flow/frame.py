"""One function while its flow is being worked out."""

import ast
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from ssot_audit.extract.facts import Parameter, Span
from ssot_audit.extract.flow.conditions import Known
from ssot_audit.extract.flow_facts import (
    Annotation,
    AttributeStore,
    Binding,
    Check,
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
_NAME, _ATTRIBUTE, _EITHER, _ONLY, _FAILED = (
    int(Kind.NAME),
    int(Kind.ATTRIBUTE),
    int(Kind.EITHER),
    int(Kind.ONLY),
    int(Check.FAILED),
)


class NamedTest(NamedTuple):
    """A condition whose outcome has a name, and how things were then."""

    test: ast.expr
    held: Mapping[str, int | None]
    """The values of the names that it looks at."""
    words: frozenset[str]
    """These names and the attributes that it looks at."""
    stores: int
    bindings: int
    """How many of them there had been in the function."""


class Frame:
    """A function, or the code of a module; class bodies are part of what is around."""

    __slots__ = (
        "annotations",
        "bindings",
        "breaks",
        "chains",
        "defaults",
        "dropped",
        "eithers",
        "global_",
        "guard",
        "hidden",
        "is_dead",
        "is_generator",
        "is_partial",
        "jumps",
        "known",
        "local",
        "names",
        "onlys",
        "parent",
        "qualname",
        "reads",
        "rebound",
        "resolved",
        "returns",
        "shared",
        "state",
        "stores",
        "super_",
        "tests",
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
        rebound: set[str] | frozenset[str] = _NO_NAMES,
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
        self.rebound = rebound
        """Names this function binds at more than one place."""
        self.annotations: list[Annotation] = []
        self.values: list[Value] = [_NOTHING]
        self.bindings: list[Binding] = []
        self.stores: list[AttributeStore] = []
        self.returns: list[int] = []
        self.yields: list[int] = []
        self.defaults: list[tuple[int, str, int]] = []
        self.dropped: list[int] = []
        self.is_partial = False
        self.names: dict[str, int] = {}
        """Values of references, each made once."""
        self.resolved: dict[str, int] = {}
        """The same by what is written here."""
        self.eithers: dict[tuple[int, ...], int] = {}
        self.onlys: dict[tuple[int, int, str, tuple[int, ...]], int] = {}
        """Checked values by the fields that tell them apart."""
        self.reads: dict[tuple[int, str], int] = {}
        """Attributes that a check reads."""
        self.chains: set[str] = set()
        """Names in some state of which it is known only what their object passed."""
        self.super_ = UNKNOWN
        self.state: State = {}
        self.hidden: frozenset[str] = _NO_NAMES
        """Names that belong to the comprehension or lambda around."""
        self.is_dead = False
        """Whether the place reached cannot be left downwards: after a `return`."""
        self.is_generator = False
        self.jumps: list[State] = []
        """States in which the loop around is left, or begun anew."""
        self.breaks = False
        """Whether it is left by a `break`."""
        self.tests: dict[str, NamedTest] = {}
        """Names bound once, to the outcome of a condition."""
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
        if len(distinct) > 1 and self.onlys:
            distinct = self._widened(distinct)
        if len(distinct) <= 1:
            return distinct[0] if distinct else UNKNOWN
        found = self.eithers.get(distinct)
        if found is None:
            found = self.eithers[distinct] = self.value(Value(_EITHER, "", 0, distinct))
        return found

    def _widened(self, options: tuple[int, ...]) -> tuple[int, ...]:
        """Leave out checks that together, or beside others, keep nothing away."""
        values = self.values
        kept = dict.fromkeys(options)
        pending = list(options)
        while pending:
            option = pending.pop()
            value = values[option]
            if option not in kept or value.kind != _ONLY:
                continue
            opposite = (value.base, value.guard ^ _FAILED, value.name, value.parts)
            other = self.onlys.get(opposite)
            if other in kept:
                del kept[option], kept[other]
                kept[value.base] = None
                pending.append(value.base)
        return tuple([o for o in kept if not self._is_within(o, kept)])

    def _is_within(self, option: int, others: Container[int]) -> bool:
        """Tell whether one of several values is what an `ONLY` was made of."""
        value = self.values[option]
        while value.kind == _ONLY:
            if value.base in others:
                return True
            value = self.values[value.base]
        return False

    def only(self, base: int, check: int, name: str, parts: tuple[int, ...]) -> int:
        """Return what of a value passes a check."""
        key = base, check, name, parts
        found = self.onlys.get(key)
        if found is None:
            known = self.values[base]
            if known.kind == _ONLY and key[1:] == (
                known.guard,
                known.name,
                known.parts,
            ):
                found = base
            else:
                made = Value(_ONLY, name, base, parts, (), None, check)
                found = self.value(made)
            self.onlys[key] = found
        return found

    def read(self, base: int, member: str) -> int:
        """Return an attribute that is read without being a use."""
        if base == UNKNOWN:
            return UNKNOWN
        key = base, member
        found = self.reads.get(key)
        if found is None:
            made = Value(_ATTRIBUTE, member, base)
            found = self.reads[key] = self.value(made)
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
        if self.chains:
            for name in self.chains:
                if any(name not in state for state in states):
                    merged.pop(name, None)
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
            tuple(self.dropped),
            self.is_partial,
        )
