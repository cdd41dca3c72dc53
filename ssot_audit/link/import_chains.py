"""Shortest chains of imports into some modules, for all who import them at once.

One search, backwards from what is imported, finds the next import on a shortest chain
for every module that gets there. So its cost does not depend on who asks.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ssot_audit.link.imports import Step
from ssot_audit.link.located import External, Module

Node: TypeAlias = Module | External
Chain: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a search found: the chains that begin with each of the `heads`."""

    heads: tuple[Step, ...]
    """Imports, by modules that chains do not pass, of what leads to the targets."""
    _onward: Mapping[Module, Step]

    @property
    def passed(self) -> Collection[Module]:
        """The modules that chains pass."""
        return self._onward.keys()

    def chain(self, head: Step) -> Chain:
        """Return a shortest chain that begins with a head."""
        chain = [head]
        while isinstance(target := chain[-1].target, Module):
            onward = self._onward.get(target)
            if onward is None:
                break
            chain.append(onward)
        return tuple(chain)


class ChainGraph:
    """Who is imported by whom."""

    def __init__(self, steps: Iterable[Step]) -> None:
        """Index the steps by what they import."""
        self._importers: dict[Node, list[Step]] = {}
        for step in steps:
            self._importers.setdefault(step.target, []).append(step)

    @property
    def outside(self) -> tuple[External, ...]:
        """What is imported and is not ours."""
        return tuple(n for n in self._importers if isinstance(n, External))

    def arrivals(
        self, targets: Collection[Node], may_pass: Callable[[Module], bool]
    ) -> Arrivals:
        """Return how targets are reached, over modules that chains may pass."""
        heads: list[Step] = []
        onward: dict[Module, Step] = {}
        inside = set(targets)
        queue: deque[Node] = deque(targets)
        while queue:
            for step in self._importers.get(queue.popleft(), ()):
                importer = step.importer
                if importer in inside or importer in onward:
                    continue
                if may_pass(importer):
                    onward[importer] = step
                    queue.append(importer)
                else:
                    heads.append(step)
        return Arrivals(tuple(heads), onward)


def by_length(chain: Chain) -> tuple[object, ...]:
    """Return what chains are sorted by."""
    head = chain[0]
    return len(chain), head.importer.path, head.imports[0].span, head.imported
