"""The flow of values through a file, with the texts that calls are given."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from ssot_audit.discover.source import SourceTree, Unreadable
from ssot_audit.extract.flow.statements import StatementFlow
from ssot_audit.extract.flow_facts import FunctionFlow, ModuleFlow, Value
from ssot_audit.extract.parse import ParseError, Parser, parse
from ssot_audit.extract.surrogates import escape_halves
from ssot_audit.extract.text import SourceText
from ssot_audit.link.located import Module

TEXT = 14
"""Kind of a value that is a string literal; `name` is the text."""


class _FlowWithTexts(StatementFlow):
    """Keeps string literals, which name what is patched or set."""

    def _constant(self, node: ast.Constant) -> int:
        if isinstance(node.value, str):
            span = self.place(node)
            return self.frame.value(Value(TEXT, node.value, span=span))
        return 0

    # The same table, one class further down.
    _HANDLERS: ClassVar[Mapping[type, Callable[[Any, Any], int]]] = {
        **StatementFlow._HANDLERS,  # noqa: SLF001
        ast.Constant: _constant,
    }


def module_flow(tree: SourceTree, module: Module) -> ModuleFlow:
    """Return the flow of a file, read once more; empty if it cannot be read now."""
    if module.facts.failure is not None:
        return ModuleFlow()
    try:
        source = tree.read(module.file)
        parsed = parse(source, Parser.AUTO).tree
    except (Unreadable, ParseError):
        return ModuleFlow()
    escape_halves(source, parsed)
    walk = _FlowWithTexts(SourceText(source))
    walk.module(parsed)
    return ModuleFlow(tuple(f for f in walk.functions if isinstance(f, FunctionFlow)))
