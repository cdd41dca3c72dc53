"""What depends on a module, a class, a function or a member: who would notice a change.

`Reach` is who imports the module that a target stands in; a `Dependant` uses the target
itself. Another way to depend (e.g. a mock that stands in for it) is one more `Relation`
and one more function in `_FINDERS` that yields dependants.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.extract import facts
from ssot_audit.extract.facts import START, Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.dependants import Dependant, Relation, Target, TargetKind
from ssot_audit.link.flow_dependants import flow_dependants
from ssot_audit.link.imports import Edge
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition


@dataclass(frozen=True, slots=True)
class Reach:
    """The modules that need another one at some moment."""

    when: EdgeKind
    direct: tuple[Edge, ...]
    """Import statements that name it, one for each importer."""
    chains: tuple[tuple[Module, ...], ...]
    """A shortest way to each module that needs it, from that module on; shortest first.

    Import-time ways have import-time imports only; deferred ways have a deferred one,
    and are given for modules that need it in no other way. Type-only imports run never
    and are not followed.
    """

    @property
    def longest(self) -> tuple[Module, ...]:
        """The chain to the module that is farthest away; empty: there is none."""
        return self.chains[-1] if self.chains else ()


@dataclass(frozen=True, slots=True)
class Impact:
    """Everyone who depends on a target."""

    target: Target
    reach: tuple[Reach, ...]
    dependants: tuple[Dependant, ...]
    """By relation, then by path."""


def targets(program: Program, dotted: str) -> tuple[Target, ...]:
    """Return what a full dotted name means; none: it is not ours, or nowhere."""
    found = program.lookup(dotted)
    if isinstance(found, Module):
        return (Target(TargetKind.MODULE, found.name, found, START),)
    owner, _, name = dotted.rpartition(".")
    holder = program.lookup(owner) if owner else None
    if isinstance(holder, Definition) and isinstance(holder.fact, facts.Class):
        node = program.hierarchy.node(holder.module, holder.fact)
        return tuple(_member(node, holder, name))
    if isinstance(found, Definition):
        return (_defined(program, found),)
    return ()


def names(program: Program) -> Iterator[str]:
    """Yield the dotted name of everything that may be a target."""
    for module in program.modules:
        yield module.name
        own = [
            *(function.qualname for function in module.facts.functions),
            *(variable.name for variable in module.facts.variables),
        ]
        yield from (f"{module.name}.{name}" for name in own if "." not in name)
    for node in program.hierarchy.classes:
        if "<locals>" not in node.dotted:
            yield node.dotted
            members = {name for ancestor in _ours(node) for name in ancestor.members}
            yield from (f"{node.dotted}.{name}" for name in sorted(members))


def _ours(node: ClassNode) -> Iterator[ClassNode]:
    return (ancestor for ancestor in node.mro if ancestor.module is not None)


def impact(program: Program, target: Target) -> Impact:
    """Find out who depends on a target."""
    found = [one for find in _FINDERS for one in find(program, target)]
    found.sort(key=_order)
    return Impact(target, tuple(_reach(program, target.module)), tuple(found))


_RELATIONS = tuple(Relation)


def _order(one: Dependant) -> tuple[int, str, Span]:
    return _RELATIONS.index(one.relation), one.module.path, one.span


def _defined(program: Program, found: Definition) -> Target:
    fact = found.fact
    if isinstance(fact, facts.Class):
        node = program.hierarchy.node(found.module, fact)
        kind = TargetKind.CLASS
        return Target(kind, found.dotted, found.module, fact.span, found, node)
    is_function = isinstance(fact, facts.Function)
    kind = TargetKind.FUNCTION if is_function else TargetKind.VARIABLE
    return Target(kind, found.dotted, found.module, fact.span, found)


def _member(node: ClassNode, holder: Definition, name: str) -> Iterator[Target]:
    """Yield a member of a class of ours, defined by itself or a base of ours."""
    for ancestor in node.mro:
        member = ancestor.members.get(name)
        if member is None:
            continue
        if ancestor.module is not None and member.span is not None:
            kind = TargetKind.METHOD if member.is_callable else TargetKind.ATTRIBUTE
            definition = holder
            if ancestor is not node:
                definition = Definition(*ancestor.source)
            dotted = f"{ancestor.dotted}.{name}"
            module = ancestor.module
            yield Target(kind, dotted, module, member.span, definition, ancestor, name)
        return


def _imports(program: Program, target: Target) -> Iterator[Dependant]:
    """Yield the imports of the name; those of a module are its reach."""
    wanted = target.definition
    if wanted is None:
        return
    name = wanted.qualname.rpartition(".")[2]
    for module in program.modules:
        for found in module.facts.imports:
            if found.name in {None, "*"}:
                continue
            resolved = program.imported(module, found)
            if not isinstance(resolved, Definition) or resolved.fact is not wanted.fact:
                continue
            renamed = f"as `{found.bound}`" if found.is_renamed else ""
            if found.name != name:
                renamed = f"`{found.name}`"
            yield Dependant(Relation.IMPORTS, module.name, module, found.span, renamed)


def _family(program: Program, target: Target) -> Iterator[Dependant]:
    """Yield the classes below the target's class, and what they make of its member."""
    owner = target.owner
    if owner is None:
        return
    below = owner.all_subclasses()
    for node in program.hierarchy.classes:
        if node not in below:
            continue
        module, fact = node.source
        if not target.member:
            through = "" if owner in node.bases else _through(node, owner)
            yield Dependant(Relation.DERIVES, node.dotted, module, fact.span, through)
            continue
        own = node.members.get(target.member)
        if own is not None and own.span is not None:
            yield Dependant(Relation.OVERRIDES, node.dotted, module, own.span)
        elif _provider(node, target.member) is owner:
            yield Dependant(Relation.INHERITS, node.dotted, module, fact.span)


