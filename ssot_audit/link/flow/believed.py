"""What annotations say: believed where nothing better is known."""

from ssot_audit.extract.flow_facts import Annotation
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.functions import Function
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import Sort
from ssot_audit.link.flow.world import World


class Beliefs:
    """The places that annotations speak of, and what they say is there."""

    def __init__(self, world: World, attributes: Attributes) -> None:
        """Believe nothing yet."""
        self._world = world
        self._attributes = attributes

    def believe(self, body: Body, place: Annotation) -> None:
        """Let what an annotation names reach its place if nothing else does."""
        function, graph = body.function, self._world.graph
        node = self.place(body, place.name)
        if node is None or graph.reached[node]:
            return
        for reference in place.types:
            known = self._world.hierarchy.resolve(function.module, reference)
            if isinstance(known, ClassNode) and _may_be_held(known):
                text = f"is annotated as `{known.name}`"
                module, span = function.module, function.flow.span
                step = Step(module, span, text, is_annotation=True)
                graph.put(node, self._world.objects.get(Sort.ANNOTATED, known), step)

    def place(self, body: Body, name: str) -> int | None:
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
        node = self._class(function, owner)
        if node is None:
            return None
        receiver = self._world.objects.get(Sort.SELF, node)
        return self._attributes.view(receiver, attribute)

    def _class(self, function: Function, owner: str) -> ClassNode | None:
        """Return the class that `self`, or a name in a module's own code, means."""
        if not function.flow.qualname:
            return self._world.functions.classes[function.module].get(owner)
        receiver = function.receiver
        is_own = receiver is not None and receiver.name == owner
        return function.owner if is_own else None


def _may_be_held(node: ClassNode) -> bool:
    """Tell whether what is annotated is what is read: a descriptor is not."""
    return node.fact is not None and not any("__get__" in a.members for a in node.mro)
