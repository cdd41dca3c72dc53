"""Members of classes that are gone, or that refuse how other modules use them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ssot_audit.extract.flow_facts import Guard
from ssot_audit.link.absences import is_mangled
from ssot_audit.link.changes import Change, ChangeKind, Ledger, Version
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.counterparts import Counterparts
from ssot_audit.link.flow.demand import Call
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.flow.misfits import definer
from ssot_audit.link.flow.objects import Sort
from ssot_audit.link.located import Module
from ssot_audit.link.matrix import Site
from ssot_audit.link.members import ClassMember, is_same
from ssot_audit.link.program import Program
from ssot_audit.link.refusals import refusal, refusal_now
from ssot_audit.link.reliance import MemberUse, member_uses
from ssot_audit.link.stdlib_classes import MemberKind

_TESTED = Guard.TESTED | Guard.SWALLOWED
_EXACT = frozenset({Sort.INSTANCE, Sort.CLASS})
_VALUES = frozenset({MemberKind.PROPERTY})


class _Pair(NamedTuple):
    """A member of a class, and what the class has by its name now."""

    node: ClassNode
    """Before: the class that defined it."""
    old: ClassMember
    new_node: ClassNode
    """Now: the class of before."""
    provider: ClassNode | None
    new: ClassMember | None
    """None: it is gone."""

    @property
    def version(self) -> Version:
        """How it is told of."""
        symbol = f"{self.node.dotted}.{self.old.name}"
        after = None
        if self.provider is not None and self.new is not None:
            after = _site(self.provider, self.new)
        return Version(symbol, _site(self.node, self.old), after)


def changed_members(versions: Counterparts) -> Iterator[Change]:
    """Yield what uses in production code, outside its own module, cannot bear."""
    pairs: dict[str, list[_Pair]] = {}
    for old_module, _ in versions.changed():
        if not old_module.is_test:
            for pair in _pairs(versions, old_module):
                pairs.setdefault(pair.old.name, []).append(pair)
    ledger = Ledger()
    for pair, use in _uses(versions.before, pairs):
        felt = _felt_before(pair, use)
        if felt is not None:
            ledger.change(pair.version, *felt).relied.append(use.site)
    for pair, use in _uses(versions.now, pairs):
        felt = _felt_now(versions.now, pair, use)
        if felt is not None:
            ledger.change(pair.version, *felt).broken.append(use.site)
    yield from ledger


def _uses(
    program: Program, pairs: Mapping[str, list[_Pair]]
) -> Iterator[tuple[_Pair, MemberUse]]:
    for use in member_uses(program, pairs):
        for pair in pairs[use.name]:
            yield pair, use


def _site(node: ClassNode, member: ClassMember) -> Site:
    module, fact = node.source
    return Site(module, member.span or fact.span)


def _pairs(versions: Counterparts, module: Module) -> Iterator[_Pair]:
    for node in versions.before.hierarchy.in_module(module):
        new_node = versions.class_node(node)
        if new_node is None or node.is_shadowed or node.source[0] is not module:
            continue
        for name in node.members:
            if not is_mangled(name):
                yield from _pair(versions.now, node, new_node, name)


def _pair(
    now: Program, node: ClassNode, new_node: ClassNode, name: str
) -> Iterator[_Pair]:
    old = node.members[name]
    provider = definer(new_node, name)
    if provider is None:
        if _certainly_lacks(now, new_node, name):
            yield _Pair(node, old, new_node, None, None)
        return
    before = new_node.mro[: new_node.mro.index(provider)]
    if provider.module is None or any(above.openness for above in before):
        return
    new = provider.members[name]
    if not is_same(old, new) and not _is_assigned(provider, name):
        yield _Pair(node, old, new_node, provider, new)


def _is_assigned(node: ClassNode, name: str) -> bool:
    return any(known.name == name for known in node.source[1].self_attributes)


def _certainly_lacks(now: Program, node: ClassNode, name: str) -> bool:
    return (
        node.why_open is None
        and name not in now.stored_attributes
        and now.hierarchy.lacks(node, name)
    )


def _felt_before(pair: _Pair, use: MemberUse) -> tuple[ChangeKind, str] | None:
    """Tell what a use of before would meet now."""
    module = pair.node.source[0]
    if use.site.module is module or definer(use.on.of, use.name) is not pair.node:
        return None
    if pair.new is None:
        return ChangeKind.GONE, "is gone"
    if pair.old.is_callable != pair.new.is_callable:
        return _other_kind(pair.old, pair.new, use.call)
    if use.call is None or call_mismatch(pair.old, use.call) is not None:
        return None
    return refusal(pair.old, pair.new, use.call)


def _felt_now(
    now: Program, pair: _Pair, use: MemberUse
) -> tuple[ChangeKind, str] | None:
    """Tell what a use of now meets."""
    on: ClassNode = use.on.of
    is_its_own = use.site.module is pair.new_node.module
    if is_its_own or use.guard & _TESTED or pair.new_node not in on.mro:
        return None
    below = () if use.on.sort in _EXACT else on.all_subclasses()
    if pair.new is None:
        is_gone = all(_certainly_lacks(now, node, use.name) for node in (on, *below))
        return (ChangeKind.GONE, "is gone") if is_gone else None
    if any(definer(node, use.name) is not pair.provider for node in (on, *below)):
        return None
    if pair.old.is_callable != pair.new.is_callable:
        return _other_kind(pair.old, pair.new, use.call)
    return refusal_now(pair.old, pair.new, use.call) if use.call else None


def _other_kind(
    old: ClassMember, new: ClassMember, call: Call | None
) -> tuple[ChangeKind, str] | None:
    if old.is_callable and new.kind in _VALUES and call is not None:
        return ChangeKind.KIND, "is a property now, and was called"
    if old.kind in _VALUES and new.is_callable and call is None:
        return ChangeKind.KIND, "is a method now, and was read as a value"
    return None
