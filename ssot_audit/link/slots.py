"""What slots are called, and where they stand."""

import re
from collections.abc import Iterable

from ssot_audit.extract.facts import START, Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.consumer_slots import Slot
from ssot_audit.link.located import Module
from ssot_audit.link.patterns import matcher
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import ending_in

_PARAMETER = re.compile(r"(.+)\(([^()]+)\)")


def slot_name(slot: Slot) -> str:
    """Return the full name: `m.C.attribute`, `m.C.method(parameter)`, `m.variable`."""
    if slot.is_parameter:
        return f"{slot.module.name}.{slot.symbol}({slot.name})"
    return slot.dotted


def slots_named(name: str, known: Iterable[str]) -> frozenset[str]:
    """Return the full names of slots that end like a name, or match a pattern.

    Parentheses may be left out: `C.method.parameter`.
    """
    plain: dict[str, list[str]] = {}
    for full in known:
        plain.setdefault(_plainly(full), []).append(full)
    if "*" in name:
        matches = matcher(f"**.{_plainly(name)}")
        meant = tuple(other for other in plain if matches(other))
    else:
        meant = ending_in(_plainly(name), plain)
    same = [full for other in meant for full in plain[other]]
    written = [full for full in same if "(" in name and full.endswith(name)]
    return frozenset(written or same)


def _plainly(name: str) -> str:
    """Return the name of a slot with a dot in place of the parentheses."""
    return _PARAMETER.sub(r"\1.\2", name)


class SlotSpans:
    """Finds where slots stand."""

    def __init__(self, program: Program) -> None:
        """Index the classes and functions of production code."""
        self._functions: dict[tuple[Module, str], Span] = {}
        for function in program.object_flow.functions:
            flow = function.flow
            self._functions.setdefault((function.module, flow.qualname), flow.span)
        self._classes: dict[tuple[Module, str], ClassNode] = {}
        for node in program.hierarchy.classes:
            module, fact = node.source
            self._classes[module, fact.qualname] = node

    def of(self, slot: Slot) -> Span:
        """Return where a slot is defined: of a parameter, its function."""
        key = slot.module, slot.symbol
        if slot.is_parameter:
            return self._functions.get(key, START)
        node = self._classes.get(key)
        if node is not None:
            member = node.members.get(slot.name)
            own = member.span if member is not None else None
            return own or node.source[1].span
        known = slot.module.facts
        bound = [v.span for v in known.variables if v.name == slot.name]
        bound += [i.span for i in known.imports if i.bound == slot.name]
        return next(iter(bound), START)
