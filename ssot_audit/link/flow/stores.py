"""What storing under an attribute of an object leads to."""

from ssot_audit.extract.flow_facts import AttributeStore
from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function, binder
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import INSTANCES, Obj, Sort
from ssot_audit.link.flow.world import World

_WHOLE = frozenset({"__class__", "__dict__"})
"""Who replaces these replaces all attributes at once."""


class Stores:
    """Fills slots, and runs the setters of properties."""

    def __init__(self, world: World, attributes: Attributes) -> None:
        """Start with nothing stored."""
        self._world = world
        self._graph = world.graph
        self._attributes = attributes

    def connect(self, body: Body, store: AttributeStore) -> None:
        """Let a value be stored on whatever reaches the object of a store."""
        base, node = body.nodes[store.base], body.nodes[store.value]
        if base < 0 or node < 0:
            return
        if store.name in _WHOLE:
            self._graph.watch(base, self._attributes.open)
        else:
            self._graph.watch(base, self._stored, body.function, store, node)

    def _stored(
        self, function: Function, store: AttributeStore, node: int, obj: Obj
    ) -> None:
        if obj.sort in INSTANCES and self._set(obj, store.name, node):
            return
        varies = store.value in function.varying
        is_told = varies and function.sets
        target = self._attributes.slot(
            obj, store.name, is_shared=not varies, is_told=is_told
        )
        if target is not None:
            step = Step(
                function.module,
                store.span,
                f"is stored as `{obj.of.name}.{store.name}`",
                function.flow.qualname,
                is_store=True,
                holder=obj.of if obj.sort == Sort.INSTANCE else None,
            )
            self._graph.edge(node, target, step)

    def _set(self, obj: Obj, name: str, source: int) -> bool:
        """Run the setter of a property; tell whether the attribute is one."""
        owner = binder(obj.of.mro, name)
        if owner is None:
            return False
        getter = self._world.functions.method(owner, name)
        setter = self._world.functions.setter(owner, name)
        if setter is not None and len(setter.flow.parameters) > 1:
            value = setter.flow.parameters[1].name
            told = None if setter.is_any(obj) else obj
            body = self._world.body_of(setter, told, None)
            self._graph.edge(source, body.parameters[value])
        return setter is not None or (getter is not None and getter.is_property)
