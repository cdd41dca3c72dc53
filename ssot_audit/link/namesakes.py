"""Classes of one name in several modules, and what tells a duplicate from a namesake.

A name alone says little: `forms.Field` and `models.Field` are two things. What is
defined twice shows in the members. Subclasses of other classes are left out, since
their members answer to their base, and so is what is parallel on purpose.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ssot_audit.discover.paths import parent_of
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.originals import is_at_top, originals
from ssot_audit.link.parallels import Parallels

_PLAIN_BASES = frozenset(
    {
        "msgspec.Struct",
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "strenum.StrEnum",
        "typing_extensions.Protocol",
        "typing_extensions.TypedDict",
    }
)
"""Bases outside the standard library that say nothing about what a class is for."""
_CONVENTION = 5
"""Files of one directory, or of one name, that define a class of the same name."""
_ENUMERATIONS = ("Enum", "Flag", "Choices")


@dataclass(frozen=True, slots=True, eq=False)
class Namesake:
    """A class that stands on its own, whatever else has its name."""

    node: ClassNode
    members: Mapping[str, str]
    """What it has, dunder names aside; those of an enumeration with their values."""
    is_enumeration: bool

    @property
    def name(self) -> str:
        """The name of the class."""
        return self.node.name

    @property
    def module(self) -> Module:
        """The file it stands in."""
        return self.node.source[0]

    def shared(self, other: "Namesake") -> int:
        """Return how many members both have."""
        return len(self.members.keys() & other.members.keys())

    def likeness(self, other: "Namesake") -> float:
        """Return which share of their members both have."""
        both = len(self.members.keys() | other.members.keys())
        return self.shared(other) / both if both else 0.0


class Namesakes:
    """The classes of a program by name, those with nothing to say left out."""

    def __init__(
        self, modules: Sequence[Module], hierarchy: Hierarchy, parallels: Parallels
    ) -> None:
        """Find the classes that others can import."""
        self._hierarchy = hierarchy
        self._parallels = parallels
        self._by_name: dict[str, list[ClassNode]] = {}
        for module in originals(modules):
            for node in hierarchy.in_module(module):
                if is_at_top(node.source[1]):
                    self._by_name.setdefault(node.name, []).append(node)

    def groups(self) -> Iterator[tuple[Namesake, ...]]:
        """Yield the definitions of each name that has several, sorted by name."""
        for _, nodes in sorted(self._by_name.items()):
            if len(nodes) > 1:
                found = self._alone(nodes)
                if len(found) > 1:
                    yield found

    def enumerations(self) -> Iterator[Namesake]:
        """Yield all enumerations, sorted by name."""
        for _, nodes in sorted(self._by_name.items()):
            for node in nodes:
                if _is_enumeration(node) and self._is_plain(node):
                    yield _namesake(node)

    def are_parallel(self, one: Namesake, other: Namesake) -> bool:
        """Tell whether two are repeated on purpose."""
        return self._parallels.are_parallel(one.module, other.module)

    def cluster(
        self, group: Sequence[Namesake], is_alike: Callable[[Namesake, Namesake], bool]
    ) -> tuple[Namesake, ...]:
        """Return those of one name that are too much alike to be different things.

        Once two are, all others that have some member in common with one of them are
        part of it: the third version of a thing may have drifted far.
        """
        found: dict[Namesake, None] = {}
        for one, other in combinations(group, 2):
            if is_alike(one, other) and not self.are_parallel(one, other):
                found |= {one: None, other: None}
        alike = tuple(found)
        return tuple(
            one for one in group if one in found or any(map(one.shared, alike))
        )

    def _alone(self, nodes: Sequence[ClassNode]) -> tuple[Namesake, ...]:
        plain = [node for node in nodes if self._is_plain(node)]
        homes_of_name = [node.source[0] for node in plain]
        directories = Counter(parent_of(m.location) for m in homes_of_name)
        stems = Counter(m.location.rpartition("/")[2] for m in homes_of_name)
        return tuple(
            _namesake(node)
            for node, module in zip(plain, homes_of_name, strict=True)
            if directories[parent_of(module.location)] < _CONVENTION
            and stems[module.location.rpartition("/")[2]] < _CONVENTION
        )

    def _is_plain(self, node: ClassNode) -> bool:
        """Tell whether a class derives from nothing that asks for its members."""
        if node.is_protocol:
            return False
        for reference in node.source[1].bases:
            base = self._hierarchy.resolve(node.source[0], reference)
            if isinstance(base, ClassNode):
                if base.fact is not None:
                    return False
            elif not self._is_plain_base(node.source[0], reference):
                return False
        return True

    def _is_plain_base(self, module: Module, reference: str) -> bool:
        full = self._hierarchy.full_name(module, reference)
        return full in _PLAIN_BASES or full.partition(".")[0] in _STANDARD


_STANDARD = frozenset({"abc", "builtins", "collections", "enum", "typing"})


def _is_enumeration(node: ClassNode) -> bool:
    return any(base.endswith(_ENUMERATIONS) for base in node.source[1].bases)


def _namesake(node: ClassNode) -> Namesake:
    known = node.source[1]
    if _is_enumeration(node):
        return Namesake(
            node,
            {
                member.name: member.literal
                for member in known.members
                if member.kind == "variable" and member.is_assigned
                if not member.name.startswith("_")
            },
            is_enumeration=True,
        )
    members = dict.fromkeys(
        (
            *(m.name for m in known.members if not _is_dunder(m.name)),
            *(attribute.name for attribute in known.self_attributes),
        ),
        "",
    )
    return Namesake(node, members, is_enumeration=False)


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
