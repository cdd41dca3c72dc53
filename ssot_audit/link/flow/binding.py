"""Which argument of a call becomes which parameter of a function."""

from collections.abc import Sequence

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.flow.bodies import Arguments, Body
from ssot_audit.link.flow.defaults import Defaults
from ssot_audit.link.flow.functions import POSITIONAL
from ssot_audit.link.flow.graph import Graph

_NAMED = (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)


class Binding:
    """Lets arguments reach parameters."""

    def __init__(self, graph: Graph, defaults: Defaults) -> None:
        """Start with nothing bound."""
        self._graph = graph
        self._defaults = defaults
        self._rests: dict[tuple[Body, int], int] = {}

    def bind(self, body: Body, arguments: Arguments, *, skip: int) -> None:
        """Let arguments reach parameters; the first `skip` of these are given."""
        function = body.function
        parameters = function.flow.parameters
        places = [p for p in parameters if p.kind in POSITIONAL][skip:]
        if not function.is_opaque and _is_refused(parameters, places, arguments):
            return
        self._leave_to_defaults(body, places, arguments)
        if not function.is_opaque:
            self._bind_positional(body, places, arguments)
            self._forward(body, arguments, places)
        for name, source in arguments.keywords:
            self._bind_named(body, name, source, arguments)
        if arguments.passes_named:
            caller = arguments.caller
            caller.passes_on.setdefault(body, arguments)
            for name, source in tuple(caller.named.items()):
                self._bind_named(body, name, source, arguments)

    def _leave_to_defaults(
        self, body: Body, places: Sequence[Parameter], arguments: Arguments
    ) -> None:
        """Let the defaults of what is not passed reach a body that is told apart."""
        if body.is_told_apart:
            passed = {p.name for p in places[: len(arguments.positional)]}
            passed.update(name for name, _ in arguments.keywords)
            self._defaults.leave(body, passed)

    def _bind_positional(
        self, body: Body, places: Sequence[Parameter], arguments: Arguments
    ) -> None:
        for number, source in enumerate(arguments.positional):
            if number < len(places):
                self._pass(source, body, places[number], arguments)
            elif source >= 0:
                # Kept for whoever passes `*args` on.
                self._graph.edge(source, self._rest(body, number - len(places)))

    def _bind_named(
        self, body: Body, name: str, source: int, arguments: Arguments
    ) -> None:
        """Let a keyword argument reach its parameter, or whoever it is handed on to."""
        parameters = body.function.flow.parameters
        if source < 0:
            return
        for parameter in parameters:
            if parameter.name == name and parameter.kind in _NAMED:
                self._pass(source, body, parameter, arguments)
                return
        if any(parameter.kind == VAR_KEYWORD for parameter in parameters):
            if name not in body.named:
                body.named[name] = self._graph.node()
                for target, onward in tuple(body.passes_on.items()):
                    self._bind_named(target, name, body.named[name], onward)
            self._graph.edge(source, body.named[name])

    def _pass(
        self, source: int, body: Body, parameter: Parameter, arguments: Arguments
    ) -> None:
        if source >= 0:
            text = f"is passed to `{body.function.shown}` as `{parameter.name}`"
            step = arguments.step(text)
            self._graph.edge(source, body.parameters[parameter.name], step)

    def _rest(self, body: Body, number: int) -> int:
        """Return the node of an argument that only `*args` takes."""
        key = body, number
        if key not in self._rests:
            self._rests[key] = self._graph.node()
        return self._rests[key]

    def _forward(
        self, body: Body, arguments: Arguments, places: Sequence[Parameter]
    ) -> None:
        """Pass on the caller's own `*args`."""
        if arguments.spread is None:
            return
        position, name = arguments.spread
        is_rest = any(
            p.name == name and p.kind == VAR_POSITIONAL
            for p in arguments.caller.function.flow.parameters
        )
        if is_rest:
            for number, parameter in enumerate(places[position:]):
                source = self._rest(arguments.caller, number)
                self._pass(source, body, parameter, arguments)


def _is_refused(
    parameters: Sequence[Parameter],
    places: Sequence[Parameter],
    arguments: Arguments,
) -> bool:
    """Tell whether a call fails before the body runs."""
    kinds = {parameter.kind for parameter in parameters}
    if VAR_POSITIONAL not in kinds and len(arguments.positional) > len(places):
        return True
    known = {p.name for p in parameters if p.kind in _NAMED}
    return VAR_KEYWORD not in kinds and any(
        name not in known for name, _ in arguments.keywords
    )
