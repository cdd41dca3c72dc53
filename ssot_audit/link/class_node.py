"""One class of a program, linked: where it is made, its bases, its members."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ssot_audit.extract import facts
from ssot_audit.link.located import Module
from ssot_audit.link.members import ClassMember
from ssot_audit.link.stdlib_classes import MemberKind, StdlibClass

PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_WITHOUT_INSTANCE = frozenset({MemberKind.CLASSMETHOD, MemberKind.STATICMETHOD})


@dataclass(slots=True, eq=False)
class ClassNode:
    """A class of ours or of the standard library, with its bases."""

    dotted: str
    module: Module | None = None
    """None for the standard library."""
    fact: facts.Class | None = None
    standard: StdlibClass | None = None
    bases: tuple["ClassNode", ...] = ()
    markers: frozenset[str] = frozenset()
    """`typing.Protocol` and the like among the bases."""
    openness: str | None = None
    """Why its own attributes cannot all be known, its bases aside."""
    members: Mapping[str, ClassMember] = field(default_factory=dict)
    """Its own ones by name."""
    mro: tuple["ClassNode", ...] = ()
    subclasses: list["ClassNode"] = field(default_factory=list)
    is_completed: bool = False
    """Whether others provide its members: classes that `type` derives from it, or that
    its `register` accepts."""
    is_shadowed: bool = False
    """Whether a later definition of the same name replaces it."""
    is_changed: bool = False
    """Whether other code sets attributes on it whose names are computed, or its own
    definition is one of several."""
    _is_abstract: bool | None = None
    _body_names: frozenset[str] | None = None

    @property
    def source(self) -> tuple[Module, facts.Class]:
        """The file and the facts of a class of ours; asks not for a standard one."""
        if self.module is None or self.fact is None:
            raise LookupError(self.dotted)
        return self.module, self.fact

    @property
    def name(self) -> str:
        """The last segment of its qualified name."""
        return self.dotted.rpartition(".")[2]

    @property
    def body_names(self) -> frozenset[str]:
        """The names that the body of a class of ours binds to something."""
        if self._body_names is None:
            self._body_names = frozenset(
                member.name
                for member in self.source[1].members
                if member.is_assigned or member.kind != "variable"
            )
        return self._body_names

    @property
    def is_protocol(self) -> bool:
        """Whether it is itself a Protocol, not just a subclass of one."""
        if self.standard is not None:
            return self.standard.is_protocol
        return not self.markers.isdisjoint(PROTOCOLS)

    @property
    def is_namespace(self) -> bool:
        """Whether it only gathers functions that need no instance."""
        kinds = {
            member.kind
            for member in self.members.values()
            if member.parameters is not None
        }
        return bool(kinds) and kinds <= _WITHOUT_INSTANCE

    def all_subclasses(self) -> frozenset["ClassNode"]:
        """Return all classes below it."""
        reached: set[ClassNode] = set()
        pending = list(self.subclasses)
        while pending:
            current = pending.pop()
            if current not in reached:
                reached.add(current)
                pending += current.subclasses
        return frozenset(reached)

    @property
    def why_open(self) -> str | None:
        """Why its attributes cannot all be known, or None for a closed class."""
        for ancestor in self.mro:
            if ancestor.openness:
                return ancestor.openness
        return None

    @property
    def is_abstract_base(self) -> bool:
        """Whether it declares itself abstract: lists `ABC`, or has abstract members."""
        if self._is_abstract is None:
            self._is_abstract = (
                self.asks_for_abc_metaclass or self._has_abstract_members
            )
        return self._is_abstract

    @property
    def asks_for_abc_metaclass(self) -> bool:
        """Whether itself, not just a base, makes Python refuse incomplete instances."""
        if self.fact is None:
            return self.is_protocol or self._has_abstract_members
        metaclass = self.fact.metaclass or ""
        return (
            metaclass.rpartition(".")[2] == "ABCMeta"
            or any(base.dotted == "abc.ABC" for base in self.bases)
            or self.is_protocol
        )

    @property
    def _has_abstract_members(self) -> bool:
        if self.fact is None:
            return any(member.is_abstract for member in self.members.values())
        # Only a decorator makes a member abstract, and most have none.
        return any(
            self.members[member.name].is_abstract
            for member in self.fact.members
            if member.function is not None and member.function.decorators
        )

    @property
    def is_noted_when_made(self) -> bool:
        """Whether a metaclass or an `__init_subclass__` of ours sees it being made."""
        return any(
            "__init_subclass__" in ancestor.members
            or (ancestor.fact.metaclass or "ABCMeta").rpartition(".")[2] != "ABCMeta"
            for ancestor in self.mro
            if ancestor.fact is not None
        )
