"""Functions made into nodes, and the arguments that these bodies are called with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from ssot_audit.extract.facts import VAR_KEYWORD
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import Obj
from ssot_audit.link.located import Module

_DEEPEST_SITE = 1
"""How many calls, one in the other, are told apart."""

Site = tuple[tuple[Function, int], ...]
"""A call, and maybe the one that led to it: the function it stands in, its index."""


@dataclass(slots=True, eq=False)
class Body:
    """A function's values as nodes.

    Constructors and setters have a body for each receiver, functions whose result is
    made of their arguments one for each call.
    """

    function: Function
    receiver: Obj | None
    """The receiver, where it is told apart; else any of the class or below."""
    site: Site | None = None
    """The call, where calls are told apart."""
    nodes: list[int] = field(default_factory=list)
    parameters: dict[str, int] = field(default_factory=dict)
    returned: int = 0
    yielded: int = 0
    unpassed: set[str] = field(default_factory=set)
    """The parameters that some call leaves to their defaults."""
    named: dict[str, int] = field(default_factory=dict)
    """What only `**kwargs` takes, by name."""
    passes_on: dict["Body", "Arguments"] = field(default_factory=dict)
    """Whom it hands its `**kwargs` on to, and in which call."""

    @property
    def is_told_apart(self) -> bool:
        """Whether it is not for any receiver and any call."""
        return self.receiver is not None or self.site is not None


class Arguments(NamedTuple):
    """The arguments of a call, as nodes; -1 for what nothing is known of."""

    positional: tuple[int, ...]
    keywords: tuple[tuple[str, int], ...]
    module: Module
    value: Value
    caller: Body
    site: Site
    spread: tuple[int, str] | None = None
    """Position from which the caller's own `*args` follow, and their parameter."""
    passes_named: bool = False
    """Whether the caller's own `**kwargs` follow."""

    @property
    def first(self) -> int:
        """The first positional argument; -1 if there is none, too."""
        return self.positional[0] if self.positional else -1

    def without_first(self) -> "Arguments":
        """Return the arguments after the first."""
        return self._replace(positional=self.positional[1:])

    def is_text(self, number: int) -> bool:
        """Tell whether the argument of a position is a constant text."""
        parts = self.value.parts
        values = self.caller.function.flow.values
        return number < len(parts) and values[parts[number]].kind == Kind.TEXT

    def step(self, text: str) -> Step:
        """Return what happens to an object in the call."""
        span = self.value.span
        if span is None:
            raise AssertionError(text)
        return Step(self.module, span, text, self.caller.function.flow.qualname)


def arguments_of(body: Body, index: int) -> Arguments:
    """Return the arguments of a call in a body; `index` is that of the call's value."""
    value = body.function.flow.values[index]
    positional: list[int] = []
    spread = None
    for part in value.parts:
        made = body.function.flow.values[part]
        if made.kind == Kind.SPREAD:
            source = body.function.flow.values[made.base]
            if source.kind == Kind.PARAMETER:
                spread = len(positional), source.name
            break
        positional.append(body.nodes[part])
    return Arguments(
        tuple(positional),
        tuple(
            [(name, body.nodes[part]) for name, part in value.keywords if name != "**"]
        ),
        body.function.module,
        value,
        body,
        _site(body, index),
        spread,
        _passes_named(body, value),
    )


def _site(body: Body, index: int) -> Site:
    """Return a call, with the one before it if that is told apart."""
    here = (body.function, index)
    outer = body.site
    if outer is None or here in outer:
        return (here,)
    return (here, *outer[: _DEEPEST_SITE - 1])


def _passes_named(body: Body, value: Value) -> bool:
    flow = body.function.flow
    handed = [flow.values[part] for name, part in value.keywords if name == "**"]
    own = {p.name for p in flow.parameters if p.kind == VAR_KEYWORD}
    return any(v.kind == Kind.PARAMETER and v.name in own for v in handed)


BodyOf = Callable[[Function, Obj | None, Site | None], Body]
"""Returns the body for a receiver and a call, where these are told apart."""
