"""Nodes that objects reach, the edges they reach them by, and the solver.

Inclusion constraints in the manner of Andersen, solved with a worklist. Facts are
taken first in, first out, so that the way by which an object first reaches a node is a
shortest one.
"""

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from ssot_audit.extract.facts import Span
from ssot_audit.link.flow.objects import Obj, Sort
from ssot_audit.link.located import Module

MOST_OBJECTS = 40
"""A node that more objects reach tells nothing of any of them."""


_LOCAL = frozenset({Sort.CONTAINER, Sort.ITEMS, Sort.PAIR, Sort.CONTAINER_METHOD})
"""What is followed only in the function that makes it: elsewhere it is of many sorts."""


class Step(NamedTuple):
    """What happens to an object at a place, e.g. "is passed as `manager`"."""

    module: Module
    span: Span
    text: str
    is_default: bool = False
    """Whether it is there for want of an argument."""


Watcher = Callable[[Obj], None]


class Graph:
    """Nodes are numbers."""

    def __init__(self) -> None:
        """Start empty."""
        self.reached: list[dict[Obj, tuple[int, Step | None]]] = []
        """For each node the objects that reach it: from where, and how."""
        self._edges: list[dict[int, Step | None]] = []
        self._watchers: list[list[Watcher]] = []
        self._told: list[int] = []
        """How many of a node's objects its watchers have been told of."""
        self._queue: deque[tuple[int, Obj]] = deque()
        self.overflowed: set[int] = set()

    def node(self) -> int:
        """Make a node."""
        self.reached.append({})
        self._edges.append({})
        self._watchers.append([])
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
            self.overflowed.add(node)
            return
        reached[obj] = source, step
        self._queue.append((node, obj))

    def edge(self, source: int, target: int, step: Step | None = None) -> None:
        """Let whatever reaches one node reach another."""
        edges = self._edges[source]
        if target in edges or source == target:
            return
        edges[target] = step
        for obj in tuple(self.reached[source]):
            if step is None or obj.sort not in _LOCAL:
                self.put(target, obj, step, source)

    def watch(self, node: int, watcher: Watcher) -> None:
        """Call a function with each object that reaches a node."""
        self._watchers[node].append(watcher)
        for obj in tuple(islice(self.reached[node], self._told[node])):
            watcher(obj)

    def solve(self) -> None:
        """Propagate until nothing changes."""
        queue = self._queue
        while queue:
            node, obj = queue.popleft()
            self._told[node] += 1
            is_local = obj.sort in _LOCAL
            for target, step in tuple(self._edges[node].items()):
                if step is None or not is_local:
                    self.put(target, obj, step, node)
            for watcher in tuple(self._watchers[node]):
                watcher(obj)

    def chain(self, node: int, obj: Obj) -> tuple[Step, ...]:
        """Return the steps by which an object first reached a node, in order."""
        steps: list[Step] = []
        while node >= 0:
            node, step = self.reached[node][obj]
            if step is not None:
                steps.append(step)
        return tuple(reversed(steps))
