"""What calls of builtins, of the standard library and of dependencies give."""

from collections.abc import Callable, Mapping
from functools import partial

from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.bodies import Arguments
from ssot_audit.link.flow.containers import Containers
from ssot_audit.link.flow.functions import binder
from ssot_audit.link.flow.objects import INSTANCES, Obj, Sort
from ssot_audit.link.flow.world import World

_AWAITABLES = (
    "asyncio.create_task",
    "asyncio.ensure_future",
    "asyncio.shield",
    "asyncio.wait_for",
)
_COPIERS = {"copy.copy": "__copy__", "copy.deepcopy": "__deepcopy__"}
_FIELD_MAKERS = frozenset(
    {"dataclasses.field", "attr.ib", "attr.field", "attrs.field", "pydantic.Field"}
)

Call = Callable[[Arguments, int, Obj], None]
"""Calls an object with arguments; lets what that gives reach a node."""
_Effect = Callable[[Arguments, int], None]


class Externals:
    """The few functions of others that hand on what they are given."""

    def __init__(
        self,
        world: World,
        attributes: Attributes,
        containers: Containers,
        call: Call,
    ) -> None:
        """Index what is known by full name."""
        self._graph = world.graph
        self._objects = world.objects
        self._attributes = attributes
        self._containers = containers
        self._call = call
        self._of_first: Mapping[str, _Effect] = {
            "functools.partial": self._keep,
            **dict.fromkeys(_AWAITABLES, self._hand_on),
            **{name: partial(self._copy, own) for name, own in _COPIERS.items()},
            "builtins.setattr": self._set_attribute,
            "builtins.enumerate": self._enumerate,
        }
        """Those that do something with their first argument."""

    def call(self, obj: Obj, arguments: Arguments, target: int) -> None:
        """Call something of a dependency; let what that gives reach a node."""
        if obj.of in _FIELD_MAKERS:
            self._make_field(arguments, target)
        elif arguments.first >= 0 and obj.of in self._of_first:
            self._of_first[obj.of](arguments, target)

    def _keep(self, arguments: Arguments, target: int) -> None:
        self._graph.put(target, self._objects.get(Sort.PARTIAL, arguments))

    def _hand_on(self, arguments: Arguments, target: int) -> None:
        self._graph.edge(arguments.first, target)

    def _copy(self, method: str, arguments: Arguments, target: int) -> None:
        self._graph.watch(arguments.first, self._show_copy, method, target)

    def _show_copy(self, method: str, target: int, obj: Obj) -> None:
        """Let a copy of an object reach a node, unless its class makes it otherwise."""
        if obj.sort not in INSTANCES or binder(obj.of.mro, method) is None:
            self._graph.put(target, obj)

    def _set_attribute(self, arguments: Arguments, _target: int) -> None:
        """Open the class unless the name is a constant text."""
        if len(arguments.positional) > 1 and not arguments.is_text(1):
            self._graph.watch(arguments.first, self._attributes.open)

    def _enumerate(self, arguments: Arguments, target: int) -> None:
        self._containers.numbered(arguments.first, target)

    def _make_field(self, arguments: Arguments, target: int) -> None:
        """Let the default of a field be what its class has."""
        nothing = arguments._replace(positional=(), keywords=())
        for name, source in arguments.keywords:
            if source >= 0 and name == "default":
                self._graph.edge(source, target)
            elif source >= 0 and name in {"default_factory", "factory"}:
                self._graph.watch(source, self._call, nothing, target)
