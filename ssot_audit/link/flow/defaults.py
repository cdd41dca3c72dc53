"""The defaults of parameters, and which bodies they reach."""

from collections.abc import Container

from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.graph import Graph, Step


class Defaults:
    """What reaches parameters for want of arguments."""

    def __init__(self, graph: Graph) -> None:
        """Start with no body and no default."""
        self._graph = graph
        self._made: dict[Function, list[Body]] = {}
        self._known: dict[Function, list[tuple[str, int, Step]]] = {}

    def note(self, body: Body) -> None:
        """Let defaults reach a new body; one that is told apart, only if asked to."""
        self._made.setdefault(body.function, []).append(body)
        if not body.is_told_apart:
            # Nobody knows who else calls it.
            for name, node, step in self._known.get(body.function, ()):
                self._graph.edge(node, body.parameters[name], step)

    def add(self, function: Function, parameter: str, node: int) -> None:
        """Let a default reach all bodies that some call leaves to it."""
        step = Step(
            function.module,
            function.flow.span,
            f"is the default of `{parameter}` of `{function.shown}`",
            is_default=True,
        )
        self._known.setdefault(function, []).append((parameter, node, step))
        for made in self._made.get(function, ()):
            if not made.is_told_apart or parameter in made.unpassed:
                self._graph.edge(node, made.parameters[parameter], step)

    def leave(self, body: Body, passed: Container[str]) -> None:
        """Let the defaults of what a call does not pass reach a body."""
        for name, node, step in self._known.get(body.function, ()):
            if name not in passed:
                self._graph.edge(node, body.parameters[name], step)
        body.unpassed.update(p for p in body.parameters if p not in passed)
