"""What reading and writing attributes of abstract objects leads to."""

from collections.abc import Callable, Mapping

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.functions import binder
from ssot_audit.link.flow.names import Names
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort
from ssot_audit.link.flow.slots import Slots
from ssot_audit.link.flow.world import World

_MOST_OVERRIDING = 10
"""Of how many classes below a method is looked at that one of them may have."""

_Load = Callable[[Obj, str, int], None]


class Attributes:
    """Slots of classes, class attributes, methods bound to objects."""

    def __init__(self, world: World, names: Names) -> None:
        """Start with nothing stored."""
        self._graph = world.graph
        self._objects = world.objects
        self._functions = world.functions
        self._body_of = world.body_of
        self._names = names
        self._slots = Slots(world.graph)
        self.view = self._slots.view
        self.dynamic: set[ClassNode] = set()
        """Classes whose objects get attributes under names that are not known."""
        self._overriders: dict[tuple[ClassNode, str], list[ClassNode]] = {}
        self._by_sort: Mapping[Sort, _Load] = {
            **dict.fromkeys(INSTANCES, self._load_from_instance),
            **dict.fromkeys(CLASSES, self._load_from_class),
            Sort.MODULE: self._load_from_module,
            Sort.EXTERNAL: self._load_from_external,
            Sort.CONTAINER: self._load_from_container,
            Sort.SUPER: self._load_from_super,
        }

    def slot(
        self, obj: Obj, name: str, *, is_shared: bool = False, is_told: bool = False
    ) -> int | None:
        """Return the node that an attribute written on an object is kept in.

        `is_shared`: it is the same for classes below that of the object. `is_told`:
        receivers are told apart where it is written.
        """
        if obj.sort == Sort.SELF and is_shared:
            return self._slots.shared(obj.of, name)
        if obj.sort == Sort.SELF and is_told:
            return self._slots.told(obj.of, name)
        if obj.sort in INSTANCES:
            is_exact = obj.sort == Sort.INSTANCE
            return (self._slots.exact if is_exact else self._slots.any)(obj.of, name)
        if obj.sort in CLASSES and obj.of.module is not None:
            known = f"{obj.of.source[1].qualname}.{name}"
            return self._names.variable(obj.of.module, known)
        if obj.sort == Sort.MODULE:
            return self._names.member(obj.of, name)
        return None

    def open(self, obj: Obj) -> None:
        """Note that the attributes of an object's class cannot all be known."""
        if obj.sort in INSTANCES | CLASSES:
            self.dynamic.add(obj.of)

    def load(self, name: str, target: int, obj: Obj) -> None:
        """Let what an attribute of an object holds reach a node."""
        load = self._by_sort.get(obj.sort)
        if load is not None:
            load(obj, name, target)

    def _load_from_module(self, obj: Obj, name: str, target: int) -> None:
        self._graph.edge(self._names.member(obj.of, name), target)

    def _load_from_external(self, obj: Obj, name: str, target: int) -> None:
        found = self._objects.get(Sort.EXTERNAL, f"{obj.of}.{name}")
        self._graph.put(target, found)

    def _load_from_container(self, obj: Obj, name: str, target: int) -> None:
        found = self._objects.get(Sort.CONTAINER_METHOD, obj, name)
        self._graph.put(target, found)

    def _load_from_instance(self, obj: Obj, name: str, target: int) -> None:
        owner = binder(obj.of.mro, name)
        if owner is not None:
            self._load_member(obj, owner, name, target)
            if obj.sort == Sort.SELF:
                self._load_overriding(obj, name, target)
        self._graph.edge(self.view(obj, name), target)

    def _load_overriding(self, obj: Obj, name: str, target: int) -> None:
        """Let the methods of the classes below reach a node, unless they are many."""
        overriding = self._overriding(obj.of, name)
        if len(overriding) <= _MOST_OVERRIDING:
            for node in overriding:
                below = self._objects.get(Sort.SELF, node)
                self._load_member(below, node, name, target)

    def _overriding(self, node: ClassNode, name: str) -> list[ClassNode]:
        key = node, name
        found = self._overriders.get(key)
        if found is None:
            reached: dict[ClassNode, None] = {}
            pending = list(node.subclasses)
            while pending:
                below = pending.pop()
                if below not in reached:
                    reached[below] = None
                    pending += below.subclasses
            found = [b for b in reached if self._functions.method(b, name) is not None]
            self._overriders[key] = found
        return found

    def _load_from_class(self, obj: Obj, name: str, target: int) -> None:
        owner = binder(obj.of.mro, name)
        if owner is not None:
            self._load_member(obj, owner, name, target)

    def _load_from_super(self, obj: Obj, name: str, target: int) -> None:
        receiver: Obj = obj.to
        if receiver.sort not in INSTANCES | CLASSES:
            return
        order = receiver.of.mro if obj.of in receiver.of.mro else obj.of.mro
        owner = binder(order[order.index(obj.of) + 1 :], name)
        if owner is not None:
            self._load_member(receiver, owner, name, target)

    def _load_member(self, obj: Obj, owner: ClassNode, name: str, target: int) -> None:
        function = self._functions.method(owner, name)
        on_instance = obj.sort in INSTANCES
        if function is None:
            module, fact = owner.source
            variable = self._names.variable(module, f"{fact.qualname}.{name}")
            self._graph.watch(variable, self._show_held, variable, target)
            return
        if function.is_opaque and not function.is_property:
            return
        if function.is_property:
            if on_instance:
                told = function.gives_own and not function.is_any(obj)
                body = self._body_of(function, obj if told else None, None)
                self._graph.edge(body.returned, target)
        elif function.is_static or not (on_instance or function.on_class):
            self._graph.put(target, self._objects.get(Sort.FUNCTION, function))
        else:
            self._graph.put(target, self._objects.get(Sort.METHOD, function, obj))

    def _show_held(self, variable: int, target: int, held: Obj) -> None:
        """Let what a class attribute holds be read, unless a descriptor answers."""
        is_object = held.sort in INSTANCES
        if not (is_object and any("__get__" in a.members for a in held.of.mro)):
            self._graph.put(target, held, None, variable)
