"""One function's values, with what they are called and what they resolve to."""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract.flow_facts import FunctionFlow, Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program


@dataclass(frozen=True, slots=True)
class Table:
    """The values of one function of a module."""

    program: Program
    module: Module
    function: FunctionFlow

    def __getitem__(self, index: int) -> Value:
        """Return a value by its index."""
        return self.function.values[index]

    def options(self, index: int) -> Iterator[int]:
        """Yield what a value may be, the branches of `EITHER` resolved."""
        pending, seen = [index], {0}
        while pending:
            current = pending.pop()
            if current in seen:
                continue
            seen.add(current)
            value = self[current]
            if value.kind == Kind.EITHER:
                pending += reversed(value.parts)
            else:
                yield current

    def reference(self, index: int) -> str:
        """Return the dotted reference a value is, or `""`."""
        names: list[str] = []
        value = self[index]
        while value.kind == Kind.ATTRIBUTE:
            names.append(value.name)
            value = self[value.base]
        if value.kind != Kind.NAME:
            return ""
        return ".".join([value.name, *reversed(names)])

    def last_name(self, index: int) -> str:
        """Return the name that a value is last known by; of a call, of its callee."""
        value = self[index]
        if value.kind in {Kind.CALL, Kind.AWAITED, Kind.ENTERED}:
            return self.last_name(value.base)
        return value.name.rpartition(".")[2] if value.kind != Kind.TEXT else ""

    def full_name(self, index: int) -> str:
        """Return the canonical dotted name a value stands for, or `""`."""
        reference = self.reference(index)
        return self.program.full_name(self.module, reference) if reference else ""

    def class_named(self, reference: str) -> ClassNode | None:
        """Return the class of ours that a reference in this file means."""
        found = self.program.hierarchy.resolve(self.module, reference)
        return found if isinstance(found, ClassNode) and found.fact else None

    def class_of(self, index: int) -> ClassNode | None:
        """Return the class of ours that a value is, as a class."""
        reference = self.reference(index)
        return self.class_named(reference) if reference else None

    def text(self, index: int) -> str | None:
        """Return the string literal a value is."""
        value = self[index]
        return value.name if value.kind == Kind.TEXT else None

    def keyword(self, call: Value, name: str) -> int | None:
        """Return the index of a keyword argument."""
        return next((value for key, value in call.keywords if key == name), None)

    def calls(self) -> Iterator[tuple[int, Value]]:
        """Yield the calls, with their indexes."""
        for index, value in enumerate(self.function.values):
            if value.kind == Kind.CALL:
                yield index, value


def tables(program: Program, module: Module) -> Iterator[Table]:
    """Yield the table of each function of a module, its own code first."""
    for function in program.flow(module).functions:
        yield Table(program, module, function)
