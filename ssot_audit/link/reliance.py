"""Who relies on names, functions and members: each use, and how it calls them."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind
from ssot_audit.link.flow.bodies import Body
from ssot_audit.link.flow.demand import Call, calls_of
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.located import Module
from ssot_audit.link.matrix import Site
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition

_OURS = INSTANCES | CLASSES
FORGIVING = facts.OPTIONAL | facts.TYPE_ONLY
"""Imports that may fail, or that never run."""

Names = Mapping[Module, Collection[str]]


class NameUse(NamedTuple):
    """A name that one module takes from another."""

    owner: Module
    name: str
    site: Site


class DefinitionCall(NamedTuple):
    """A call of a function or a class by its name."""

    callee: Definition
    call: Call
    site: Site


class MemberUse(NamedTuple):
    """A member read from an object, or a class, of ours."""

    name: str
    on: Obj
    call: Call | None
    guard: int
    site: Site


def name_uses(program: Program, names: Names) -> Iterator[NameUse]:
    """Yield where other modules take one of the names from its module."""
    for importer in program.modules:
        for found in importer.facts.imports:
            if found.name in {None, "*"} or found.guard & FORGIVING:
                continue
            owner = program.locate(importer, found)
            if isinstance(owner, Module) and found.name in names.get(owner, ()):
                yield NameUse(owner, found.name or "", Site(importer, found.span))
    yield from _attributes(program, names)


def _attributes(program: Program, names: Names) -> Iterator[NameUse]:
    """Yield names that are read from a module which was imported itself."""
    edges = (edge for edges in program.imports.edges.values() for edge in edges)
    importers = dict.fromkeys(edge.importer for edge in edges if edge.target in names)
    wanted = frozenset(name for found in names.values() for name in found)
    for importer in importers:
        for table in tables(program, importer):
            for value in table.function.values:
                if value.kind == Kind.ATTRIBUTE and value.name in wanted:
                    owner = _module(table, value.base)
                    if value.span and owner and value.name in names.get(owner, ()):
                        site = Site(importer, value.span)
                        yield NameUse(owner, value.name, site)


def _module(table: Table, index: int) -> Module | None:
    """Return the other module that a value is."""
    reference = table.reference(index)
    found = table.program.resolve(table.module, reference) if reference else None
    return found if isinstance(found, Module) and found is not table.module else None


def definition_calls(
    program: Program, names: Collection[str]
) -> Iterator[DefinitionCall]:
    """Yield the calls, in other modules, of what is called by one of the names."""
    if not names:
        return
    for module in program.modules:
        if any(name in names for name, _ in module.facts.called):
            for table in tables(program, module):
                yield from _calls(table, names)


def _calls(table: Table, names: Collection[str]) -> Iterator[DefinitionCall]:
    for index, call in calls_of(table.function).items():
        reference = table.reference(index)
        if reference.rpartition(".")[2] not in names:
            continue
        callee = table.program.resolve(table.module, reference)
        if isinstance(callee, Definition) and callee.module is not table.module:
            yield DefinitionCall(callee, call, Site(table.module, call.span))


def member_uses(program: Program, names: Collection[str]) -> Iterator[MemberUse]:
    """Yield where production code reads members of these names, by the flow of objects.

    The same place comes once for each object that gets there.
    """
    if not names:
        return
    seen: set[tuple[Module, Span, Obj]] = set()
    for body in program.object_flow.bodies.values():
        values = body.function.flow.values
        if any(v.kind == Kind.ATTRIBUTE and v.name in names for v in values):
            for use in _read(program.object_flow, body, names):
                key = use.site.module, use.site.span, use.on
                if key not in seen:
                    seen.add(key)
                    yield use


def _read(solver: Solver, body: Body, names: Collection[str]) -> Iterator[MemberUse]:
    flow, module = body.function.flow, body.function.module
    calls = calls_of(flow)
    for number, value in enumerate(flow.values):
        if value.kind != Kind.ATTRIBUTE or value.name not in names:
            continue
        node = body.nodes[value.base]
        if value.span is not None and node >= 0:
            site, call = Site(module, value.span), calls.get(number)
            for obj in solver.graph.reached[node]:
                if obj.sort in _OURS:
                    yield MemberUse(value.name, obj, call, value.guard, site)
