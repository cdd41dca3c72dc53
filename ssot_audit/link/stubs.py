"""Members that a class has in name only: it is held to an interface and does nothing.

A constant is often the right answer, and doing nothing the right thing to do; only a
member that raises `NotImplementedError` says itself that it is none.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ssot_audit.extract.facts import Body
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.obligations import Kept, Obligation
from ssot_audit.link.suggestions import word_list

_DOES_NOTHING = frozenset(
    {
        "disabled",
        "dummy",
        "empty",
        "fake",
        "mock",
        "no",
        "none",
        "noop",
        "nop",
        "null",
        "stub",
    }
)
"""Words of the name of a class that is meant to do nothing."""


@dataclass(frozen=True, slots=True)
class Stub:
    """One member that is only there in name."""

    kept: Kept
    body: Body


def stubs(obligation: Obligation, bodies: AbstractSet[Body]) -> Iterator[Stub]:
    """Yield the members of a class that have one of these bodies.

    Those it inherits are the business of the class that defines them, and one that a
    subclass overrides is a default. Interfaces of the standard library are often taken
    for a few of their members, and only those are ever called.
    """
    node = obligation.implementer
    is_meant = not _DOES_NOTHING.isdisjoint(word_list(node.name))
    if obligation.interface.module is None or node.source[0].is_test or is_meant:
        return
    for kept in obligation.kept:
        body = Body(kept.found.body)
        if kept.owner is node and body in bodies and not _is_default(node, kept):
            yield Stub(kept, body)


def _is_default(node: ClassNode, kept: Kept) -> bool:
    """Tell whether a subclass replaces a member."""
    below = list(node.subclasses)
    for subclass in below:
        if kept.found.name in subclass.members:
            return True
        below += subclass.subclasses
    return False
