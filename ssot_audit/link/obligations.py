"""Which class owes what to which interface, and whether it keeps it.

A class is held to an interface because it inherits it, because the configuration
declares it an implementer, or because one of its objects flows to where the interface
is annotated. What it then owes (DESIGN, "What is owed"): an explicit
subclass the abstract and stub members; others all members, of an ABC the abstract ones
only.
"""

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ssot_audit.discover.source import FileKind
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.annotated import Arrival
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.members import ClassMember
from ssot_audit.link.owed import demands_on, is_unfinished, owed_by_implementer
from ssot_audit.link.signatures import (
    async_mismatch,
    kind_mismatch,
    signature_mismatch,
)

_SEVERAL = 2


class Held(enum.Enum):
    """Why a class is held to an interface."""

    INHERITS = "inherits it"
    DECLARED = "is declared an implementer"
    FLOWS = "flows to where it is annotated"


class BreachKind(enum.Enum):
    """In which way a member is not kept."""

    MISSING = "missing"
    SIGNATURE = "signature"
    ASYNC = "async"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Breach:
    """One owed member that is not kept."""

    kind: BreachKind
    member: ClassMember
    """As the interface has it."""
    found: ClassMember | None
    """As the class has it; None: not at all."""
    owner: ClassNode
    """The class whose body holds what was found, else the implementer."""
    detail: str
    """What is wrong, e.g. "does not accept the argument `context`"."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One owed member that the class has, compatible or not."""

    member: ClassMember
    """As the interface has it."""
    found: ClassMember
    """As the class has it."""
    owner: ClassNode
    """The class whose body holds what was found."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A configured contract with its names resolved."""

    interface: ClassNode
    implementers: tuple[ClassNode, ...]
    where: str
    """File and key path."""
    because: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Obligation:
    """One class held to one interface."""

    implementer: ClassNode
    interface: ClassNode
    held: Held
    declaration: Declaration | None
    """The table that says so; None if the class inherits the interface."""
    owed: tuple[ClassMember, ...]
    kept: tuple[Kept, ...]
    breaches: tuple[Breach, ...]
    chain: tuple[Step, ...] = ()
    """How an object of the class gets to where the interface is annotated."""

    @property
    def because(self) -> str | None:
        """The reason that the table gives."""
        return self.declaration.because if self.declaration else None

    @property
    def missing(self) -> tuple[Breach, ...]:
        """The breaches that are missing members."""
        return tuple(b for b in self.breaches if b.kind is BreachKind.MISSING)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A class held to an interface whose attributes cannot all be known."""

    implementer: ClassNode
    interface: ClassNode
    held: Held
    declaration: Declaration | None
    owed: tuple[ClassMember, ...]


class Obligations:
    """All obligations of a program; computed once for all rules and the score."""

    def __init__(
        self,
        hierarchy: Hierarchy,
        called: frozenset[str],
        used: frozenset[str],
        keyword_calls: frozenset[str],
        declarations: Sequence[Declaration],
        arrivals: Iterable[Arrival] = (),
    ) -> None:
        """Find out who is held to what."""
        self._hierarchy = hierarchy
        self._called = called
        self._used = used
        self._keyword_calls = keyword_calls
        self.unknown: list[Unjudged] = []
        """Open classes and what they are held to."""
        self.unbegun: list[Obligation] = []
        """Of those who keep nothing, and may not be meant to."""
        self.all: tuple[Obligation, ...] = (
            *self._inherited(),
            *self._declared(declarations),
        )
        self.all += tuple(self._arrived(arrivals))

    def _inherited(self) -> Iterator[Obligation]:
        for node in self._hierarchy.classes:
            if len(node.mro) == 1 or not self._is_complete_class(node):
                continue
            if node.source[0].file.kind is FileKind.STUB:
                continue
            for interface, owed in demands_on(node):
                if node.why_open:
                    self.unknown.append(
                        Unjudged(node, interface, Held.INHERITS, None, owed)
                    )
                    continue
                found = self._obligation(node, interface, Held.INHERITS, None, owed)
                is_begun = len(found.missing) < max(len(owed), _SEVERAL)
                if is_begun or self._is_used(node):
                    yield found
                else:
                    self.unbegun.append(found)

    def _declared(self, declarations: Sequence[Declaration]) -> Iterator[Obligation]:
        for declaration in declarations:
            interface = declaration.interface
            owed = tuple(owed_by_implementer(interface))
            for node in declaration.implementers:
                if node is interface or interface in node.mro or node.is_protocol:
                    continue
                if node.why_open:
                    self.unknown.append(
                        Unjudged(node, interface, Held.DECLARED, declaration, owed)
                    )
                    continue
                yield self._obligation(
                    node, interface, Held.DECLARED, declaration, owed
                )

    def _arrived(self, arrivals: Iterable[Arrival]) -> Iterator[Obligation]:
        known = {(found.implementer, found.interface) for found in self.all}
        known |= {(one.implementer, one.interface) for one in self.unknown}
        for node, interface, chain, is_alone in arrivals:
            if (node, interface) in known:
                continue
            owed = tuple(owed_by_implementer(interface))
            if node.why_open:
                self.unknown.append(Unjudged(node, interface, Held.FLOWS, None, owed))
                continue
            found = self._obligation(node, interface, Held.FLOWS, None, owed)
            found = replace(found, chain=chain)
            # What keeps nothing is one of many values that are told apart, unless
            # nothing else is there.
            if found.kept or is_alone:
                yield found
            else:
                self.unbegun.append(found)

    def _is_complete_class(self, node: ClassNode) -> bool:
        """Tell whether a class is meant to be used as it is."""
        if node.is_protocol or node.is_abstract_base or node.is_completed:
            return False
        if node.name in self._called:
            return True
        return not node.subclasses and not node.is_namespace

    def _is_used(self, node: ClassNode) -> bool:
        """Tell whether the project makes or hands on a class, or derives from it.

        One that nobody uses, and that keeps none of several members, is a base that
        others are to complete, in a library above all.
        """
        return node.name in self._used or bool(node.subclasses)

    def _obligation(
        self,
        node: ClassNode,
        interface: ClassNode,
        held: Held,
        declaration: Declaration | None,
        owed: tuple[ClassMember, ...],
    ) -> Obligation:
        kept, breaches = [], []
        for member in owed:
            keeper = self._kept_by(node, interface, member, held)
            if keeper is not None:
                kept.append(keeper)
                breach = self._breach(keeper, interface, held)
            else:
                breach = self._gap(node, member, held)
            if breach is not None:
                breaches.append(breach)
        return Obligation(
            node, interface, held, declaration, owed, tuple(kept), tuple(breaches)
        )

    def _gap(self, node: ClassNode, member: ClassMember, held: Held) -> Breach | None:
        if held is not Held.INHERITS and not self._hierarchy.lacks(node, member.name):
            return None
        return Breach(BreachKind.MISSING, member, None, node, "is missing")

    def _breach(self, kept: Kept, interface: ClassNode, held: Held) -> Breach | None:
        member, found = kept.member, kept.found
        calls = self._calls_meant(interface, member, held)
        checks = (
            (BreachKind.KIND, kind_mismatch(member, found)),
            (BreachKind.ASYNC, async_mismatch(member, found)),
            (BreachKind.SIGNATURE, signature_mismatch(member, found, calls)),
        )
        for kind, detail in checks:
            if detail:
                return Breach(kind, member, found, kept.owner, detail)
        return None

    def _calls_meant(
        self, interface: ClassNode, member: ClassMember, held: Held
    ) -> frozenset[str]:
        """Return the keyword calls that no class of another family can be meant by."""
        calls = self._keyword_calls.intersection(
            f"{member.name}({parameter.name}" for parameter in member.parameters or ()
        )
        if not calls or held is not Held.INHERITS:
            return calls
        strangers = (
            parameter
            for node in self._hierarchy.with_member(member.name)
            if interface not in node.mro
            for parameter in node.members[member.name].parameters or ()
        )
        return calls - {f"{member.name}({p.name}" for p in strangers}

    def _kept_by(
        self, node: ClassNode, interface: ClassNode, member: ClassMember, held: Held
    ) -> Kept | None:
        """Return the implementation of a member, and the class that has it."""
        for ancestor in node.mro:
            found = ancestor.members.get(member.name)
            if found is None:
                continue
            if held is not Held.INHERITS:
                return Kept(member, found, ancestor)
            if found.is_abstract:
                # It hides what comes after it, as in Python.
                break
            if ancestor is not interface and not is_unfinished(ancestor, found):
                return Kept(member, found, ancestor)
        return None
