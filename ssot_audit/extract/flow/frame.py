"""One function while its flow is being worked out."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.facts import Parameter, Span
from ssot_audit.extract.flow.conditions import Assurance
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
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

State = dict[str, int]
"""What each local name holds, by index of value."""


@dataclass(slots=True)
class Frame:
    """A function, or the code of a module; class bodies are part of what is around."""

    qualname: str
    parent: "Frame | None"
    local: frozenset[str]
    """Names this function binds."""
    shared: frozenset[str]
    """Those of them that inner functions see; they are no part of the state."""
    span: Span
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    annotations: list[Annotation] = field(default_factory=list)
    values: list[Value] = field(default_factory=lambda: [Value(Kind.UNKNOWN)])
    bindings: list[Binding] = field(default_factory=list)
    stores: list[AttributeStore] = field(default_factory=list)
    returns: list[int] = field(default_factory=list)
    yields: list[int] = field(default_factory=list)
    defaults: list[tuple[int, str, int]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    """Values of references, each made once."""
    state: State = field(default_factory=dict)
    is_dead: bool = False
    """Whether the place reached cannot be left downwards: after `return`, `raise`."""
    jumps: list[State] = field(default_factory=list)
    """States in which the loop around is left, or begun anew."""
    known: tuple[Assurance, ...] = ()
    guard: int = 0
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
        return self.value(Value(Kind.EITHER, parts=distinct))

    def reference(self, name: str) -> int:
        """Return what a name that is no local one stands for."""
        if name not in self.names:
            self.names[name] = self.value(Value(Kind.NAME, name))
        return self.names[name]

    def qualify(self, name: str) -> str:
        """Return the qualified name of one of this function's own names."""
        return f"{self.qualname}.<locals>.{name}" if self.qualname else name

    def merge(self, states: Iterable[State]) -> State:
        """Return the state after branches of which any may have been taken."""
        reached = list(states)
        if len(reached) == 1:
            return reached[0]
        merged: State = {}
        for name in sorted({name for state in reached for name in state}):
            options = [state.get(name, UNKNOWN) for state in reached]
            first = options[0]
            same = all(option == first for option in options)
            merged[name] = first if same else self.either(sorted(options))
        return merged

    def finish(self) -> FunctionFlow:
        """Return what was found."""
        return FunctionFlow(
            self.qualname,
            self.span,
            self.parameters,
            self.is_async,
            self.is_generator,
            self.decorators,
            tuple(self.annotations),
            tuple(self.values),
            tuple(self.bindings),
            tuple(self.stores),
            tuple(dict.fromkeys(self.returns)),
            tuple(dict.fromkeys(self.yields)),
            tuple(self.defaults),
        )


def bound_names(body: Iterable[ast.stmt]) -> Iterator[str]:  # noqa: C901 - flat
    """Yield the names that statements bind, inner functions aside."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, _NESTED):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(
            node, (ast.stmt, ast.ExceptHandler, ast.withitem, ast.match_case)
        ):
            name = getattr(node, "name", None)
            if isinstance(name, str):
                yield name
            pending += _parts(node)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)):
            if node.name:
                yield node.name
            pending += ast.iter_child_nodes(node)
        elif isinstance(node, ast.pattern):
            pending += ast.iter_child_nodes(node)
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, (ast.Tuple, ast.List)):
            pending += node.elts
        elif isinstance(node, ast.Starred):
            pending.append(node.value)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may bind names below a statement: blocks and targets."""
    for name in ("target", "optional_vars", "pattern"):
        child = getattr(node, name, None)
        if child is not None:
            yield child
    for name in (
        "body",
        "orelse",
        "finalbody",
        "handlers",
        "items",
        "cases",
        "targets",
    ):
        yield from getattr(node, name, ())


def shared_names(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that functions and classes in here mention."""
    found: set[str] = set()
    for nested in nested_definitions(body):
        found |= {n.id for n in ast.walk(nested) if type(n) is ast.Name}
    return found


def nested_definitions(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the functions and classes that a body defines at any depth of blocks."""
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, _NESTED):
            yield node
        else:
            for name in ("body", "orelse", "finalbody"):
                pending += getattr(node, name, ())
            for name in ("handlers", "cases"):
                for part in getattr(node, name, ()):
                    pending += part.body
