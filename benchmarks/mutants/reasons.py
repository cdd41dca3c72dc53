"""Why a mutant was missed, as far as the state of the solved flow tells."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.mutants.calls import Site
from benchmarks.mutants.edits import Kind
from benchmarks.mutants.origins import Origins, objects
from benchmarks.mutants.targets import Target
from ssot_audit.extract.flow_facts import Guard
from ssot_audit.extract.flow_facts import Kind as ValueKind
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.flow.objects import CLASSES, INSTANCES
from ssot_audit.link.program import Program

_GUARDS = (
    (Guard.TESTED, "use is guarded by `hasattr` or a handler of `AttributeError`"),
    (Guard.NARROWED, "use is behind `isinstance`"),
    (Guard.CORRELATED, "use is behind a condition on the object's own data"),
)
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
        self._program = program
        self._solver = solver = program.object_flow
        self._origins = Origins(solver)
        self._stored = {
            name
            for module in program.production
            for name in module.facts.stored_attributes
        }
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
        return max(
            Miss(SUPPLIED, self._unsaid(supply, use, target, kind), _shown(use))
            for supply, use in target.uses
        )

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
            self._unsaid(supply, use, target, kind)
            for supply, use in self._supplied.get(end, ())
            if owner in supply.node.mro and use.name == name
        ]
        if supplied:
            return Miss(SUPPLIED, min(supplied), site.shown)
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

    def _unsaid(self, supply: Supply, use: Use, target: Target, kind: Kind) -> str:
        """Tell why a use of a supplied slot made no finding."""
        name = target.member.name
        if name in self._stored:
            return "name is set on some object from outside"
        if not self._solver.dynamic.isdisjoint(supply.node.mro):
            return "class gets attributes under names that are not known"
        if supply.node.why_open:
            return "class is open"
        if kind in {Kind.DELETE, Kind.RENAME}:
            for bit, reason in _GUARDS:
                if use.guard & bit:
                    return reason
            return self._lacking(supply)
        return self._fitting(supply, use, target, kind)

    def _lacking(self, supply: Supply) -> str:
        if not supply.is_exact:
            below = self._program.subclasses(supply.node)
            if any(node.why_open for node in below):
                return "receiver may be of an open subclass"
            return "receiver is `self` of a class that others may complete"
        names = {use.name for use in supply.uses.values()}
        if len(names) == 1:
            return "provider shares no other member with the slot's consumer"
        return "reaches the slot; not told why"

    def _fitting(  # noqa: PLR0911 - one for each reason
        self, supply: Supply, use: Use, target: Target, kind: Kind
    ) -> str:
        name, call = target.member.name, use.call
        if call is None:
            return "is read, not called"
        if kind is Kind.MAKE_ASYNC_USED:
            return "result of the call is used, maybe awaited later"
        if kind is Kind.MAKE_ASYNC and not call.is_dropped:
            return "this call uses the result"
        if not supply.is_exact and any(
            name in b.members for b in supply.node.subclasses
        ):
            return "a subclass defines the method, too"
        if target.function.decorators:
            return "method has a decorator"
        if kind is Kind.MAKE_SYNC:
            return "plain function may return something awaitable"
        return "reaches the slot; not told why"


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
