"""What checks and annotations of values keep away from the code behind them.

An annotation keeps only that away which shows that the flow is wrong: where nothing but
texts, numbers and collections are meant, no object of another class arrives. What else
an annotation says is not believed: the values that arrive are.
"""

from collections.abc import Mapping

from ssot_audit.extract.flow_facts import Annotation, Check, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.checks import PLAIN, Checks, Type
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.objects import INSTANCES, Obj
from ssot_audit.link.flow.world import World
from ssot_audit.link.located import Module

Types = tuple[Type, ...]


class Narrowing:
    """Lets only some of the objects through."""

    def __init__(self, world: World) -> None:
        """Read what is annotated."""
        self._graph = world.graph
        self._hierarchy = world.hierarchy
        stored = {
            name
            for module in {function.module for function in world.functions}
            for name in module.facts.stored_attributes
        }
        self._checks = Checks(world.hierarchy, stored)
        self._plain_parameters: dict[Function, Mapping[str, Types]] = {}
        self._plain_attributes: dict[str, dict[ClassNode, Types]] = {}
        self._plain_reads: dict[tuple[int, Types], int] = {}
        self._known_types: dict[tuple[Module, tuple[str, ...]], Types] = {}
        # Each of these is made once, not once for each node.
        self._let_checked, self._let_plain = self._pass_check, self._pass_plain
        self._let_same, self._let_other = self._pass_same, self._pass_other
        for function in world.functions:
            self._read_annotations(function)

    def only(self, body: Body, index: int, value: Value) -> None:
        """Connect a checked value with what it is made of."""
        graph = self._graph
        base, target = body.nodes[value.base], body.nodes[index]
        if base < 0:
            return
        if not value.guard & Check.SAME:
            types = self._types(body, value.parts)
            graph.watch(base, self._let_checked, base, target, value, types)
            return
        # A name that is compared with is nearly always bound before it is handed on,
        # so that what is to be kept away is known in time.
        same = body.nodes[value.parts[0]]
        if value.guard & Check.FAILED:
            graph.watch(base, self._let_other, base, target, same)
        else:
            graph.watch(base, self._let_same, base, target, same)
            graph.watch(same, self._let_same, same, target, base)

    def _pass_check(
        self, source: int, target: int, value: Value, types: Types, obj: Obj
    ) -> None:
        if self._checks.passes(obj, value.guard, value.name, types):
            self._graph.put(target, obj, None, source)

    def _pass_other(self, source: int, target: int, same: int, obj: Obj) -> None:
        if obj not in self._graph.reached[same]:
            self._graph.put(target, obj, None, source)

    def _pass_same(self, source: int, target: int, same: int, obj: Obj) -> None:
        if obj in self._graph.reached[same]:
            self._graph.put(target, obj, None, source)

    def _pass_plain(self, source: int, target: int, types: Types, obj: Obj) -> None:
        if self._checks.is_plain(obj, types):
            self._graph.put(target, obj, None, source)

    def _types(self, body: Body, parts: tuple[int, ...]) -> Types:
        values, module = body.function.flow.values, body.function.module
        return self._named(module, tuple([values[part].name for part in parts]))

    def _named(self, module: Module, references: tuple[str, ...]) -> Types:
        key = module, references
        known = self._known_types.get(key)
        if known is None:
            known = tuple([self._type(module, name) for name in references])
            self._known_types[key] = known
        return known

    def _type(self, module: Module, reference: str) -> Type:
        found = self._hierarchy.resolve(module, reference) if reference else ""
        if isinstance(found, ClassNode):
            return Type(found, found.dotted)
        full = self._hierarchy.full_name(module, reference) if reference else ""
        return Type(None, full)

    def received(self, body: Body, name: str) -> int:
        """Return the node of what a function finds in a parameter."""
        node = body.parameters.get(name, -1)
        types = self._plain_parameters.get(body.function, {}).get(name)
        if types is None or node < 0:
            return node
        target = self._graph.node()
        self._graph.watch(node, self._let_plain, node, target, types)
        return target

    def read(self, name: str, target: int, obj: Obj) -> int:
        """Return the node that what an attribute of an object holds is let through to.

        It is `target`, or one before it.
        """
        annotated = self._plain_attributes.get(name)
        if annotated is not None and obj.sort in INSTANCES:
            types = next((annotated[a] for a in obj.of.mro if a in annotated), None)
            if types is not None:
                return self._plain_read(target, types)
        return target

    def _plain_read(self, target: int, types: Types) -> int:
        """Return a node of which only plain values reach another."""
        key = target, types
        node = self._plain_reads.get(key)
        if node is None:
            node = self._plain_reads[key] = self._graph.node()
            self._graph.watch(node, self._let_plain, node, target, types)
        return node

    def _read_annotations(self, function: Function) -> None:
        parameters: dict[str, Types] = {}
        for annotation in function.flow.annotations:
            types = self._plain_types(function.module, annotation)
            if not types:
                continue
            owner, _, name = annotation.name.rpartition(".")
            node = self._annotated_class(function, owner) if owner else None
            if node is not None:
                self._plain_attributes.setdefault(name, {})[node] = types
            elif not owner:
                parameters[name] = types
        if parameters:
            self._plain_parameters[function] = parameters

    def _annotated_class(self, function: Function, owner: str) -> ClassNode | None:
        """Return the class whose attribute `self.x` or `C.x` is annotated."""
        receiver = function.receiver
        if receiver is not None and owner == receiver.name:
            return function.owner
        for node in self._hierarchy.in_module(function.module):
            if node.source[1].qualname == owner:
                return node
        return None

    def _plain_types(self, module: Module, annotation: Annotation) -> Types:
        """Return the types of an annotation if no other objects are meant."""
        types = self._named(module, annotation.types)
        return types if all(known.dotted in PLAIN for known in types) else ()