def _provider(node: ClassNode, member: str) -> ClassNode | None:
    return next((each for each in node.mro if member in each.members), None)


def _through(node: ClassNode, owner: ClassNode) -> str:
    base = next(base for base in node.bases if owner in base.mro)
    return f"through `{base.name}`"


def _reach(program: Program, module: Module) -> Iterator[Reach]:
    """Yield who needs a module at import time, later, and for types only."""
    incoming: dict[Module, list[Edge]] = {}
    for edges in program.imports.edges.values():
        for edge in edges:
            incoming.setdefault(edge.target, []).append(edge)
    eager = _arrivals(module, incoming, frozenset({EdgeKind.IMPORT_TIME}))
    at_all = _arrivals(
        module, incoming, frozenset({EdgeKind.IMPORT_TIME, EdgeKind.DEFERRED})
    )
    later = {reached: edge for reached, edge in at_all.items() if reached not in eager}
    for when, arrivals, ways in (
        (EdgeKind.IMPORT_TIME, eager, eager),
        (EdgeKind.DEFERRED, later, at_all),
        (EdgeKind.TYPE_ONLY, {}, {}),
    ):
        direct = {
            edge.importer: edge
            for edge in reversed(incoming.get(module, ()))
            if edge.kind is when
        }
        chains = sorted((_chain(reached, ways) for reached in arrivals), key=_length)
        yield Reach(
            when, tuple(direct[m] for m in sorted(direct, key=_path)), (*chains,)
        )


def _arrivals(
    module: Module,
    incoming: Mapping[Module, list[Edge]],
    kinds: frozenset[EdgeKind],
) -> dict[Module, Edge]:
    """Return the modules that need one, with the first import on a shortest way."""
    arrived: dict[Module, Edge] = {}
    queue = deque([module])
    while queue:
        for edge in incoming.get(queue.popleft(), ()):
            importer = edge.importer
            is_new = importer is not module and importer not in arrived
            if edge.kind in kinds and is_new:
                arrived[importer] = edge
                queue.append(importer)
    return arrived


def _chain(start: Module, arrived: Mapping[Module, Edge]) -> tuple[Module, ...]:
    chain = [start]
    while chain[-1] in arrived:
        chain.append(arrived[chain[-1]].target)
    return tuple(chain)


def _length(chain: tuple[Module, ...]) -> tuple[int, str]:
    return len(chain), chain[0].path


def _path(module: Module) -> str:
    return module.path


_FINDERS: tuple[Callable[[Program, Target], Iterator[Dependant]], ...] = (
    _imports,
    _family,
    flow_dependants,
)
