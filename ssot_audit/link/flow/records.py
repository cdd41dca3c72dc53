"""Classes whose constructor is made out of their annotated fields."""

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.bodies import Arguments
from ssot_audit.link.flow.objects import Obj
from ssot_audit.link.flow.world import World

_MAKERS = frozenset(
    {
        "dataclasses.dataclass",
        "attr.s",
        "attr.define",
        "attr.dataclass",
        "attr.frozen",
        "attrs.define",
        "attrs.frozen",
    }
)


class Records:
    """Data classes, the classes of `attrs`, and named tuples."""

    def __init__(self, world: World, attributes: Attributes) -> None:
        """Look at classes when they are made."""
        self._graph = world.graph
        self._hierarchy = world.hierarchy
        self._attributes = attributes

    def is_record(self, node: ClassNode) -> bool:
        """Tell whether a class of ours gets a constructor made for it."""
        module, fact = node.source
        return any(
            self._hierarchy.full_name(module, decorator) in _MAKERS
            for decorator in fact.decorators
        ) or any(base.dotted == "typing.NamedTuple" for base in node.bases)

    def bind(self, made: Obj, arguments: Arguments) -> None:
        """Bind the arguments of such a constructor to the fields."""
        node: ClassNode = made.of
        fields = self._fields(node)
        pairs = [*zip(fields, arguments.positional, strict=False), *arguments.keywords]
        for name, source in pairs:
            target = self._attributes.slot(made, name)
            if name in fields and source >= 0 and target is not None:
                step = arguments.step(f"is stored as `{node.name}.{name}`")
                self._graph.edge(source, target, step)

    def _fields(self, node: ClassNode) -> dict[str, None]:
        return dict.fromkeys(
            member.name
            for ancestor in reversed(node.mro)
            if ancestor.fact is not None and self.is_record(ancestor)
            for member in ancestor.fact.members
            if member.is_annotated and member.kind == "variable"
        )
