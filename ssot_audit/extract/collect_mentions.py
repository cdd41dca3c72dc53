"""Texts such as `"agent_started"`, and constants that may stand for them.

A second walk of the few statements on whose lines there is one, so that the first
stays lean. Nobody knows yet which of them are events.
"""

import ast
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from ssot_audit.extract.facts import Span
from ssot_audit.extract.mention_facts import (
    TEXT,
    Mention,
    Mentions,
    Role,
    is_mentionable,
)
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.text import SourceText

_CANDIDATE = re.compile(rf"""["']{TEXT}["']|[._][A-Z][A-Z0-9]""".encode())
_DEEPEST = 60
"""Levels of one expression that are looked into."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class _Use(NamedTuple):
    """What is done with an expression."""

    role: Role
    callees: tuple[str, ...] = ()
    display: int = 0


_VALUE, _TESTED, _LISTED = _Use(Role.VALUE), _Use(Role.TESTED), _Use(Role.LISTED)


def mentions(source: bytes, tree: ast.Module, text: SourceText) -> Mentions:
    """Return what a file mentions."""
    lines = _lines(source)
    if not lines:
        return Mentions()
    walk = _Walk(text, lines)
    walk.block(tree.body, "", "")
    return Mentions(tuple(walk.found), tuple(walk.displays))


def _lines(source: bytes) -> list[int]:
    """Return the lines with a candidate, ascending."""
    lines: list[int] = []
    line, position = 1, 0
    for found in _CANDIDATE.finditer(source):
        start = found.start()
        line += source.count(b"\n", position, start)
        position = start
        if not lines or lines[-1] != line:
            lines.append(line)
    return lines


class _Walk:
    def __init__(self, text: SourceText, lines: Sequence[int]) -> None:
        self.text = text
        self.lines = lines
        self.found: list[Mention] = []
        self.displays: list[Span] = []
        self.scope = ""
        self.formatted: ast.expr | None = None
        self.depth = 0

    def _has(self, node: ast.stmt) -> bool:
        first = node.lineno
        if isinstance(node, _DEFINITIONS) and node.decorator_list:
            first = node.decorator_list[0].lineno
        index = bisect_left(self.lines, first)
        last = node.end_lineno or node.lineno
        return index < len(self.lines) and self.lines[index] <= last

    def block(self, body: Iterable[ast.stmt], scope: str, prefix: str) -> None:
        """Walk statements; `prefix` is what names bound here are qualified with."""
        outer, self.scope = self.scope, scope
        for node in body:
            if self._has(node):
                self._statement(node, prefix)
        self.scope = outer

    def _statement(self, node: ast.stmt, prefix: str) -> None:
        if isinstance(node, _DEFINITIONS):
            self._definition(node, prefix)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            self._assignment(node, prefix)
        elif isinstance(node, ast.Match):
            self._match(node, prefix)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            self._parts(node, prefix)

    def _definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, prefix: str
    ) -> None:
        for decorator in node.decorator_list:
            self._expression(decorator, _TESTED)
        qualname = f"{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            self.block(node.body, qualname, f"{qualname}.")
            return
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self._expression(default, _VALUE)
        self.block(node.body, qualname, f"{qualname}.<locals>.")

    def _assignment(self, node: ast.Assign | ast.AnnAssign, prefix: str) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        name = dotted_name(targets[0])
        for target in targets:
            if isinstance(target, ast.Subscript):
                self._expression(target, _VALUE)
        if isinstance(node, ast.AnnAssign):
            self._expression(node.annotation, _VALUE)
        value = node.value
        is_outside = "<locals>" not in prefix
        if name and isinstance(value, ast.Constant) and is_outside:
            self._constant(value, _Use(Role.NAMED), f"{prefix}{name}")
        else:
            self._expression(value, _VALUE)

    def _match(self, node: ast.Match, prefix: str) -> None:
        self._expression(node.subject, _VALUE)
        for case in node.cases:
            for part in ast.walk(case.pattern):
                if isinstance(part, ast.MatchValue):
                    self._expression(part.value, _TESTED)
            self._expression(case.guard, _VALUE)
            self.block(case.body, self.scope, prefix)

    def _parts(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                if self._has(child):
                    self._statement(child, prefix)
            elif isinstance(child, ast.expr):
                self._expression(child, _VALUE)
            elif isinstance(child, (ast.ExceptHandler, ast.withitem)):
                self._parts(child, prefix)

    def _expression(self, node: ast.expr | None, use: _Use) -> None:
        if node is None or self.depth > _DEEPEST:
            return
        self.depth += 1
        self._HANDLERS.get(type(node), _Walk._inner)(self, node, use)
        self.depth -= 1

    def _inner(self, node: ast.AST, use: _Use) -> None:
        use = _Use(use.role, use.callees)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expression(child, use)
            elif isinstance(child, ast.comprehension):
                self._inner(child, _VALUE)

    def _joined(self, node: ast.JoinedStr, use: _Use) -> None:
        """Positions inside an f-string are wrong before 3.12: use the string's."""
        outer = self.formatted
        self.formatted = outer or node
        for part in node.values:
            if not isinstance(part, ast.Constant):
                self._expression(part, _Use(use.role, use.callees))
        self.formatted = outer

    def _compare(self, node: ast.Compare, _use: _Use) -> None:
        for side in (node.left, *node.comparators):
            self._expression(side, _TESTED)

    def _call(self, node: ast.Call, use: _Use) -> None:
        function = node.func
        callee = dotted_name(function)
        if not callee and isinstance(function, ast.Attribute):
            callee = function.attr
        self._expression(function, _VALUE)
        is_tested = use.role is Role.TESTED
        role = Role.TESTED if is_tested else Role.ARGUMENT
        inner = _Use(role, (*use.callees, callee))
        for argument in node.args:
            self._expression(argument, inner)
        for keyword in node.keywords:
            self._expression(keyword.value, inner)

    def _table(self, node: ast.Dict, use: _Use) -> None:
        keys = [key for key in node.keys if key is not None]
        if use.callees:
            self._items(keys, _VALUE)
        elif all(isinstance(value, ast.Constant) for value in node.values):
            self._display(node, keys, _LISTED)
        else:
            self._items(keys, _TESTED)
        self._items(node.values, _Use(use.role, use.callees))

    def _list(self, node: ast.List | ast.Tuple | ast.Set, use: _Use) -> None:
        role = Role.LISTED if use.role is Role.VALUE else use.role
        self._display(node, node.elts, _Use(role, use.callees))

    def _display(self, node: ast.expr, items: Iterable[ast.expr], use: _Use) -> None:
        """Walk the items of a list, which is kept if it mentions anything itself."""
        self.displays.append(self.text.span(self.formatted or node))
        number, before = len(self.displays), len(self.found)
        self._items(items, _Use(use.role, use.callees, number))
        if len(self.found) == before:
            del self.displays[number - 1 :]

    def _items(self, items: Iterable[ast.expr], use: _Use) -> None:
        for item in items:
            self._expression(item, use)

    def _subscript(self, node: ast.Subscript, use: _Use) -> None:
        self._expression(node.value, _Use(use.role, use.callees))
        is_key = not isinstance(node.slice, ast.Tuple)
        self._expression(node.slice, _TESTED if is_key else _LISTED)

    def _name(self, node: ast.Name, use: _Use) -> None:
        if node.id.isupper():
            self._note(node.id, node, use, is_constant=True)

    def _attribute(self, node: ast.Attribute, use: _Use) -> None:
        if node.attr.isupper() and (dotted := dotted_name(node)):
            self._note(dotted, node, use, is_constant=True)
        else:
            is_member = node.attr in {"value", "name"}
            self._expression(node.value, use if is_member else _VALUE)

    def _constant(self, node: ast.Constant, use: _Use, constant: str = "") -> None:
        value = node.value
        if type(value) is str and is_mentionable(value):
            self._note(value, node, use, constant)

    def _note(
        self,
        text: str,
        node: ast.expr,
        use: _Use,
        constant: str = "",
        *,
        is_constant: bool = False,
    ) -> None:
        span = self.text.span(self.formatted or node)
        self.found.append(
            Mention(
                text,
                is_constant,
                use.role,
                use.callees,
                use.display,
                constant,
                span,
                self.scope,
            )
        )

    _HANDLERS: ClassVar[Mapping[type, Callable[["_Walk", Any, _Use], None]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.Compare: _compare,
        ast.Dict: _table,
        ast.List: _list,
        ast.Tuple: _list,
        ast.Set: _list,
        ast.Subscript: _subscript,
        ast.JoinedStr: _joined,
    }
