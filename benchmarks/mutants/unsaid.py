"""Why a use of an object that reaches its slot makes no finding."""

from collections.abc import Iterable

from benchmarks.mutants.edits import Kind
from benchmarks.mutants.targets import Target
from ssot_audit.extract.flow_facts import Guard
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.flow.rivals import Rivals
from ssot_audit.link.flow.shortfalls import (
    LONGEST,
    LONGEST_OF_SELF,
    MOST_CONSUMERS,
    MOST_STRANGERS,
)
from ssot_audit.link.program import Program

_GUARDS = (
    (Guard.TESTED, "use is guarded by `hasattr` or a handler of `AttributeError`"),
    (Guard.NARROWED, "use is behind `isinstance`"),
    (Guard.CORRELATED, "use is behind a condition on the object's own data"),
)
UNTOLD = "reaches the slot; not told why"


class Unsaid:
    """Repeats the questions that the rules ask of a supply, one by one."""

    def __init__(self, program: Program) -> None:
        """Take a program without the mutant."""
        self._program = program
        self._supplies = program.consumers.supplies
        self._stored = {
            name
            for module in program.production
            for name in module.facts.stored_attributes
        }

    def why(self, supply: Supply, use: Use, target: Target, kind: Kind) -> str:
        """Return the first reason."""
        node = supply.node
        if target.member.name in self._stored:
            return "name is set on some object from outside"
        if not self._program.object_flow.dynamic.isdisjoint(node.mro):
            return "class gets attributes under names that are not known"
        if node.why_open:
            return "class is open"
        if not supply.is_exact and (node.is_protocol or node.is_abstract_base):
            return "only an interface is known to be there"
        if kind in {Kind.DELETE, Kind.RENAME}:
            return self._lacking(supply, use, target)
        return self._fitting(supply, use, target, kind)

    def _lacking(self, supply: Supply, use: Use, target: Target) -> str:
        for bit, reason in _GUARDS:
            if use.guard & bit:
                return reason
        if not supply.is_exact:
            below = (supply.node, *supply.node.all_subclasses())
            if any(node.why_open for node in below):
                return "receiver may be of an open subclass"
            if any(self._program.absences.is_template(node) for node in below):
                return "receiver is of a class that others may complete"
        if supply.is_forked:
            return "one of several that a function on the way may give"
        if len(supply.chain) > (LONGEST if supply.is_exact else LONGEST_OF_SELF):
            return "the way is too long to be sure of"
        return self._too_common(supply, target) or self._beside(supply, use, target)

    def _too_common(self, supply: Supply, target: Target) -> str:
        """Look for a reason in how often it would have to be said."""
        slots, classes = set(), set()
        for each in self._supplies:
            if target.owner in each.node.mro and any(
                use.name == target.member.name for use in each.uses.values()
            ):
                if each.node is supply.node:
                    slots.add(each.slot)
                if each.slot == supply.slot:
                    classes.add(each.node)
        if len(classes) > MOST_STRANGERS:
            return f"more than {MOST_STRANGERS} classes in the slot would lack it"
        if len(slots) > MOST_CONSUMERS:
            return f"class would fall short of more than {MOST_CONSUMERS} slots"
        return ""

    def _beside(self, supply: Supply, use: Use, target: Target) -> str:
        """Look for a reason in what else gets there."""
        name = target.member.name
        rivals = self._rivals(supply, target)
        others = rivals.of(supply)
        is_alone = {each.name for each in supply.uses.values()} == {name}
        is_annotated = any(step.is_annotation for step in supply.chain)
        questions = (
            (
                others and is_annotated,
                "an annotation speaks of it, but objects of other classes are seen",
            ),
            (
                rivals.has_alternative(supply, name),
                "consumer itself puts another class there that has the member",
            ),
            (
                use.is_flagged and rivals.has_better(supply, use),
                "use is behind a condition on what holds the object",
            ),
            (
                is_alone and others and not rivals.has_like(supply, [name]),
                "has nothing else of what is used, and other classes get there",
            ),
            (
                is_alone and not others and not supply.is_exact,
                "has nothing else of what is used, and may be of a subclass",
            ),
        )
        return _first(questions)

    def _rivals(self, supply: Supply, target: Target) -> Rivals:
        def lacks(node: ClassNode, name: str, _is_exact: bool) -> bool:  # noqa: FBT001
            if name == target.member.name and target.owner in node.mro:
                return True
            return self._program.hierarchy.lacks(node, name)

        near = [
            each
            for each in self._supplies
            if each.slot == supply.slot or not supply.uses.keys().isdisjoint(each.uses)
        ]
        return Rivals(near, lacks)

    def _fitting(self, supply: Supply, use: Use, target: Target, kind: Kind) -> str:
        name, call = target.member.name, use.call
        is_sync = kind is Kind.MAKE_SYNC
        is_own = not supply.is_exact and not any(s.is_annotation for s in supply.chain)
        below = () if supply.is_exact else supply.node.all_subclasses()
        questions = (
            (call is None, "is read, not called"),
            (use.is_forgiven, "a handler of `TypeError` expects a refusal"),
            (
                kind is Kind.MAKE_ASYNC_USED,
                "result of the call is used, maybe awaited later",
            ),
            (
                kind is Kind.MAKE_ASYNC and call is not None and not call.is_dropped,
                "this call uses the result",
            ),
            (
                any(name in node.members for node in below),
                "a subclass defines the method, too",
            ),
            (is_own, "receiver is only known as `self` of a class"),
            (target.function.decorators, "method has a decorator"),
            (is_sync, "plain function may return something awaitable"),
            (
                self._rivals(supply, target).of(supply),
                "other classes get there, and a call beside it fits",
            ),
        )
        return _first(questions)


def _first(questions: Iterable[tuple[object, str]]) -> str:
    """Return the first reason that holds."""
    return next((reason for holds, reason in questions if holds), UNTOLD)
