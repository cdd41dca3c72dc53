"""What checks and annotations of values keep away from the code behind them.

An annotation keeps only that away which shows that the flow is wrong: where nothing but
texts, numbers and collections are meant, no object of another class arrives. What else
an annotation says is not believed: the values that arrive are.
"""

from collections.abc import Callable, Mapping

from ssot_audit.extract.flow_facts import Annotation, Check, Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.bodies import Body, Function, Functions
from ssot_audit.link.flow.calls import CallFlow
from ssot_audit.link.flow.checks import PLAIN, Checks, Type
from ssot_audit.link.flow.objects import INSTANCES, Obj
from ssot_audit.link.located import Module

_Types = tuple[Type, ...]


class NarrowingFlow(CallFlow):
    """Lets only some of the objects through."""

    def __init__(self, hierarchy: Hierarchy, functions: Functions) -> None:
        """Read what is annotated."""
        super().__init__(hierarchy, functions)
        stored = {
            name
            for module in {function.module for function in functions}
            for name in module.facts.stored_attributes
        }
        self._checks = Checks(hierarchy, stored)
        self._plain_parameters: dict[Function, Mapping[str, _Types]] = {}
        self._plain_attributes: dict[str, dict[ClassNode, _Types]] = {}
        self._plain_reads: dict[tuple[int, _Types], int] = {}
        for function in functions:
            self._read_annotations(function)

    def only(self, body: Body, index: int, value: Value) -> None:
        """Connect a checked value with what it is made of."""
        base, target = body.nodes[value.base], body.nodes[index]
        if base < 0:
            return
        if value.guard & Check.SAME:
            failed = bool(value.guard & Check.FAILED)
            self._only_same(base, target, body.nodes[value.parts[0]], failed=failed)
            return
        values, module = body.function.flow.values, body.function.module
        types = [self._type(module, values[part]) for part in value.parts]
        check, member = value.guard, value.name
        self._let(
            base, target, lambda obj: self._checks.passes(obj, check, member, types)
        )

    def _let(self, base: int, target: int, accepts: Callable[[Obj], bool]) -> None:
        """Let objects that are accepted pass from one node to another."""

        def reached(obj: Obj) -> None:
            if accepts(obj):
                self.graph.put(target, obj, None, base)

        self.graph.watch(base, reached)

    def _only_same(self, base: int, target: int, same: int, *, failed: bool) -> None:
        """Let the objects pass that a name stands for, or all others.

        A name that is compared with is nearly always bound before it is handed on, and
        so is the object known that is to be kept away.
        """
        known = self.graph.reached[same]
        self._let(base, target, lambda obj: (obj in known) != failed)
        if not failed:
            reached = self.graph.reached[base]
            self._let(same, target, lambda obj: obj in reached)

    def _type(self, module: Module, value: Value) -> Type:
        if value.kind != Kind.NAME:
            return Type(None, "")
        return self._named(module, value.name)

    def _named(self, module: Module, reference: str) -> Type:
        found = self.hierarchy.resolve(module, reference)
        if isinstance(found, ClassNode):
            return Type(found, found.dotted)
        return Type(None, self.hierarchy.full_name(module, reference))

    def received(self, body: Body, name: str) -> int:
        """Return the node of what a function finds in a parameter."""
        node = body.parameters.get(name, -1)
        types = self._plain_parameters.get(body.function, {}).get(name)
        if types is None or node < 0:
            return node
        target = self.graph.node()
        self._let(node, target, lambda obj: self._checks.is_plain(obj, types))
        return target

    def read(self, obj: Obj, name: str, target: int) -> int:
        """Return the node to which what an attribute holds is to be loaded."""
        annotated = self._plain_attributes.get(name)
        if annotated is None or obj.sort not in INSTANCES:
            return target
        types = next((annotated[a] for a in obj.of.mro if a in annotated), None)
        if types is None:
            return target
        key = target, types
        node = self._plain_reads.get(key)
        if node is None:
            node = self._plain_reads[key] = self.graph.node()
            self._let(node, target, lambda held: self._checks.is_plain(held, types))
        return node

    def _read_annotations(self, function: Function) -> None:
        parameters: dict[str, _Types] = {}
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
        for node in self.hierarchy.in_module(function.module):
            if node.source[1].qualname == owner:
                return node
        return None

    def _plain_types(self, module: Module, annotation: Annotation) -> _Types:
        """Return the types of an annotation if no other objects are meant."""
        types = tuple([self._named(module, name) for name in annotation.types])
        return types if all(known.dotted in PLAIN for known in types) else ()
