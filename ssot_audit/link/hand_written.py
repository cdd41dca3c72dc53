"""Classes written by hand to stand in for others, known by their names.

`FakeBridge` stands for the only `Bridge` of the production code if that has half of its
methods. Members of its own are mostly for the test to look at, so they count only where
production code asks a bridge for them, and no class of production has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.program import Program

_STAND_IN = re.compile(r"_?(?:Fake|Mock|Stub|Dummy)(?P<real>[A-Z]\w*)")
_LAST_WORD = re.compile(r"(?:[A-Z]+|[A-Z]?[a-z]+)\d*(?=_*$)")

Use = tuple[Table, Value]
"""A read of an attribute, and the table it is in."""


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A member that a class has beyond the one it stands in for."""

    fake: ClassNode
    node: ClassNode
    """The class it stands in for."""
    member: str
    uses: tuple[Use, ...]
    """Where production asks for it."""


def hand_written(program: Program) -> Iterator[HandWritten]:
    """Yield what stand-ins have that production uses and the real class may lack."""
    pairs = list(_pairs(program))
    uses = _uses(program, {name for _, _, name in pairs})
    for fake, node, name in pairs:
        word = _last_word(node.name)
        home, _ = node.source
        # Where a `Cluster` is made, `cluster` is often what it stands for itself.
        asked = tuple(
            (table, value)
            for table, value in uses.get(name, ())
            if table.module is not home and _is_called_like(table, value, word)
        )
        if asked:
            yield HandWritten(fake, node, name, asked)


def _pairs(program: Program) -> Iterator[tuple[ClassNode, ClassNode, str]]:
    real = _production_classes(program)
    for fake in sorted(program.hierarchy.classes, key=_place):
        match = _STAND_IN.fullmatch(fake.name)
        nodes = real.get(match["real"], []) if match else []
        if len(nodes) != 1 or nodes[0] in fake.mro or not fake.source[0].is_test:
            continue
        public = [name for name in fake.members if not name.startswith("_")]
        own = {name for name in public if program.hierarchy.lacks(nodes[0], name)}
        methods = {name for name in public if fake.members[name].is_callable}
        if methods and 2 * len(methods & own) <= len(methods):
            yield from (
                (fake, nodes[0], name)
                for name in public
                if name in own and not _has_home(program, name)
            )


def _place(node: ClassNode) -> tuple[str, Span]:
    module, fact = node.source
    return module.path, fact.span


def _production_classes(program: Program) -> dict[str, list[ClassNode]]:
    found: dict[str, list[ClassNode]] = {}
    for node in program.hierarchy.classes:
        if not node.source[0].is_test:
            found.setdefault(node.name, []).append(node)
    return found


def _has_home(program: Program, name: str) -> bool:
    """Tell whether some class of production defines a member of this name."""
    return any(
        not node.source[0].is_test for node in program.hierarchy.with_member(name)
    )


def _uses(program: Program, members: set[str]) -> dict[str, list[Use]]:
    """Return where production reads attributes of these names."""
    found: dict[str, list[Use]] = {}
    modules = sorted(program.modules, key=lambda m: m.path) if members else ()
    for module in modules:
        for table in () if module.is_test else tables(program, module):
            for value in table.function.values:
                if value.kind == Kind.ATTRIBUTE and value.name in members:
                    found.setdefault(value.name, []).append((table, value))
    return found


def _is_called_like(table: Table, value: Value, word: str) -> bool:
    """Tell whether an attribute is asked for unguarded, of something so called."""
    return (
        value.span is not None
        and not value.guard
        and any(
            _last_word(table.last_name(option)) == word
            for option in table.options(value.base)
        )
    )


def _last_word(name: str) -> str:
    match = _LAST_WORD.search(name)
    return match[0].lower() if match else ""
