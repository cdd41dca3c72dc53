"""From value tables to constraints, and their solution.

What the precision rests on:

- Methods are worked out once; their receiver is "this class or one below it". The
  constructors of a class that is made somewhere are worked out for that very class, so
  that subclasses do not share what each hands to a constructor of their base.
- What constructors store is kept for each class that is made, what other methods store
  for the class of the method.
- A local name holds what can have been assigned where it is read (see
  `extract.flow_facts`); parameters, attributes and module variables hold whatever
  reaches them anywhere.
- Production code is solved by itself: nothing that a test makes reaches it.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar

from ssot_audit.extract.flow_facts import Kind, ModuleFlow, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.believed import Beliefs
from ssot_audit.link.flow.binding import Binding
from ssot_audit.link.flow.bodies import Body, Site
from ssot_audit.link.flow.calls import Calls
from ssot_audit.link.flow.containers import Containers
from ssot_audit.link.flow.defaults import Defaults
from ssot_audit.link.flow.functions import Function, Functions
from ssot_audit.link.flow.graph import Graph, Step
from ssot_audit.link.flow.names import Names
from ssot_audit.link.flow.narrowing import Narrowing
from ssot_audit.link.flow.objects import INSTANCES, Obj, Objects, Sort
from ssot_audit.link.flow.stores import Stores
from ssot_audit.link.flow.world import World
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Symbols

_UNFOLLOWED = frozenset({Kind.UNKNOWN, Kind.SPREAD})


class Solver:
    """The object flow of some modules."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        flows: Mapping[Module, ModuleFlow],
    ) -> None:
        """Make all constraints and solve them."""
        self.graph = Graph()
        self.functions = Functions(hierarchy, flows)
        self.hierarchy = hierarchy
        self.bodies: dict[tuple[Function, Obj | None, Site | None], Body] = {}
        self._objects = Objects()
        world = World(
            self.graph, self._objects, hierarchy, self.functions, self._body_of
        )
        self._names = Names(world, symbols)
        self._narrowing = Narrowing(world)
        self._containers = Containers(self.graph, self._objects)
        self._defaults = Defaults(self.graph)
        self._attributes = Attributes(world, self._names)
        self._stores = Stores(world, self._attributes)
        binding = Binding(self.graph, self._defaults)
        self._calls = Calls(world, self._attributes, self._containers, binding)
        self._beliefs = Beliefs(world, self._attributes)
        self._load = self._read
        """One bound method for all watchers."""
        for function in self.functions:
            self._body_of(function, None, None)
        self.graph.solve()
        self._believe_annotations()

    @property
    def dynamic(self) -> AbstractSet[ClassNode]:
        """Classes whose objects get attributes under names that are not known."""
        return self._attributes.dynamic

    def annotated(self, body: Body, name: str) -> int | None:
        """Return the node of what an annotation in a function speaks of."""
        return self._beliefs.place(body, name)

    def _believe_annotations(self) -> None:
        """Let what annotations name reach where nothing better is known."""
        done = 0
        while done < len(self.bodies):
            bodies = tuple(self.bodies.values())[done:]
            done += len(bodies)
            for body in bodies:
                for place in body.function.flow.annotations:
                    self._beliefs.believe(body, place)
            self.graph.solve()

    def _body_of(
        self, function: Function, receiver: Obj | None, site: Site | None
    ) -> Body:
        """Return a function's body, worked out when it is first asked for."""
        key = function, receiver, site
        known = self.bodies.get(key)
        if known is None:
            known = self.bodies[key] = self._new_body(function, receiver, site)
            for value in function.flow.values:
                known.nodes.append(self._value(known, value))
            self._connect(known)
        return known

    def _new_body(
        self, function: Function, told: Obj | None, site: Site | None
    ) -> Body:
        graph = self.graph
        body = Body(function, told, site)
        body.returned, body.yielded = graph.node(), graph.node()
        for parameter in function.flow.parameters:
            body.parameters[parameter.name] = graph.node()
        self._defaults.note(body)
        receiver, owner = function.receiver, function.owner
        if receiver is not None and owner is not None:
            obj = told
            if obj is None or (function.on_class and obj.sort in INSTANCES):
                sort = Sort.SELF_CLASS if function.on_class else Sort.SELF
                obj = self._objects.get(sort, told.of if told else owner)
            graph.put(body.parameters[receiver.name], obj)
        return body

    def _value(self, body: Body, value: Value) -> int:
        kind = value.kind
        if kind in _UNFOLLOWED:
            return -1
        if kind == Kind.PARAMETER:
            return self._narrowing.received(body, value.name)
        if kind == Kind.NAME:
            return self._names.meant(body.function.module, value.name)
        return self.graph.node()

    def _connect(self, body: Body) -> None:
        flow = body.function.flow
        for index, value in enumerate(flow.values):
            connect = self._CONNECT.get(value.kind)
            if connect is not None:
                connect(self, body, index, value)
        for store in flow.stores:
            self._stores.connect(body, store)
        self._connect_names(body)
        self._connect_results(flow.returns, body, body.returned)
        self._connect_results(flow.yields, body, body.yielded)
        for number, parameter, index in flow.defaults:
            if body.nodes[index] >= 0:
                function = self.functions.numbered(body.function.module, number)
                self._defaults.add(function, parameter, body.nodes[index])

    def _connect_names(self, body: Body) -> None:
        """Let what a function binds reach the names that outlive its calls."""
        module, qualname = body.function.module, body.function.flow.qualname
        for binding in body.function.flow.bindings:
            node = body.nodes[binding.value]
            if node >= 0:
                text = f"becomes `{binding.name}`"
                step = Step(module, binding.span, text, qualname, is_store=True)
                self.graph.edge(node, self._names.variable(module, binding.name), step)

    def _connect_results(self, results: Iterable[int], body: Body, target: int) -> None:
        for index in results:
            if body.nodes[index] >= 0:
                self.graph.edge(body.nodes[index], target)

    def _attribute(self, body: Body, index: int, value: Value) -> None:
        base, target = body.nodes[value.base], body.nodes[index]
        if base >= 0:
            self.graph.watch(base, self._load, value.name, target)

    def _read(self, name: str, target: int, obj: Obj) -> None:
        self._attributes.load(name, self._narrowing.read(name, target, obj), obj)

    def _either(self, body: Body, index: int, value: Value) -> None:
        self._connect_results(value.parts, body, body.nodes[index])

    def _container(self, body: Body, index: int, value: Value) -> None:
        self._containers.make(body, index, value)

    def _element(self, body: Body, index: int, value: Value) -> None:
        base = body.nodes[value.base]
        if base >= 0:
            self._containers.elements(base, body.nodes[index], value.name)

    def _awaited(self, body: Body, index: int, value: Value) -> None:
        base = body.nodes[value.base]
        if base >= 0:
            self.graph.watch(base, self._await, body.nodes[index])

    def _await(self, target: int, obj: Obj) -> None:
        if obj.sort == Sort.COROUTINE:
            self.graph.edge(obj.of, target)

    def _entered(self, body: Body, index: int, value: Value) -> None:
        base = body.nodes[value.base]
        if base >= 0:
            self.graph.watch(
                base, self._calls.enter, value.name, base, body.nodes[index]
            )

    def _super(self, body: Body, index: int, _value: Value) -> None:
        function = body.function
        owner, receiver = function.owner, function.receiver
        if owner is None or receiver is None:
            return
        received = body.parameters[receiver.name]
        self.graph.watch(received, self._see_super, owner, body.nodes[index])

    def _see_super(self, owner: ClassNode, target: int, obj: Obj) -> None:
        self.graph.put(target, self._objects.get(Sort.SUPER, owner, obj))

    def _function(self, body: Body, index: int, value: Value) -> None:
        function = self.functions.numbered(body.function.module, value.base)
        obj = self._objects.get(Sort.FUNCTION, function)
        self.graph.put(body.nodes[index], obj)

    def _lambda(self, body: Body, index: int, value: Value) -> None:
        result = body.nodes[value.base]
        if result >= 0:
            self.graph.put(body.nodes[index], self._objects.get(Sort.LAMBDA, result))

    def _call(self, body: Body, index: int, _value: Value) -> None:
        self._calls.watch(body, index)

    def _only(self, body: Body, index: int, value: Value) -> None:
        self._narrowing.only(body, index, value)

    _CONNECT: ClassVar[Mapping[int, Callable[["Solver", Body, int, Value], None]]] = {
        Kind.ATTRIBUTE: _attribute,
        Kind.CALL: _call,
        Kind.EITHER: _either,
        Kind.CONTAINER: _container,
        Kind.ELEMENT: _element,
        Kind.AWAITED: _awaited,
        Kind.ENTERED: _entered,
        Kind.SUPER: _super,
        Kind.FUNCTION: _function,
        Kind.LAMBDA: _lambda,
        Kind.ONLY: _only,
    }
