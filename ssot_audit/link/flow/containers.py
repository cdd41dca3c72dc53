"""Lists, dicts, tuples and their like: what is put into them and taken out."""

from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.flow.bodies import Arguments, Body
from ssot_audit.link.flow.graph import Graph
from ssot_audit.link.flow.objects import Obj, Objects, Sort

_PUT_IN = frozenset(
    {
        "append",
        "add",
        "appendleft",
        "insert",
        "put",
        "put_nowait",
        "setdefault",
        "__setitem__",
    }
)
_PUT_ALL_IN = frozenset({"extend", "update", "union"})
_TAKEN_OUT = frozenset(
    {"get", "pop", "popleft", "popitem", "setdefault", "get_nowait", "__getitem__"}
)
_THE_SAME = frozenset({"values", "copy", "keys"})


class Containers:
    """Where the items of containers are kept."""

    def __init__(self, graph: Graph, objects: Objects) -> None:
        """Start with none."""
        self._graph = graph
        self._objects = objects
        self._tuples: set[Obj] = set()
        """Containers whose items are told apart."""
        self._items: dict[tuple[Obj, str], int] = {}

    def make(self, body: Body, index: int, value: Value) -> None:
        """Let a display such as `[a, b]` reach its node, and its items be in it."""
        items = self._graph.node()
        container = self._objects.get(Sort.CONTAINER, items)
        values = body.function.flow.values
        is_tuple = value.name == "tuple" and not any(
            values[part].kind == Kind.SPREAD for part in value.parts
        )
        if is_tuple:
            self._tuples.add(container)
        for number, part in enumerate(value.parts):
            made = values[part]
            is_spread = made.kind == Kind.SPREAD
            node = body.nodes[made.base if is_spread else part]
            if node < 0:
                continue
            if is_spread:
                self.elements(node, items)
                continue
            self._graph.edge(node, items)
            if is_tuple:
                self._graph.edge(node, self._item(container, str(number)))
        self._graph.put(body.nodes[index], container)

    def _item(self, container: Obj, number: str) -> int:
        """Return the node of one item of a tuple."""
        key = container, number
        if key not in self._items:
            self._items[key] = self._graph.node()
        return self._items[key]

    def elements(self, source: int, target: int, number: str = "") -> None:
        """Let the items of what reaches one node reach another."""
        self._graph.watch(source, self._take, target, number)

    def _take(self, target: int, number: str, obj: Obj) -> None:
        if obj.sort == Sort.CONTAINER:
            is_known = bool(number) and obj in self._tuples
            node = self._items.get((obj, number)) if is_known else obj.of
            if node is not None:
                self._graph.edge(node, target)
        elif obj.sort == Sort.ITEMS:
            self._graph.put(target, self._objects.get(Sort.PAIR, obj.of))
        elif obj.sort == Sort.PAIR and number == "1":
            self._graph.edge(obj.of, target)

    def numbered(self, source: int, target: int) -> None:
        """Let `enumerate` of what reaches one node reach another."""
        items = self._graph.node()
        self.elements(source, items)
        self._graph.put(target, self._objects.get(Sort.ITEMS, items))

    def call(self, method: Obj, arguments: Arguments, target: int) -> None:
        """Call a method of a container; let what that gives reach a node."""
        container: Obj = method.of
        name: str = method.to
        items: int = container.of
        if arguments.is_text(0):
            # A field of a record, not one item among alike.
            return
        self._put_in(name, arguments, items)
        if name in _TAKEN_OUT:
            self._graph.edge(items, target)
        if name in _THE_SAME:
            self._graph.put(target, container)
        if name == "items":
            self._graph.put(target, self._objects.get(Sort.ITEMS, items))

    def _put_in(self, name: str, arguments: Arguments, items: int) -> None:
        given = arguments.positional
        if name in _PUT_IN and given and given[-1] >= 0:
            self._graph.edge(given[-1], items)
        if name in _PUT_ALL_IN and arguments.first >= 0:
            self.elements(arguments.first, items)
