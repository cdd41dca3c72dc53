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

from collections.abc import Mapping

from ssot_audit.extract import facts
from ssot_audit.extract.flow_facts import (
    Annotation,
    AttributeStore,
    Kind,
    ModuleFlow,
    Value,
)
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.bodies import Body, Function, Functions, Site
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.narrowing import NarrowingFlow
from ssot_audit.link.flow.objects import INSTANCES, Obj, Sort
from ssot_audit.link.located import External, Module
from ssot_audit.link.symbols import Definition, Symbols


class Solver(NarrowingFlow):
    """The object flow of some modules."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        flows: Mapping[Module, ModuleFlow],
    ) -> None:
        """Make all constraints and solve them."""
        super().__init__(hierarchy, Functions(hierarchy, flows))
        self._symbols = symbols
        self._load = self.load
        """One bound method for all watchers."""
        self._names: dict[tuple[Module, str], int] = {}
        self._variables: dict[tuple[Module, str], int] = {}
        for function in self.functions:
            self.body(function)
        self.graph.solve()
        self._believe_annotations()

    def _believe_annotations(self) -> None:
        """Let what annotations name reach where nothing better is known."""
        done = 0
        while done < len(self.bodies):
            bodies = tuple(self.bodies.values())[done:]
            done += len(bodies)
            for body in bodies:
                for place in body.function.flow.annotations:
                    self._believe(body, place)
            self.graph.solve()

    def annotated(self, body: Body, name: str) -> int | None:
        """Return the node of what an annotation in a function speaks of.

        It is a parameter, `return`, `self.attribute`, or `Class.attribute` in the body
        of a class.
        """
        function = body.function
        if name == "return":
            is_plain = not (function.flow.is_generator or function.is_opaque)
            return body.returned if is_plain else None
        owner, dot, attribute = name.rpartition(".")
        if not dot:
            return body.parameters.get(name)
        if not function.flow.qualname:
            node = self.functions.classes[function.module].get(owner)
        else:
            receiver = function.receiver
            is_own = receiver is not None and receiver.name == owner
            node = function.owner if is_own else None
        if node is None:
            return None
        return self.view(self.objects.get(Sort.SELF, node), attribute)

    def _believe(self, body: Body, place: Annotation) -> None:
        function = body.function
        node = self.annotated(body, place.name)
        if node is None or self.graph.reached[node]:
            return
        for reference in place.types:
            known = self.hierarchy.resolve(function.module, reference)
            if isinstance(known, ClassNode) and _may_be_held(known):
                text = f"is annotated as `{known.name}`"
                module, span = function.module, function.flow.span
                step = Step(module, span, text, is_annotation=True)
                self.graph.put(node, self.objects.get(Sort.ANNOTATED, known), step)

    def body(
        self, function: Function, receiver: Obj | None = None, site: Site | None = None
    ) -> Body:
        """Return a function's body, worked out when it is first asked for."""
        key = function, receiver, site
        known = self.bodies.get(key)
        if known is None:
            known = self.bodies[key] = self._new_body(function, receiver, site)
            for index, value in enumerate(function.flow.values):
                known.nodes.append(self._value(known, index, value))
            self._connect(known)
        return known

    def variable(self, module: Module, name: str) -> int:
        """Return the node of a name that outlives calls."""
        key = module, name
        if key not in self._variables:
            self._variables[key] = self.graph.node()
        return self._variables[key]

    def _new_body(
        self, function: Function, told: Obj | None, site: Site | None
    ) -> Body:
        graph = self.graph
        body = Body(function, told, site)
        body.returned, body.yielded = graph.node(), graph.node()
        for parameter in function.flow.parameters:
            body.parameters[parameter.name] = graph.node()
        self.made.setdefault(function, []).append(body)
        if told is None and site is None:
            # Nobody knows who else calls it.
            for name, node, step in self.defaults.get(function, ()):
                graph.edge(node, body.parameters[name], step)
        receiver, owner = function.receiver, function.owner
        if receiver is not None and owner is not None:
            obj = told
            if obj is None or (function.on_class and obj.sort in INSTANCES):
                sort = Sort.SELF_CLASS if function.on_class else Sort.SELF
                obj = self.objects.get(sort, told.of if told else owner)
            graph.put(body.parameters[receiver.name], obj)
        return body

    def _value(self, body: Body, index: int, value: Value) -> int:
        kind = value.kind
        if kind == Kind.UNKNOWN or kind == Kind.SPREAD:
            return -1
        if kind == Kind.PARAMETER:
            return self.received(body, value.name)
        if kind == Kind.NAME:
            return self._name(body.function.module, value.name)
        return self.graph.node()

    def _connect(self, body: Body) -> None:
        flow = body.function.flow
        for index, value in enumerate(flow.values):
            connect = self._CONNECT.get(value.kind)
            if connect is not None:
                connect(self, body, index, value)
        for store in flow.stores:
            self._store(body, store)
        module = body.function.module
        for binding in flow.bindings:
            node = body.nodes[binding.value]
            if node >= 0:
                text = f"becomes `{binding.name}`"
                step = Step(module, binding.span, text, flow.qualname, is_store=True)
                self.graph.edge(node, self.variable(module, binding.name), step)
        for results, target in (
            (flow.returns, body.returned),
            (flow.yields, body.yielded),
        ):
            for index in results:
                if body.nodes[index] >= 0:
                    self.graph.edge(body.nodes[index], target)
        for number, parameter, index in flow.defaults:
            self._default(body, number, parameter, body.nodes[index])

    def _default(self, body: Body, number: int, parameter: str, node: int) -> None:
        function = self.functions.numbered(body.function.module, number)
        if node < 0:
            return
        step = Step(
            function.module,
            function.flow.span,
            f"is the default of `{parameter}` of `{function.shown}`",
            is_default=True,
        )
        self.defaults.setdefault(function, []).append((parameter, node, step))
        for made in self.made.get(function, ()):
            is_any = made.receiver is None and made.site is None
            if is_any or parameter in made.unpassed:
                self.graph.edge(node, made.parameters[parameter], step)

    def _name(self, module: Module, reference: str) -> int:
        key = module, reference
        if key not in self._names:
            self._names[key] = self._resolved(module, reference)
        return self._names[key]

    def _resolved(self, module: Module, reference: str) -> int:
        found = self._symbols.resolve(module, reference)
        if isinstance(found, Definition) and isinstance(found.fact, facts.Variable):
            return self.variable(found.module, found.fact.name)
        obj = self.definition(found)
        if obj is None:
            return self.variable(module, reference)
        node = self.graph.node()
        self.graph.put(node, obj)
        return node

    def definition(self, found: object) -> Obj | None:
        """Return the object that a resolved name is, if it is one."""
        if isinstance(found, Module):
            return self.objects.get(Sort.MODULE, found)
        if isinstance(found, External):
            return self.objects.get(Sort.EXTERNAL, found.dotted)
        if not isinstance(found, Definition):
            return None
        if isinstance(found.fact, facts.Class):
            node = self.hierarchy.node(found.module, found.fact)
            return self.objects.get(Sort.CLASS, node)
        if isinstance(found.fact, facts.Function):
            known = found.fact
            function = self.functions.at(found.module, known.qualname, known.span.line)
            return self.objects.get(Sort.FUNCTION, function) if function else None
        return None

    def _attribute(self, body: Body, index: int, value: Value) -> None:
        base, target = body.nodes[value.base], body.nodes[index]
        if base >= 0:
            self.graph.watch(base, self._load, value.name, target)

    def _store(self, body: Body, store: AttributeStore) -> None:
        base, node = body.nodes[store.base], body.nodes[store.value]
        if base < 0 or node < 0:
            return
        if store.name in {"__class__", "__dict__"}:
            self.graph.watch(base, self.open)
        else:
            self.graph.watch(base, self._stored, body.function, store, node)

    def _stored(
        self, function: Function, store: AttributeStore, node: int, obj: Obj
    ) -> None:
        if obj.sort in INSTANCES and self._set(obj, store.name, node):
            return
        varies = store.value in function.varying
        is_told = varies and function.sets
        target = self.slot(obj, store.name, is_shared=not varies, is_told=is_told)
        if target is not None:
            text = f"is stored as `{_shown(obj)}.{store.name}`"
            holder = obj.of if obj.sort == Sort.INSTANCE else None
            step = Step(
                function.module,
                store.span,
                text,
                function.flow.qualname,
                is_store=True,
                holder=holder,
            )
            self.graph.edge(node, target, step)

    def _set(self, obj: Obj, name: str, source: int) -> bool:
        """Run the setter of a property; tell whether the attribute is one."""
        for ancestor in obj.of.mro:
            if self._is_in_body(ancestor, name):
                getter = self.functions.method(ancestor, name)
                setter = self.functions.setter(ancestor, name)
                if setter is not None and len(setter.flow.parameters) > 1:
                    value = setter.flow.parameters[1].name
                    told = None if self.is_any(obj, setter) else obj
                    body = self.body(setter, told)
                    self.graph.edge(source, body.parameters[value])
                return setter is not None or (getter is not None and getter.is_property)
        return False

    def member_of(self, module: Module, name: str) -> int:
        """Return the node of a module's attribute."""
        return self._module_member(module, name)

    def _module_member(self, module: Module, name: str) -> int:
        key = module, f".{name}"
        if key not in self._names:
            found = self._symbols.member(module, name)
            if isinstance(found, Definition) and isinstance(found.fact, facts.Variable):
                self._names[key] = self.variable(found.module, found.fact.name)
            else:
                obj = self.definition(found)
                self._names[key] = node = self.graph.node()
                if obj is not None:
                    self.graph.put(node, obj)
        return self._names[key]

    def _either(self, body: Body, index: int, value: Value) -> None:
        for part in value.parts:
            if body.nodes[part] >= 0:
                self.graph.edge(body.nodes[part], body.nodes[index])

    def _container(self, body: Body, index: int, value: Value) -> None:
        target = body.nodes[index]
        items = self.graph.node()
        container = self.objects.get(Sort.CONTAINER, items)
        parts = body.function.flow.values
        is_tuple = value.name == "tuple" and not any(
            parts[part].kind == Kind.SPREAD for part in value.parts
        )
        if is_tuple:
            self.tuples.add(container)
        for number, part in enumerate(value.parts):
            made = body.function.flow.values[part]
            node = body.nodes[made.base if made.kind == Kind.SPREAD else part]
            if node < 0:
                continue
            if made.kind == Kind.SPREAD:
                self.elements(node, items)
                continue
            self.graph.edge(node, items)
            if is_tuple:
                self.graph.edge(node, self.item(container, str(number)))
        self.graph.put(target, container)

    def _element(self, body: Body, index: int, value: Value) -> None:
        if body.nodes[value.base] >= 0:
            self.elements(body.nodes[value.base], body.nodes[index], value.name)

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
            self.graph.watch(base, self._enter, value.name, body.nodes[index])

    def _enter(self, name: str, target: int, obj: Obj) -> None:
        if obj.sort == Sort.MANAGER:
            self.graph.edge(obj.of, target)
        elif obj.sort in INSTANCES:
            self.entered(obj, name, target)

    def _super(self, body: Body, index: int, _value: Value) -> None:
        function = body.function
        owner, receiver = function.owner, function.receiver
        if owner is None or receiver is None:
            return
        received = body.parameters[receiver.name]
        self.graph.watch(received, self._see_super, owner, body.nodes[index])

    def _see_super(self, owner: ClassNode, target: int, obj: Obj) -> None:
        self.graph.put(target, self.objects.get(Sort.SUPER, owner, obj))

    def _function(self, body: Body, index: int, value: Value) -> None:
        function = self.functions.numbered(body.function.module, value.base)
        obj = self.objects.get(Sort.FUNCTION, function)
        self.graph.put(body.nodes[index], obj)

    def _lambda(self, body: Body, index: int, value: Value) -> None:
        result = body.nodes[value.base]
        if result >= 0:
            self.graph.put(body.nodes[index], self.objects.get(Sort.LAMBDA, result))

    def _call(self, body: Body, index: int, value: Value) -> None:
        base = body.nodes[value.base]
        if base >= 0:
            self.watch_call(body, index, value)

    def _only(self, body: Body, index: int, value: Value) -> None:
        if body.nodes[value.base] >= 0:
            self.only(body, index, value)

    _CONNECT = {
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


def _may_be_held(node: ClassNode) -> bool:
    """Tell whether what is annotated is what is read: a descriptor is not."""
    return node.fact is not None and not any("__get__" in a.members for a in node.mro)


def _shown(obj: Obj) -> str:
    """Return the name of what an attribute is stored on."""
    name: str = obj.of.name
    return name
