"""Functions and constructors that refuse how other modules call them by name."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Span
from ssot_audit.link.changes import Change, Ledger, Version
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.counterparts import Counterparts
from ssot_audit.link.flow.fit import call_mismatch
from ssot_audit.link.flow.misfits import definer
from ssot_audit.link.located import Module
from ssot_audit.link.matrix import Site
from ssot_audit.link.members import ClassMember, is_same, of_function
from ssot_audit.link.program import Program
from ssot_audit.link.refusals import refusal, refusal_now
from ssot_audit.link.reliance import DefinitionCall, definition_calls
from ssot_audit.link.symbols import Definition

_Key = tuple[Module, str, Span]


class _Pair(NamedTuple):
    """Something that is called by its name, then and now."""

    version: Version
    then: Definition
    today: Definition
    old: ClassMember
    new: ClassMember


def changed_calls(versions: Counterparts) -> Iterator[Change]:
    """Yield functions and classes whose calls in other modules fail now."""
    pairs = [
        pair
        for module, _ in versions.changed()
        if not module.is_test
        for pair in _pairs(versions, module)
    ]
    ledger = Ledger()
    then = {_key(pair.then): pair for pair in pairs}
    for pair, use in _uses(versions.before, then):
        felt = refusal(pair.old, pair.new, use.call)
        if felt is not None and call_mismatch(pair.old, use.call) is None:
            ledger.change(pair.version, *felt).relied.append(use.site)
    today = {_key(pair.today): pair for pair in pairs}
    for pair, use in _uses(versions.now, today):
        felt = refusal_now(pair.old, pair.new, use.call)
        if felt is not None:
            ledger.change(pair.version, *felt).broken.append(use.site)
    yield from ledger


def _uses(
    program: Program, pairs: Mapping[_Key, _Pair]
) -> Iterator[tuple[_Pair, DefinitionCall]]:
    names = {qualname.rpartition(".")[2] for _, qualname, _ in pairs}
    for use in definition_calls(program, names):
        pair = pairs.get(_key(use.callee))
        if pair is not None:
            yield pair, use


def _key(found: Definition) -> _Key:
    return found.module, found.qualname, found.fact.span


def _pairs(versions: Counterparts, module: Module) -> Iterator[_Pair]:
    home = versions.module(module)
    if home is None:
        return
    functions = (function.qualname for function in module.facts.functions)
    classes = (made.qualname for made in module.facts.classes)
    for name in dict.fromkeys((*functions, *classes)):
        then, today = (
            versions.before.member(module, name),
            versions.now.member(home, name),
        )
        if not (isinstance(then, Definition) and isinstance(today, Definition)):
            continue
        old, new = _called(versions.before, then), _called(versions.now, today)
        if then.module is module and old and new and not is_same(old, new):
            before, after = (Site(d.module, d.fact.span) for d in (then, today))
            version = Version(then.dotted, before, after)
            yield _Pair(version, then, today, old, new)


def _called(program: Program, found: Definition) -> ClassMember | None:
    """Return what runs when something is called by its name, if that is certain."""
    if isinstance(found.fact, facts.Class):
        return _constructor(program.hierarchy.node(found.module, found.fact))
    if isinstance(found.fact, facts.Function):
        return of_function(
            found.fact,
            lambda name: program.full_name(found.module, name) if name else "",
        )
    return None


def _constructor(node: ClassNode) -> ClassMember | None:
    """Return the `__init__` of a class that is made in the usual way."""
    owner = definer(node, "__init__")
    if owner is None or owner.module is None or node.source[1].decorators:
        return None
    for above in node.mro[: node.mro.index(owner) + 1]:
        is_usual = above.fact is None or above.fact.metaclass in {None, "ABCMeta"}
        if above.openness or not is_usual or "__new__" in above.members:
            return None
    return owner.members["__init__"]
