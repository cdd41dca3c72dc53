"""Nodes that objects reach, the edges they reach them by, and the solver.

Inclusion constraints in the manner of Andersen, solved with a worklist. Facts are
taken first in, first out, so that the way by which an object first reaches a node is a
shortest one.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from ssot_audit.extract.facts import Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.objects import INSTANCES, Obj, Sort
from ssot_audit.link.located import Module

MOST_OBJECTS = 40
"""A node that more objects reach tells nothing of any of them."""

_LOCAL = frozenset({Sort.CONTAINER, Sort.ITEMS, Sort.PAIR, Sort.CONTAINER_METHOD})
"""What is followed only in the function that makes it: elsewhere it is too mixed."""


class Step(NamedTuple):
    """What happens to an object at a place, e.g. "is passed as `manager`"."""

    module: Module
    span: Span
    text: str
    function: str = ""
    """Qualified name of the function it happens in; empty for a module's own code."""
    is_store: bool = False
    """Whether it is kept in an attribute or a variable."""
    is_default: bool = False
    """Whether it is there for want of an argument."""
    is_annotation: bool = False
    """Whether only an annotation says that it is there."""
    is_result: bool = False
    """Whether a function gives it to its caller."""
    is_partial: bool = False
    """Whether that function also gives what is not known."""
    holder: ClassNode | None = None
    """Exactly the class on whose object it is stored."""


Source = tuple[int, Step | None]
"""The node an object came from, and how."""
_Edge = tuple[int, Step | None]
_Watcher = tuple[Callable[..., None], tuple[object, ...]]

_NOTHING: Mapping[Obj, Source] = MappingProxyType({})


class Graph:
    """Nodes are numbers. Most have one edge or watcher, or none: these cost little."""

    def __init__(self) -> None:
        """Start empty."""
        self.reached: list[Mapping[Obj, Source]] = []
        """For each node the objects that reach it."""
        self._edges: list[_Edge | dict[int, Step | None] | None] = []
        self._watchers: list[_Watcher | list[_Watcher] | None] = []
        self._told = array("I")
        """How many of a node's objects its watchers have been told of."""
        self._queue: deque[tuple[int, Obj]] = deque()
        self.overflowed: set[int] = set()

    def node(self) -> int:
        """Make a node."""
        self.reached.append(_NOTHING)
        self._edges.append(None)
        self._watchers.append(None)
        self._told.append(0)
        return len(self.reached) - 1

    def put(
        self, node: int, obj: Obj, step: Step | None = None, source: int = -1
    ) -> None:
        """Let an object reach a node."""
        reached = self.reached[node]
        if obj in reached or node in self.overflowed:
            return
        if len(reached) >= MOST_OBJECTS:
            self._overflow(node)
            return
        if isinstance(reached, dict):
            reached[obj] = source, step
        else:
            self.reached[node] = {obj: (source, step)}
        self._queue.append((node, obj))

    def edge(self, source: int, target: int, step: Step | None = None) -> None:
        """Let whatever reaches one node reach another."""
        edges = self._edges[source]
        if source == target:
            return
        if edges is None:
            self._edges[source] = target, step
        elif isinstance(edges, dict):
            if target in edges:
                return
            edges[target] = step
        elif target == edges[0]:
            return
        else:
            self._edges[source] = {edges[0]: edges[1], target: step}
        self._catch_up(source, target, step)

    def _catch_up(self, source: int, target: int, step: Step | None) -> None:
        """Let what has reached one node go by a new edge."""
        for obj in tuple(self.reached[source]):
            if step is None or step.is_result or obj.sort not in _LOCAL:
                self.put(target, obj, step, source)
        if source in self.overflowed:
            self._overflow(target)

    def _overflow(self, node: int) -> None:
        """Tell of too many objects wherever all that reach a node go on to."""
        pending = [node]
        while pending:
            full = pending.pop()
            if full not in self.overflowed:
                self.overflowed.add(full)
                is_local = any(obj.sort in _LOCAL for obj in self.reached[full])
                pending += [
                    target
                    for target, step in self._edges_of(full)
                    if step is None or not is_local
                ]

    def watch(self, node: int, watcher: Callable[..., None], *given: object) -> None:
        """Call a function, `given` first, with each object that reaches a node."""
        watchers = self._watchers[node]
        if watchers is None:
            self._watchers[node] = watcher, given
        elif isinstance(watchers, list):
            watchers.append((watcher, given))
        else:
            self._watchers[node] = [watchers, (watcher, given)]
        for obj in tuple(islice(self.reached[node], self._told[node])):
            watcher(*given, obj)

    def solve(self) -> None:
        """Propagate until nothing changes."""
        queue = self._queue
        while queue:
            node, obj = queue.popleft()
            self._told[node] += 1
            is_local = obj.sort in _LOCAL
            for target, step in self._edges_of(node):
                if step is None or step.is_result or not is_local:
                    self.put(target, obj, step, node)
            watchers = self._watchers[node]
            if isinstance(watchers, list):
                for watcher, given in tuple(watchers):
                    watcher(*given, obj)
            elif watchers is not None:
                watchers[0](*watchers[1], obj)

    def _edges_of(self, node: int) -> Iterable[_Edge]:
        edges = self._edges[node]
        if edges is None:
            return ()
        return tuple(edges.items()) if isinstance(edges, dict) else (edges,)

    def is_forked(self, node: int, obj: Obj) -> bool:
        """Tell whether an object is one of several that some function may give.

        Which one it gives is decided by something that is not followed.
        """
        while node >= 0:
            given = node
            node, step = self.reached[node][obj]
            if step is None or not step.is_result or obj.sort == Sort.ANNOTATED:
                continue
            # Several bodies may answer, and each may give several.
            if step.is_partial or self._is_mixed(node) or self._is_mixed(given):
                return True
        return False

    def _is_mixed(self, node: int) -> bool:
        if node < 0:
            return False
        return len({o.of for o in self.reached[node] if o.sort in INSTANCES}) > 1

    def chain(self, node: int, obj: Obj) -> tuple[Step, ...]:
        """Return the steps by which an object first reached a node, in order."""
        steps: list[Step] = []
        while node >= 0:
            node, step = self.reached[node][obj]
            if step is not None:
                steps.append(step)
        return tuple(reversed(steps))
