"""Classes of a program, by their names."""

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.program import Program
from tests.support.projects import linked


def class_named(name: str, program: Program) -> ClassNode:
    """Return the last class of this qualified name."""
    return [
        node
        for node in program.hierarchy.classes
        if node.dotted.endswith(f".{name}") or node.dotted == name
    ][-1]


def class_in(source: str, name: str = "A") -> ClassNode:
    """Return a class of a program that is one file."""
    return class_named(name, linked({"app.py": source}))
