"""The matrix of contracts: what each asks for, who is held to it, who keeps it.

A contract is an interface, or what a consumer uses on a slot of its own, e.g. on
`Emitter.manager`, which no one has written down: see `link.inferred`.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ssot_audit.config.settings import Contract as Declared
from ssot_audit.extract.facts import START, Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.located import Module
from ssot_audit.link.obligations import BreachKind, Obligation, Unjudged
from ssot_audit.link.owed import owed_by_implementer
from ssot_audit.link.program import Program


class Origin(enum.Enum):
    """Where a contract is written."""

    PROTOCOL = "protocol"
    ABSTRACT_CLASS = "abstract class"
    CLASS = "class"
    """Any other class that the configuration names as an interface."""
    CONSUMER = "consumer"
    """Nowhere: it is inferred from what a consumer uses."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place in a file of ours."""

    module: Module
    span: Span


@dataclass(frozen=True, slots=True)
class Lapse:
    """One member that a class does not keep."""

    member: str
    kind: BreachKind
    detail: str
    """What is wrong, e.g. "does not accept the argument `context`"."""
    site: Site


@dataclass(frozen=True, slots=True)
class Asked:
    """A member that a consumer uses, and how often."""

    member: str
    needed: int
    """Uses that fail where the member is missing."""
    guarded: int
    """Uses that the consumer can do without, e.g. after `hasattr`."""
    first: Site


@dataclass(frozen=True, slots=True)
class Row:
    """One class that is held to a contract."""

    holder: str
    """Dotted name of the class."""
    site: Site
    held: tuple[str, ...]
    """Why it is held to it, step by step, e.g. "inherits it"."""
    owed: tuple[str, ...]
    """Names of the members that it must have."""
    lapses: tuple[Lapse, ...] = ()
    unknown: str | None = None
    """Why it is not judged: its attributes cannot all be known."""
    unsure: tuple[str, ...] = ()
    """Owed members that something else may give it: a class below, or an assignment."""
    chain: tuple[Step, ...] = ()
    """How its objects get to the consumer, hop by hop."""

    @property
    def missing(self) -> tuple[Lapse, ...]:
        """The members it lacks."""
        return tuple(one for one in self.lapses if one.kind is BreachKind.MISSING)

    @property
    def incompatible(self) -> tuple[Lapse, ...]:
        """The members it has in a way that callers cannot use."""
        return tuple(one for one in self.lapses if one.kind is not BreachKind.MISSING)

    @property
    def present(self) -> int:
        """How many of the owed members there certainly are."""
        return len(self.owed) - len(self.missing) - len(self.unsure)


@dataclass(frozen=True, slots=True)
class Contract:
    """What is asked for, and everyone who is held to it."""

    name: str
    """Dotted name of the interface or the slot."""
    origin: Origin
    site: Site | None
    """None: in the standard library."""
    members: tuple[str, ...]
    """Names of all members that anyone owes to it."""
    rows: tuple[Row, ...]
    """Those who keep least come first."""
    asked: tuple[Asked, ...] = ()
    """What the consumer uses, in the order of the text; empty for an interface."""
    others: int = 0
    """How many more classes are held to it, left out of the rows."""

    @property
    def is_kept(self) -> bool:
        """Whether nobody who is held to it falls short."""
        return not any(row.lapses for row in self.rows)


def matrix(
    program: Program, declared: Sequence[Declared], *, is_unbegun_told: bool = False
) -> tuple[Contract, ...]:
    """Return every interface of production code, and all that someone is held to.

    Classes that keep nothing of it, and may not be meant to, have rows if these are to
    be told.
    """
    obligations = program.obligations(declared)
    rows: dict[ClassNode, list[Row]] = {
        node: [] for node in _interfaces(program, declared)
    }
    unbegun = obligations.unbegun if is_unbegun_told else ()
    for one in chain(obligations.all, unbegun):
        rows.setdefault(one.interface, []).append(_judged(one))
    for unjudged in obligations.unknown:
        rows.setdefault(unjudged.interface, []).append(_unjudged(unjudged))
    contracts = (_contract(node, found) for node, found in rows.items())
    return tuple(sorted((one for one in contracts if one.members), key=place_in_order))


def _interfaces(program: Program, declared: Sequence[Declared]) -> Iterator[ClassNode]:
    for contract in declared:
        interface = program.interface(contract.interface)
        if interface is not None:
            yield interface
    for node in program.hierarchy.classes:
        if (node.is_protocol or node.is_abstract_base) and not node.source[0].is_test:
            yield node


def _contract(interface: ClassNode, rows: list[Row]) -> Contract:
    if interface.is_protocol:
        origin = Origin.PROTOCOL
    else:
        is_abstract = interface.is_abstract_base
        origin = Origin.ABSTRACT_CLASS if is_abstract else Origin.CLASS
    owed = [name for row in rows for name in row.owed]
    declared = [member.name for member in owed_by_implementer(interface)]
    return Contract(
        name=interface.dotted,
        origin=origin,
        site=None if interface.module is None else _site(interface),
        members=tuple(dict.fromkeys(declared + owed)),
        rows=tuple(sorted(rows, key=need)),
    )


def place_in_order(contract: Contract) -> tuple[str, str, Span]:
    """Return what contracts are sorted by."""
    site = contract.site
    if site is None:
        return contract.name, "", START
    return contract.name, site.module.path, site.span


def need(row: Row) -> tuple[bool, int, int, str, str]:
    """Return what rows are sorted by: those who keep least come first."""
    is_unknown = row.unknown is not None
    path = row.site.module.path
    return is_unknown, -len(row.missing), -len(row.lapses), row.holder, path


def _judged(obligation: Obligation) -> Row:
    return Row(
        holder=obligation.implementer.dotted,
        site=_site(obligation.implementer),
        held=tuple(_why_held(obligation)),
        owed=tuple(member.name for member in obligation.owed),
        lapses=tuple(_lapses(obligation)),
    )


def _unjudged(unjudged: Unjudged) -> Row:
    return Row(
        holder=unjudged.implementer.dotted,
        site=_site(unjudged.implementer),
        held=tuple(_why_held(unjudged)),
        owed=tuple(member.name for member in unjudged.owed),
        unknown=unjudged.implementer.why_open,
    )


def _lapses(obligation: Obligation) -> Iterator[Lapse]:
    for breach in obligation.breaches:
        site = _site(breach.owner if breach.owner.module else obligation.implementer)
        if breach.found is not None and breach.found.span is not None:
            site = Site(site.module, breach.found.span)
        yield Lapse(breach.member.name, breach.kind, breach.detail, site)


def _why_held(one: Obligation | Unjudged) -> Iterator[str]:
    """Yield the reason, and for an inherited interface the bases in between."""
    if one.declaration is not None:
        because = " ".join((one.declaration.because or "").split())
        yield f"{one.held.value} in {one.declaration.where}"
        if because:
            yield because
        return
    way = _bases_between(one.implementer, one.interface)
    through = ", ".join(f"`{node.name}`" for node in way)
    yield f"{one.held.value} through {through}" if way else one.held.value


def _bases_between(node: ClassNode, interface: ClassNode) -> tuple[ClassNode, ...]:
    """Return the classes on the first way from a class up to an interface."""
    for base in node.bases:
        if base is interface:
            return ()
        if interface in base.mro:
            return (base, *_bases_between(base, interface))
    return ()


def _site(node: ClassNode) -> Site:
    module, fact = node.source
    return Site(module, fact.span)
