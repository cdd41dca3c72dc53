"""Classes that look like an implementation of an interface and say nothing of it.

A class that has most of what an interface promises, and is near it in name or place,
was meant for it, or was copied from one that was. Members that it shares with the
interface through a base, or owes to another interface, prove nothing; nor do data that
happen to have the same names.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.discover.source import FileKind
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.members import ClassMember
from ssot_audit.link.owed import owed_by_implementer
from ssot_audit.link.signatures import (
    async_mismatch,
    kind_mismatch,
    signature_mismatch,
)
from ssot_audit.link.suggestions import word_list

_LEAST = 3
"""Methods below which a likeness proves nothing."""
_AFFIXES = frozenset(
    {"abc", "abstract", "base", "i", "interface", "like", "mixin", "protocol"}
)
"""Words of an interface's name that say that it is one."""
_UNFINISHED = frozenset({"abstract", "base", "mixin"})
"""Words of the name of a class that others are to complete."""
_LEAST_STEM = 4
"""Letters below which a name is in too many others."""


class Near(enum.Enum):
    """In what a class is near an interface."""

    KIND = "is one by its name"
    NAME = "has its name in its own"
    PLACE = "stands in its package and has the same last word in its name"


_BAR = {
    Near.KIND: (0.5, _LEAST),
    Near.NAME: (0.7, _LEAST),
    Near.PLACE: (0.7, _LEAST + 1),
}
"""The share of the members that must be exceeded, and how many methods: a client, a
manager or a factory of something often has methods of the same names."""


@dataclass(frozen=True, slots=True, eq=False)
class Undeclared:
    """A class that has most members of an interface, but is not held to it."""

    node: ClassNode
    interface: ClassNode
    near: Near
    owed: tuple[ClassMember, ...]
    missing: tuple[ClassMember, ...]


def undeclared(hierarchy: Hierarchy) -> Iterator[Undeclared]:
    """Yield them, the interfaces in the order of their files."""
    for interface in hierarchy.classes:
        promised = _promises(interface)
        if len(promised) < _LEAST:
            continue
        for node in _candidates(hierarchy, promised):
            near = _nearness(node, interface)
            if near is not None and _is_free(node, interface):
                missing = _missing(hierarchy, node, promised, _BAR[near])
                if missing:
                    owed = tuple(promised.values())
                    yield Undeclared(node, interface, near, owed, missing)


def _promises(interface: ClassNode) -> Mapping[str, ClassMember]:
    """Return what an interface of production code asks for, special names aside."""
    bases = [node for node in interface.mro if node.module is not None]
    if interface.source[0].is_test or not all(map(_is_interface, bases)):
        return {}
    owed = owed_by_implementer(interface)
    return {member.name: member for member in owed if not member.name.startswith("__")}


def _is_interface(node: ClassNode) -> bool:
    return node.is_protocol or node.is_abstract_base


def _candidates(
    hierarchy: Hierarchy, promised: Mapping[str, ClassMember]
) -> Mapping[ClassNode, None]:
    """Return the classes that define some of these names themselves."""
    return dict.fromkeys(
        node for name in promised for node in hierarchy.with_member(name)
    )


def _is_free(node: ClassNode, interface: ClassNode) -> bool:
    """Tell whether a class is known, finished, and not yet related to an interface."""
    module = node.source[0]
    return not (
        module.is_test
        or module.file.kind is FileKind.STUB
        or node.why_open
        or node.is_completed
        or node.subclasses
        or not _UNFINISHED.isdisjoint(word_list(node.name))
        or _is_interface(node)
        or any(base in interface.mro for base in node.mro if base.module)
    )


def _missing(
    hierarchy: Hierarchy,
    node: ClassNode,
    promised: Mapping[str, ClassMember],
    bar: tuple[float, int],
) -> tuple[ClassMember, ...]:
    """Return what a class lacks that has most, and nothing unlike what is promised."""
    share, methods = bar
    alike = [member for member in promised.values() if _has_alike(node, member)]
    missing = [m for m in promised.values() if hierarchy.lacks(node, m.name)]
    is_most = len(alike) > share * len(promised)
    is_alike = len(alike) + len(missing) == len(promised)
    if is_most and is_alike and sum(m.is_callable for m in alike) >= methods:
        return tuple(missing)
    return ()


def _has_alike(node: ClassNode, member: ClassMember) -> bool:
    """Tell whether a class has a member that fits, and owes it to nobody else."""
    providers = [ancestor for ancestor in node.mro if member.name in ancestor.members]
    if not providers or any(map(_is_interface, providers)):
        return False
    found = providers[0].members[member.name]
    return not (
        kind_mismatch(member, found)
        or async_mismatch(member, found)
        or signature_mismatch(member, found, frozenset())
    )


def _nearness(node: ClassNode, interface: ClassNode) -> Near | None:
    stem = [w for w in word_list(interface.name) if w not in _AFFIXES]
    if len("".join(stem)) < _LEAST_STEM:
        return None
    words, size = word_list(node.name), len(stem)
    if words[-size:] == stem:
        return Near.KIND
    if any(words[start : start + size] == stem for start in range(len(words))):
        return Near.NAME
    is_beside = node.source[0].package == interface.source[0].package
    return Near.PLACE if is_beside and words[-1:] == stem[-1:] else None
