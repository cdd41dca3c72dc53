"""Why a mutant was missed, as far as the state of the solved flow tells."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.mutants.calls import Site
from benchmarks.mutants.edits import Kind
from benchmarks.mutants.origins import Origins, objects
from benchmarks.mutants.targets import Target
from benchmarks.mutants.unsaid import UNTOLD, Unsaid
from ssot_audit.extract.flow_facts import Kind as ValueKind
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.flow.objects import CLASSES, INSTANCES
from ssot_audit.link.program import Program

_END = tuple[str, int, int]


SEEN, SUPPLIED = 2, 3
"""How far the analysis came: the object is at the receiver, and in a slot."""


class Miss(NamedTuple):
    """One reason, where it shows, and how far the analysis came."""

    progress: int
    reason: str
    example: str


class Diagnosis:
    """Asks the flow of an unchanged project why a mutant of it is not seen."""

    def __init__(self, program: Program) -> None:
        """Index the uses."""
        self._solver = solver = program.object_flow
        self._origins = Origins(solver)
        self._unsaid = Unsaid(program)
        self._read: dict[_END, list[tuple[Body, int]]] = {}
        for body in solver.bodies.values():
            path = body.function.module.path
            for number, value in enumerate(body.function.flow.values):
                if value.kind == ValueKind.ATTRIBUTE and value.span is not None:
                    end = path, value.span.end_line, value.span.end_column
                    self._read.setdefault(end, []).append((body, number))
        self._supplied: dict[_END, list[tuple[Supply, Use]]] = {}
        for supply in program.consumers.supplies:
            for use in supply.uses.values():
                end = use.module.path, use.span.end_line, use.span.end_column
                self._supplied.setdefault(end, []).append((supply, use))

    def missed(self, target: Target, kind: Kind) -> Miss:
        """Return the reason at the use where the analysis came farthest."""
        if target.sites:
            return max(self._at(site, target, kind) for site in target.sites)
        supplied = [
            (self._unsaid.why(supply, use, target, kind), _shown(use))
            for supply, use in target.uses
        ]
        return Miss(SUPPLIED, *min(supplied, key=lambda each: _order(each[0])))

    def _at(self, site: Site, target: Target, kind: Kind) -> Miss:
        end = site.module.path, site.line, site.column
        places = [
            (body, body.function.flow.values[number].base)
            for body, number in self._read.get(end, ())
        ]
        if not places:
            return Miss(0, "call is not in the flow table", site.shown)
        if any(self._overflows(*place) for place in places):
            return Miss(1, "too many objects reach the receiver", site.shown)
        owner, name = target.owner, target.member.name
        sorts = {
            obj.sort: body.function.flow.values[base].kind
            for body, base in places
            for obj in objects(self._solver, body, base)
            if obj.sort in INSTANCES | CLASSES and owner in obj.of.mro
        }
        supplied = [
            self._unsaid.why(supply, use, target, kind)
            for supply, use in self._supplied.get(end, ())
            if owner in supply.node.mro and use.name == name
        ]
        if supplied:
            return Miss(SUPPLIED, min(supplied, key=_order), site.shown)
        for sort, receiver in sorts.items():
            if sort in INSTANCES:
                where = ValueKind(receiver).name.lower()
                reason = f"object is seen there, but the receiver is no slot: {where}"
                return Miss(SEEN, reason, site.shown)
        if sorts:
            return Miss(1, "called on the class itself", site.shown)
        lost = self._origins.why_not(places, owner)
        return Miss(1, lost.text, f"{site.shown} — {lost.detail}")

    def _overflows(self, body: Body, base: int) -> bool:
        return body.nodes[base] in self._solver.graph.overflowed


def _order(reason: str) -> tuple[bool, str]:
    """Put what is no reason last."""
    return reason == UNTOLD, reason


def _shown(use: Use) -> str:
    return f"{use.module.path}:{use.span.line} .{use.name} in {use.function}"


def summed(misses: Iterable[tuple[str, Miss]]) -> list[tuple[str, int, list[str]]]:
    """Return each reason with its number and examples, the most frequent first."""
    examples: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for project, miss in misses:
        counts[miss.reason] += 1
        examples.setdefault(miss.reason, []).append(f"{project}: {miss.example}")
    return [(reason, n, examples[reason]) for reason, n in counts.most_common()]
