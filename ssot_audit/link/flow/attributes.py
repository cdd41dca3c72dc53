"""What reading and writing attributes of abstract objects leads to."""

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.bodies import Body, Function, Functions, Site
from ssot_audit.link.flow.graph import Graph, Step
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Objects, Sort
from ssot_audit.link.located import Module

_MOST_OVERRIDING = 10
"""Of how many classes below a method is looked at that one of them may have."""


class AttributeFlow:
    """Slots of classes, class attributes, methods bound to objects."""

    def __init__(self, hierarchy: Hierarchy, functions: Functions) -> None:
        """Start with nothing stored."""
        self.graph = Graph()
        self.objects = Objects()
        self.hierarchy = hierarchy
        self.functions = functions
        self.bodies: dict[tuple[Function, Obj | None, Site | None], Body] = {}
        self.dynamic: set[ClassNode] = set()
        """Classes whose objects get attributes under names that are not known."""
        self.made: dict[Function, list[Body]] = {}
        self.defaults: dict[Function, list[tuple[str, int, Step]]] = {}
        self._slots: dict[tuple[bool, ClassNode, str], int] = {}
        self._views: dict[tuple[bool, ClassNode, str], int] = {}
        self._stored_below: dict[tuple[ClassNode, str], list[int]] = {}
        """The slots of a class and those below it."""
        self._overriders: dict[tuple[ClassNode, str], list[ClassNode]] = {}
        self._told: dict[tuple[ClassNode, str], int] = {}
        self._shared: dict[tuple[ClassNode, str], int] = {}
        self._any_below: dict[tuple[ClassNode, str], list[int]] = {}
        """The views of a class, or any below it, that is that class or one below it."""
        self._exact_below: dict[tuple[ClassNode, str], list[int]] = {}
        """The views of exactly a class or one below it."""
        self.tuples: set[Obj] = set()
        """Containers whose items are told apart."""
        self._items: dict[tuple[Obj, str], int] = {}

    def body(
        self, function: Function, receiver: Obj | None = None, site: Site | None = None
    ) -> Body:
        """Return a function's body for a receiver and a call."""
        raise NotImplementedError

    def variable(self, module: Module, name: str) -> int:
        """Return the node of a name that outlives calls."""
        raise NotImplementedError

    def member_of(self, module: Module, name: str) -> int:
        """Return the node of a module's attribute."""
        raise NotImplementedError

    def slot(
        self, obj: Obj, name: str, *, is_shared: bool = False, is_told: bool = False
    ) -> int | None:
        """Return the node that an attribute written on an object is kept in.

        `is_shared`: it is the same for classes below that of the object. `is_told`:
        receivers are told apart where it is written.
        """
        if obj.sort == Sort.SELF and is_shared:
            return self._shared_slot(obj.of, name)
        if obj.sort == Sort.SELF and is_told:
            return self._told_slot(obj.of, name)
        if obj.sort in INSTANCES:
            return self._slot(obj.sort == Sort.INSTANCE, obj.of, name)
        if obj.sort in CLASSES and obj.of.module is not None:
            return self.variable(obj.of.module, f"{obj.of.source[1].qualname}.{name}")
        if obj.sort == Sort.MODULE:
            return self.member_of(obj.of, name)
        return None

    def load(self, name: str, target: int, obj: Obj) -> None:
        """Let what an attribute of an object holds reach a node."""
        if obj.sort in INSTANCES:
            self._load_from_instance(obj, name, target)
        elif obj.sort in CLASSES:
            self._load_from_class(obj, name, target)
        elif obj.sort == Sort.MODULE:
            self.graph.edge(self.member_of(obj.of, name), target)
        elif obj.sort == Sort.EXTERNAL:
            found = self.objects.get(Sort.EXTERNAL, f"{obj.of}.{name}")
            self.graph.put(target, found)
        elif obj.sort == Sort.CONTAINER:
            found = self.objects.get(Sort.CONTAINER_METHOD, obj, name)
            self.graph.put(target, found)
        elif obj.sort == Sort.SUPER:
            self._load_from_super(obj, name, target)

    def item(self, container: Obj, number: str) -> int:
        """Return the node of one item of a tuple."""
        key = container, number
        if key not in self._items:
            self._items[key] = self.graph.node()
        return self._items[key]

    def elements(self, source: int, target: int, number: str = "") -> None:
        """Let the items of what reaches one node reach another."""
        self.graph.watch(source, self._take, target, number)

    def _take(self, target: int, number: str, obj: Obj) -> None:
        if obj.sort == Sort.CONTAINER:
            if number and obj in self.tuples:
                known = self._items.get((obj, number))
                if known is not None:
                    self.graph.edge(known, target)
            else:
                self.graph.edge(obj.of, target)
        elif obj.sort == Sort.ITEMS:
            self.graph.put(target, self.objects.get(Sort.PAIR, obj.of))
        elif obj.sort == Sort.PAIR and number == "1":
            self.graph.edge(obj.of, target)

    @staticmethod
    def is_any(obj: Obj, function: Function) -> bool:
        """Tell whether no more is known of a receiver than its method says."""
        is_exact = obj.sort in {Sort.INSTANCE, Sort.CLASS}
        is_own = obj.of is function.owner or obj.sort == Sort.ANNOTATED
        return is_own and not is_exact

    def _slot(self, is_exact: bool, of: ClassNode, name: str) -> int:  # noqa: FBT001
        """Return the node of what is stored on objects of a class.

        It is read where an object of that class may be at hand: what is stored for
        exactly this class, through it and the classes above; what is stored for it and
        any below, through exact ones below it, too.
        """
        key = is_exact, of, name
        node = self._slots.get(key)
        if node is not None:
            return node
        node = self._slots[key] = self.graph.node()
        self._show_below(of, name, node)
        if is_exact:
            views = [self._views.get((True, of, name))]
        else:
            views = list(self._exact_below.get((of, name), ()))
        for view in views:
            if view is not None:
                self.graph.edge(node, view)
        return node

    def _told_slot(self, of: ClassNode, name: str) -> int:
        """Return the node of what constructors store for a class that nobody makes.

        Exact objects have slots of their own for that.
        """
        node = self._told.get((of, name))
        if node is None:
            node = self._told[of, name] = self.graph.node()
            self._show_below(of, name, node)
        return node

    def _show_below(self, of: ClassNode, name: str, node: int) -> None:
        """Let a slot be read on a class of its own or one above."""
        for above in of.mro:
            self._stored_below.setdefault((above, name), []).append(node)
            view = self._views.get((False, above, name))
            if view is not None:
                self.graph.edge(node, view)

    def _shared_slot(self, of: ClassNode, name: str) -> int:
        """Return the node of what is stored alike on objects of a class and all below.

        What depends on the receiver or on arguments is not: of those below more is
        known, or nothing.
        """
        node = self._shared.get((of, name))
        if node is None:
            node = self._shared[of, name] = self.graph.node()
            self.graph.edge(node, self._slot(False, of, name))  # noqa: FBT003
            for view in self._any_below.get((of, name), ()):
                self.graph.edge(node, view)
        return node

    def view(self, obj: Obj, name: str) -> int:
        """Return the node of all that an attribute read on an object may hold.

        Of what is only annotated it is nothing that classes below keep for themselves.
        """
        key = obj.sort != Sort.SELF, obj.of, name
        node = self._views.get(key)
        if node is not None:
            return node
        node = self._views[key] = self.graph.node()
        if not key[0]:
            for stored in self._stored_below.get((obj.of, name), ()):
                self.graph.edge(stored, node)
            for above in obj.of.mro:
                self._any_below.setdefault((above, name), []).append(node)
                if (above, name) in self._shared:
                    self.graph.edge(self._shared[above, name], node)
            return node
        slots = [self._slots.get((True, obj.of, name))]
        for above in obj.of.mro:
            self._exact_below.setdefault((above, name), []).append(node)
            slots.append(self._slots.get((False, above, name)))
        for slot in slots:
            if slot is not None:
                self.graph.edge(slot, node)
        return node

    def _load_from_instance(self, obj: Obj, name: str, target: int) -> None:
        for ancestor in obj.of.mro:
            if self._is_in_body(ancestor, name):
                self._load_member(obj, ancestor, name, target)
                if obj.sort == Sort.SELF:
                    self._load_overriding(obj, name, target)
                break
        self.graph.edge(self.view(obj, name), target)

    def _load_overriding(self, obj: Obj, name: str, target: int) -> None:
        """Let the methods of the classes below reach a node, unless they are many."""
        overriding = self._overriding(obj.of, name)
        if len(overriding) <= _MOST_OVERRIDING:
            for node in overriding:
                below = self.objects.get(Sort.SELF, node)
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
            found = [b for b in reached if self.functions.method(b, name) is not None]
            self._overriders[key] = found
        return found

    def _load_from_class(self, obj: Obj, name: str, target: int) -> None:
        for ancestor in obj.of.mro:
            if self._is_in_body(ancestor, name):
                self._load_member(obj, ancestor, name, target)
                return

    def _show_held(self, variable: int, target: int, held: Obj) -> None:
        """Let what a class attribute holds be read, unless a descriptor answers."""
        is_object = held.sort in INSTANCES
        if not (is_object and any("__get__" in a.members for a in held.of.mro)):
            self.graph.put(target, held, None, variable)

    def _load_from_super(self, obj: Obj, name: str, target: int) -> None:
        receiver: Obj = obj.to
        if receiver.sort not in INSTANCES | CLASSES:
            return
        order = receiver.of.mro if obj.of in receiver.of.mro else obj.of.mro
        for ancestor in order[order.index(obj.of) + 1 :]:
            if self._is_in_body(ancestor, name):
                self._load_member(receiver, ancestor, name, target)
                return

    @staticmethod
    def _is_in_body(node: ClassNode, name: str) -> bool:
        return node.fact is not None and name in node.body_names

    def _load_member(self, obj: Obj, owner: ClassNode, name: str, target: int) -> None:
        function = self.functions.method(owner, name)
        on_instance = obj.sort in INSTANCES
        if function is None:
            module, fact = owner.source
            variable = self.variable(module, f"{fact.qualname}.{name}")
            self.graph.watch(variable, self._show_held, variable, target)
            return
        if function.is_opaque and not function.is_property:
            return
        if function.is_property:
            if on_instance:
                told = function.gives_own and not self.is_any(obj, function)
                body = self.body(function, obj if told else None)
                self.graph.edge(body.returned, target)
        elif function.is_static or not (on_instance or function.on_class):
            self.graph.put(target, self.objects.get(Sort.FUNCTION, function))
        else:
            self.graph.put(target, self.objects.get(Sort.METHOD, function, obj))
