"""Modules that import each other: one cycle of each group, and what opens most."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from ssot_audit.link.components import components
from ssot_audit.link.imports import Step
from ssot_audit.link.located import External, Module

_Steps = Mapping[Module, list[Step]]
_LOOKED_AT = 500
"""Modules of a group through which cycles are counted, so that no group takes long."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A shortest cycle in a group of modules that need each other."""

    steps: tuple[Step, ...]
    group: frozenset[Module]
    """All modules that need each other."""
    inside: tuple[Step, ...]
    """All imports of each other in the group."""
    cut: Step
    """What most cycles go through."""
    opened: int
    """Through how many of the modules the cycle below leads over `cut`."""
    counted: int
    """Modules through each of which a shortest cycle was looked for."""

    @property
    def size(self) -> int:
        """How many modules the whole group has."""
        return len(self.group)


def cycles(steps: Iterable[Step]) -> Iterator[Cycle]:
    """Yield one shortest cycle for each group of modules that need each other.

    The cycle starts at the module whose path comes first; groups come in the order of
    those paths. All elementary cycles would be too many to count, so the step to cut is
    the one that is on most of the shortest cycles through each module; of equals, the
    one that takes fewest names.
    """
    by_importer = _by_importer(steps)
    targets = {m: [s.target for s in found] for m, found in by_importer.items()}
    groups = components(_ours(targets))
    for group in sorted(groups, key=lambda group: min(m.path for m in group)):
        inside = {
            module: [step for step in by_importer[module] if step.target in group]
            for module in group
        }
        yield _cycle(inside)


def cycle_over(step: Step, steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return a shortest cycle that begins with a step; empty: it is on none."""
    if not isinstance(step.target, Module):
        return ()
    by_importer = _by_importer(steps)
    way = _way(step.target, step.importer, by_importer)
    return (step, *way) if way else ()


def _by_importer(steps: Iterable[Step]) -> dict[Module, list[Step]]:
    found: dict[Module, list[Step]] = {}
    for step in steps:
        found.setdefault(step.importer, []).append(step)
    return found


def _ours(
    targets: Mapping[Module, list[Module | External]],
) -> dict[Module, list[Module]]:
    return {
        module: [target for target in found if isinstance(target, Module)]
        for module, found in targets.items()
    }


def _cycle(inside: _Steps) -> Cycle:
    """Return what is told of a group, whose steps these are."""
    best: tuple[Step, ...] = ()
    on: Counter[Step] = Counter()
    starts = sorted(inside, key=lambda module: module.path)
    for start in islice(starts, _LOOKED_AT):
        found = _way(start, start, inside)
        on.update(found)
        if found and (not best or len(found) < len(best)):
            best = found
    cut = min(on, key=lambda s: (-on[s], len(s.imports), s.importer.path, s.imported))
    return Cycle(
        steps=best,
        group=frozenset(inside),
        inside=tuple(chain.from_iterable(inside[module] for module in starts)),
        cut=cut,
        opened=on[cut],
        counted=min(len(starts), _LOOKED_AT),
    )


def _way(start: Module, end: Module, steps: _Steps) -> tuple[Step, ...]:
    """Find a shortest way from a module to another, or back to itself."""
    arrived: dict[Module, Step] = {}
    queue = deque([start])
    while queue:
        for step in steps.get(queue.popleft(), ()):
            target = step.target
            if target is end:
                return _walked(step, start, arrived)
            if isinstance(target, Module) and target not in arrived:
                arrived[target] = step
                queue.append(target)
    return ()


def _walked(
    last: Step, start: Module, arrived: Mapping[Module, Step]
) -> tuple[Step, ...]:
    back = [last]
    while back[-1].importer is not start:
        back.append(arrived[back[-1].importer])
    return tuple(reversed(back))
