"""Which parameter of which function of ours each argument of a call is for."""

from collections.abc import Iterator

from ssot_audit.extract.facts import Function
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow_table import Table, tables
from ssot_audit.link.located import Module
from ssot_audit.link.mocks import node_of
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition


def arguments(table: Table, call: Value) -> Iterator[tuple[Table, str, int]]:
    """Yield the callee, the parameter and the value of each argument of a call."""
    callee = _callee(table, call.base) if call.parts or call.keywords else None
    if callee is None:
        return
    parameters = callee.function.parameters
    positional = [p.name for p in parameters if p.kind <= 1]
    if callee.function.qualname.endswith("__init__"):
        positional = positional[1:]
    spread = [n for n, a in enumerate(call.parts) if table[a].kind == Kind.SPREAD]
    certain = call.parts[: spread[0]] if spread else call.parts
    for name, argument in (*zip(positional, certain, strict=False), *call.keywords):
        if argument and name != "**":
            yield callee, name, argument


def received(callee: Table, parameter: str) -> ClassNode | None:
    """Return the class of ours that a parameter receives, by its annotation."""
    for annotation in callee.function.annotations:
        if annotation.name == parameter and len(annotation.types) == 1:
            return callee.class_named(annotation.types[0])
    return None


def _callee(table: Table, index: int) -> Table | None:
    """Return the function of ours that a call runs."""
    reference = table.reference(index)
    if not reference:
        return None
    program = table.program
    found = program.resolve(table.module, reference)
    if not isinstance(found, Definition):
        return None
    if isinstance(found.fact, Function):
        return _table_of(program, found.module, found.qualname)
    node = node_of(program, found)
    for ancestor in node.mro if node else ():
        if "__init__" in ancestor.members and ancestor.fact is not None:
            module, fact = ancestor.source
            return _table_of(program, module, f"{fact.qualname}.__init__")
    return None


def _table_of(program: Program, module: Module, qualname: str) -> Table | None:
    return next(
        (t for t in tables(program, module) if t.function.qualname == qualname), None
    )
