"""Members that tests give to stand-ins and the classes behind them lack."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow_table import Table
from ssot_audit.link.hand_written import HandWritten, hand_written
from ssot_audit.link.located import Module
from ssot_audit.link.mocks import SETTINGS, patched_members
from ssot_audit.link.program import Program
from ssot_audit.link.stand_ins import StandIn, StandIns

MOCK_CALLS = frozenset(
    {
        *("Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock"),
        *("create_autospec", "patch", "object", "multiple", "setattr", "patch_object"),
    }
)
"""Last segments of what a file calls that has stand-ins."""
_RECORDS = frozenset(
    {
        *("called", "call_count", "call_args", "call_args_list", "mock_calls"),
        *("await_count", "await_args", "await_args_list", "method_calls"),
    }
)
_OWN = _RECORDS | SETTINGS | {"configure_mock", "attach_mock", "mock_add_spec"}
_MANGLED = re.compile(r"_[^\W_]\w*?__\w+")
"""Private names of classes, as the compiler writes them."""
_OWN_PREFIXES = ("__", "assert_", "reset_mock", "_mock_", "_spec_")


@dataclass(frozen=True, slots=True)
class Given:
    """One place where a stand-in has a member."""

    module: Module
    span: Span
    function: str
    verb: str
    """`patched`, `set`, `configured`, `asserted`; `defined` in a class; or `used`."""
    how: str
    """How the class is known, to end a sentence with; empty: the place names it."""


@dataclass(slots=True)
class Drift:
    """A member that a class lacks and its stand-ins have."""

    node: ClassNode
    member: str
    places: list[Given] = field(default_factory=list)


def loose_stand_ins(program: Program) -> Iterator[tuple[ClassNode, list[Given]]]:
    """Yield classes with the mocks passed for them that answer to any name."""
    found: dict[str, tuple[ClassNode, list[Given]]] = {}
    for module in _modules_with_mocks(program):
        for table, call, stand_in in StandIns(program, module).without_spec():
            node = stand_in.node
            if call.span is not None and not node.source[0].is_test:
                function = table.function.qualname
                given = Given(module, call.span, function, "made", stand_in.how)
                found.setdefault(node.dotted, (node, []))[1].append(given)
    yield from found.values()


def _modules_with_mocks(program: Program) -> Iterator[Module]:
    for module in sorted(program.modules, key=lambda m: m.path):
        if not MOCK_CALLS.isdisjoint(name for name, _ in module.facts.called):
            yield module


def drifts(program: Program) -> Iterator[Drift]:
    """Yield what stand-ins have and their classes lack, in the order of the text."""
    found: dict[tuple[str, str], Drift] = {}
    for module in _modules_with_mocks(program):
        for node, member, given in _given(program, module):
            if is_lacking(program, node, member):
                key = node.dotted, member
                drift = found.setdefault(key, Drift(node, member))
                drift.places.append(given)
    for extra in hand_written(program):
        if is_lacking(program, extra.node, extra.member):
            key = extra.node.dotted, extra.member
            drift = found.setdefault(key, Drift(extra.node, extra.member))
            drift.places += _of_hand_written(extra)
    yield from found.values()


def _of_hand_written(extra: HandWritten) -> Iterator[Given]:
    module, fact = extra.fake.source
    span = extra.fake.members[extra.member].span or fact.span
    how = f"of `{extra.fake.name}`, which stands in for it by its name"
    yield Given(module, span, fact.qualname, "defined", how)
    for table, value in extra.uses:
        if value.span is not None:
            yield Given(table.module, value.span, table.function.qualname, "used", "")


def is_lacking(program: Program, node: ClassNode, member: str) -> bool:
    """Tell whether neither a production class nor one below it has a member."""
    if member.startswith(_OWN_PREFIXES) or member in _OWN or _MANGLED.fullmatch(member):
        return False
    if member in _stored_in_production(program):
        return False
    if node.source[0].is_test or node.is_protocol:
        return False
    return not program.absences.is_template(node) and all(
        one.why_open is None and program.hierarchy.lacks(one, member)
        for one in (node, *program.subclasses(node))
    )


def _stored_in_production(program: Program) -> frozenset[str]:
    key = "_stored_in_production"
    known: frozenset[str] | None = program.__dict__.get(key)
    if known is None:
        known = frozenset(
            name
            for module in program.modules
            if not module.is_test
            for name in module.facts.stored_attributes
        )
        program.__dict__[key] = known
    return known


def _given(program: Program, module: Module) -> Iterator[tuple[ClassNode, str, Given]]:
    stand_ins = StandIns(program, module)
    for table in stand_ins.tables:
        yield from _patched(table)
        uses = list(_uses(stand_ins, table))
        really_set = {
            (s.node.dotted, name) for s, name, _, verb in uses if verb == "set"
        }
        for stand_in, name, span, verb in uses:
            # Of a mock with a `spec`, what is only read raises at once.
            if not stand_in.is_specced or (stand_in.node.dotted, name) in really_set:
                place = Given(module, span, table.function.qualname, verb, stand_in.how)
                yield stand_in.node, name, place


def _patched(table: Table) -> Iterator[tuple[ClassNode, str, Given]]:
    for _, call in table.calls():
        found = patched_members(table, call)
        if found is not None and call.span is not None:
            node, names = found
            for name in names:
                yield (
                    node,
                    name,
                    Given(
                        table.module, call.span, table.function.qualname, "patched", ""
                    ),
                )


def _uses(
    stand_ins: StandIns, table: Table
) -> Iterator[tuple[StandIn, str, Span, str]]:
    """Yield each member that a stand-in is given or asked for in a function."""
    for store in table.function.stores:
        stand_in = stand_ins.of(table, store.base)
        if stand_in is not None:
            yield stand_in, store.name, store.span, "set"
        else:
            yield from _chained(stand_ins, table, store.base, "configured")
    for index, value in enumerate(table.function.values):
        if value.kind == Kind.ATTRIBUTE and _asserts(value):
            yield from _chained(stand_ins, table, value.base, "asserted")
        elif value.kind == Kind.CALL:
            yield from _by_keyword(stand_ins, table, index, value)


def _asserts(value: Value) -> bool:
    return value.name.startswith("assert_") or value.name in _RECORDS


def _chained(
    stand_ins: StandIns, table: Table, index: int, verb: str
) -> Iterator[tuple[StandIn, str, Span, str]]:
    """Find the member of a stand-in that a longer chain starts with."""
    value = table[index]
    while value.kind in {Kind.ATTRIBUTE, Kind.CALL} and value.base:
        if value.kind == Kind.ATTRIBUTE and value.span is not None:
            stand_in = stand_ins.of(table, value.base)
            if stand_in is not None:
                yield stand_in, value.name, value.span, verb
                return
        value = table[value.base]


def _by_keyword(
    stand_ins: StandIns, table: Table, index: int, call: Value
) -> Iterator[tuple[StandIn, str, Span, str]]:
    """`Mock(spec=Class, member=1)`, `mock.configure_mock(member=1)`."""
    if not call.keywords or call.span is None:
        return
    method = table[call.base]
    receiver = index
    if method.kind == Kind.ATTRIBUTE and method.name == "configure_mock":
        receiver = method.base
    elif stand_ins.origin(table, index) is None:
        return
    stand_in = stand_ins.of(table, receiver)
    if stand_in is not None:
        for name, _ in call.keywords:
            if name not in SETTINGS and name != "**":
                yield stand_in, name, call.span, "set"
