"""What an interface asks of those who are held to it."""

from collections.abc import Iterator

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.members import ClassMember

_NEVER_OWED = frozenset(
    {
        "__abstractmethods__",
        "__annotations__",
        "__class_getitem__",
        "__dict__",
        "__doc__",
        "__hash__",
        "__init__",
        "__init_subclass__",
        "__match_args__",
        "__module__",
        "__new__",
        "__orig_bases__",
        "__parameters__",
        "__slots__",
        "__subclasshook__",
        "__weakref__",
    }
)


def demands_on(node: ClassNode) -> Iterator[tuple[ClassNode, tuple[ClassMember, ...]]]:
    """Yield the interfaces a class inherits with what it owes to each.

    A member that an interface takes over from its own base is owed to it alone.
    """
    owing: dict[str, list[ClassNode]] = {}
    for interface in node.mro[1:]:
        if not (interface.is_protocol or interface.is_abstract_base):
            continue
        owed = tuple(
            member
            for member in _owed_by_subclass(interface)
            if not any(interface in n.mro for n in owing.get(member.name, ()))
        )
        for member in owed:
            owing.setdefault(member.name, []).append(interface)
        if owed:
            yield interface, owed


def is_unfinished(owner: ClassNode, found: ClassMember) -> bool:
    """Tell whether a member only repeats the demand of a protocol."""
    return owner.is_protocol and _is_demand(found)


def _owed_by_subclass(interface: ClassNode) -> Iterator[ClassMember]:
    if interface.standard is not None:
        yield from _owed(m for m in interface.members.values() if m.is_abstract)
        return
    for member in _owed(iter(interface.members.values())):
        is_demand = interface.is_protocol and _is_demand(member)
        if is_demand or (member.is_abstract and _binds(interface, member)):
            yield member


def _binds(interface: ClassNode, member: ClassMember) -> bool:
    """Tell whether an abstract member must be overridden.

    Only `ABCMeta` refuses to make instances; elsewhere a body that works is inherited.
    """
    return member.is_stub or any(n.asks_for_abc_metaclass for n in interface.mro)


def _is_demand(member: ClassMember) -> bool:
    is_gap = member.is_stub and not member.is_refusal
    return member.is_declared_only or (is_gap and member.kind is not None)


def owed_by_implementer(interface: ClassNode) -> Iterator[ClassMember]:
    """Yield the members of an interface and of its interface bases."""
    seen: set[str] = set()
    for ancestor in interface.mro:
        if ancestor.standard is not None:
            continue
        only_abstract = ancestor.is_abstract_base and not ancestor.is_protocol
        for member in _owed(iter(ancestor.members.values())):
            if member.name in seen or (only_abstract and not member.is_abstract):
                continue
            seen.add(member.name)
            yield member


def _owed(members: Iterator[ClassMember]) -> Iterator[ClassMember]:
    for member in members:
        name = member.name
        is_mangled = name.startswith("__") and not name.endswith("__")
        if name not in _NEVER_OWED and not is_mangled:
            yield member
