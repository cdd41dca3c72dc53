"""Where attributes of objects are kept, and where they are read.

A slot is the node of what is stored on objects of a class under a name; a view is that
of all that may be read there. The object at hand may be of exactly a class, or of it or
one below.
"""

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.graph import Graph
from ssot_audit.link.flow.objects import Obj, Sort

_Key = tuple[ClassNode, str]


class Slots:
    """The slots and views of all classes; each new one is joined with those known."""

    def __init__(self, graph: Graph) -> None:
        """Start with nothing stored and nothing read."""
        self._graph = graph
        self._exact: dict[_Key, int] = {}
        self._any: dict[_Key, int] = {}
        self._told: dict[_Key, int] = {}
        self._shared: dict[_Key, int] = {}
        self._stored_below: dict[_Key, list[int]] = {}
        """The slots of a class and those below it."""
        self._exact_views: dict[_Key, int] = {}
        self._any_views: dict[_Key, int] = {}
        self._any_below: dict[_Key, list[int]] = {}
        """The views of a class, or any below it, that is that class or one below it."""
        self._exact_below: dict[_Key, list[int]] = {}
        """The views of exactly a class or one below it."""

    def exact(self, of: ClassNode, name: str) -> int:
        """Return the node of what is stored on objects of exactly a class.

        It is read through that class and the classes above.
        """
        key = of, name
        node = self._exact.get(key)
        if node is None:
            node = self._exact[key] = self._graph.node()
            self._show_above(of, name, node)
            view = self._exact_views.get(key)
            if view is not None:
                self._graph.edge(node, view)
        return node

    def any(self, of: ClassNode, name: str) -> int:
        """Return the node of what is stored on objects of a class or any below.

        It is read through exact ones below it, too.
        """
        key = of, name
        node = self._any.get(key)
        if node is None:
            node = self._any[key] = self._graph.node()
            self._show_above(of, name, node)
            for view in tuple(self._exact_below.get(key, ())):
                self._graph.edge(node, view)
        return node

    def told(self, of: ClassNode, name: str) -> int:
        """Return the node of what constructors store for a class that nobody makes.

        Exact objects have slots of their own for that.
        """
        node = self._told.get((of, name))
        if node is None:
            node = self._told[of, name] = self._graph.node()
            self._show_above(of, name, node)
        return node

    def shared(self, of: ClassNode, name: str) -> int:
        """Return the node of what is stored alike on objects of a class and all below.

        What depends on the receiver or on arguments is not: of those below more is
        known, or nothing.
        """
        node = self._shared.get((of, name))
        if node is None:
            node = self._shared[of, name] = self._graph.node()
            self._graph.edge(node, self.any(of, name))
            for view in self._any_below.get((of, name), ()):
                self._graph.edge(node, view)
        return node

    def view(self, obj: Obj, name: str) -> int:
        """Return the node of all that an attribute read on an object may hold.

        Of what is only annotated it is nothing that classes below keep for themselves.
        """
        if obj.sort == Sort.SELF:
            return self._any_view(obj.of, name)
        return self._exact_view(obj.of, name)

    def _any_view(self, of: ClassNode, name: str) -> int:
        node = self._any_views.get((of, name))
        if node is not None:
            return node
        node = self._any_views[of, name] = self._graph.node()
        for stored in self._stored_below.get((of, name), ()):
            self._graph.edge(stored, node)
        for above in of.mro:
            self._any_below.setdefault((above, name), []).append(node)
            if (above, name) in self._shared:
                self._graph.edge(self._shared[above, name], node)
        return node

    def _exact_view(self, of: ClassNode, name: str) -> int:
        node = self._exact_views.get((of, name))
        if node is not None:
            return node
        node = self._exact_views[of, name] = self._graph.node()
        slots = [self._exact.get((of, name))]
        for above in of.mro:
            self._exact_below.setdefault((above, name), []).append(node)
            slots.append(self._any.get((above, name)))
        for slot in slots:
            if slot is not None:
                self._graph.edge(slot, node)
        return node

    def _show_above(self, of: ClassNode, name: str, node: int) -> None:
        """Let a slot be read on a class of its own or one above."""
        for above in of.mro:
            self._stored_below.setdefault((above, name), []).append(node)
            view = self._any_views.get((above, name))
            if view is not None:
                self._graph.edge(node, view)
