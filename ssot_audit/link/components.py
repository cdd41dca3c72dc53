"""Groups of nodes that all reach each other: strongly connected components.

R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972),
with a stack of its own, since a chain of imports may be longer than Python recurses.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Node = TypeVar("Node")


def components(successors: Mapping[Node, Iterable[Node]]) -> Iterator[frozenset[Node]]:
    """Yield each group of two nodes and more; their order means nothing."""
    search = _Search(successors)
    for root in successors:
        if root not in search.number:
            yield from search.below(root)


class _Search(Generic[Node]):
    """A depth-first search over a graph."""

    def __init__(self, successors: Mapping[Node, Iterable[Node]]) -> None:
        self._successors = successors
        self.number: dict[Node, int] = {}
        """When each node was met."""
        self._lowest: dict[Node, int] = {}
        """The first node met that is known to be in the group of each."""
        self._ungrouped: dict[Node, None] = {}
        self._path: list[tuple[Node, Iterator[Node]]] = []

    def below(self, root: Node) -> Iterator[frozenset[Node]]:
        """Yield the groups that are complete when all below a node is seen."""
        self._enter(root)
        while self._path:
            node, remaining = self._path[-1]
            for target in remaining:
                if target not in self.number:
                    self._enter(target)
                    break
                if target in self._ungrouped:
                    self._join(node, self.number[target])
            else:
                group = self._leave(node)
                if len(group) > 1:
                    yield group

    def _enter(self, node: Node) -> None:
        self.number[node] = self._lowest[node] = len(self.number)
        self._ungrouped[node] = None
        self._path.append((node, iter(self._successors.get(node, ()))))

    def _join(self, node: Node, number: int) -> None:
        self._lowest[node] = min(self._lowest[node], number)

    def _leave(self, node: Node) -> frozenset[Node]:
        """Return the group that a node closes, if it was the first of one."""
        self._path.pop()
        if self._path:
            self._join(self._path[-1][0], self._lowest[node])
        if self._lowest[node] != self.number[node]:
            return frozenset()
        group = set()
        while node not in group:
            group.add(self._ungrouped.popitem()[0])
        return frozenset(group)
