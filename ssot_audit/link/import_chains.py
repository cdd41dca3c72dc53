"""Chains of imports: who gets to some modules, and over which others.

The chains of a pair are the shortest ones that share no import, so there are at least
as many imports to cut as there are chains. They are taken length by length, all of one
length in one pass, as in E. A. Dinic, Algorithm for solution of a problem of maximum
flow, Soviet Math. Dokl. 11 (1970), but without ways back: the cost depends on the
number of lengths, not of chains.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from ssot_audit.link.imports import Step
from ssot_audit.link.located import External, Module

Node: TypeAlias = Module | External
Chain: TypeAlias = tuple[Step, ...]
_ENOUGH = 200
"""Imports on the chains of a pair, after which no longer chains are looked for."""


class ChainGraph:
    """Who imports whom, from both sides."""

    def __init__(self, steps: Iterable[Step]) -> None:
        """Index the steps by their ends."""
        self._steps: dict[Node, list[Step]] = {}
        self._importers: dict[Node, list[Step]] = {}
        for step in steps:
            self._steps.setdefault(step.importer, []).append(step)
            self._importers.setdefault(step.target, []).append(step)

    def heads(
        self,
        targets: Iterable[Node],
        may_pass: Callable[[Module], bool],
        used: Collection[Step] = (),
        nearest_of: Callable[[Module], bool] | None = None,
    ) -> tuple[tuple[Step, ...], dict[Node, int]]:
        """Return who gets to the targets over modules that chains may pass.

        That is: the imports of what leads there, by modules that may not be passed, the
        nearest first; and of all that leads there, how many imports it is away. With
        `nearest_of`, nothing is looked for beyond the first import by one of those.
        """
        end: int | None = None
        heads: list[Step] = []
        away: dict[Node, int] = dict.fromkeys(targets, 0)
        queue: deque[Node] = deque(away)
        while queue:
            node = queue.popleft()
            if end is not None and away[node] > end:
                break
            for step in self._importers.get(node, ()):
                importer = step.importer
                if step in used or importer in away:
                    continue
                if may_pass(importer):
                    away[importer] = away[node] + 1
                    queue.append(importer)
                else:
                    heads.append(step)
                    if end is None and nearest_of is not None and nearest_of(importer):
                        end = away[node]
        return tuple(heads), away

    def chains(
        self,
        is_source: Callable[[Module], bool],
        targets: Collection[Node],
        may_pass: Callable[[Module], bool],
    ) -> Iterator[Chain]:
        """Yield shortest chains from sources to targets that share no import.

        All direct imports, and as many chains as are found until there are enough.
        """
        used: set[Step] = set()
        while len(used) < _ENOUGH:
            heads, away = self.heads(targets, may_pass, used, is_source)
            heads = tuple(head for head in heads if is_source(head.importer))
            if not heads:
                return
            length = away[heads[0].target]
            nearest = [head for head in heads if away[head.target] == length]
            walk = _Walk(self._steps, away, used)
            for head in sorted(nearest, key=_by_place):
                chain = walk.down(head)
                if chain:
                    used.update(chain)
                    yield chain


class _Walk:
    """Walks to the targets, and never over one import twice."""

    def __init__(
        self,
        steps: dict[Node, list[Step]],
        away: dict[Node, int],
        used: Collection[Step],
    ) -> None:
        self._steps = steps
        self._away = away
        self._used = used
        self._left: dict[Node, Iterator[Step]] = {}

    def down(self, head: Step) -> Chain:
        """Return a shortest chain that begins with a head; empty: none is left."""
        chain = [head]
        while chain:
            node = chain[-1].target
            if not self._away[node]:
                return tuple(chain)
            onward = next(self._onward(node), None)
            if onward is None:
                chain.pop()
            else:
                chain.append(onward)
        return ()

    def _onward(self, node: Node) -> Iterator[Step]:
        """Yield the imports of a module that lead nearer; each of them once."""
        if node not in self._left:
            nearer = self._away[node] - 1
            self._left[node] = (
                step
                for step in self._steps.get(node, ())
                if self._away.get(step.target) == nearer and step not in self._used
            )
        return self._left[node]


def _by_place(step: Step) -> tuple[object, ...]:
    return step.importer.path, step.imports[0].span, step.imported
