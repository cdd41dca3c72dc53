"""Expressions to values."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow.checks import Checks
from ssot_audit.extract.flow.conditions import Assurance
from ssot_audit.extract.flow.frame import UNKNOWN
from ssot_audit.extract.flow.names import is_field
from ssot_audit.extract.flow.narrowing import NarrowingFlow
from ssot_audit.extract.flow.worthless import WORTHLESS
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.text import SourceText

_DEEPEST = 150
"""Levels of one expression that are looked into; nobody passes objects deeper."""
_LONGEST = 20
"""Links of `a.b.c` of which it is asked what is known of each."""
_MOST_ITEMS = 1000
_ATTRIBUTE, _CONTAINER, _ELEMENT, _AWAITED, _SPREAD = (
    int(Kind.ATTRIBUTE),
    int(Kind.CONTAINER),
    int(Kind.ELEMENT),
    int(Kind.AWAITED),
    int(Kind.SPREAD),
)
_DISPLAYS = frozenset({ast.Tuple, ast.List, ast.Set})


class ExpressionFlow(NarrowingFlow):
    """Works out values in the frame of one function after the other."""

    def __init__(self, text: SourceText, *, walrus_lines: list[int]) -> None:
        """Start with nothing."""
        self.text = text
        self.walrus_lines = walrus_lines
        self._class_scope = None
        self._depth = 0
        self._handler_of = self.HANDLERS.get
        self._formatted: ast.expr | None = None

    def place(self, node: ast.expr) -> Span:
        """Return where a node stands, or the f-string it is in."""
        return self.text.span(self._formatted or node)

    def expression(self, node: ast.expr | None) -> int:
        """Return the value of an expression."""
        kind = type(node)
        if kind is ast.Name:
            name: str = node.id  # type: ignore[union-attr]
            held = self.frame.state.get(name)
            return self._outer_name(name) if held is None else held
        if kind is ast.Constant or node is None or self._depth > _DEEPEST:
            return UNKNOWN
        self._depth += 1
        handler = self._handler_of(kind)
        found = self._parts(node) if handler is None else handler(self, node)
        self._depth -= 1
        return found

    def use(self, node: ast.expr | None) -> None:
        """Walk an expression whose value nobody can use: only what it does counts."""
        kind = type(node)
        if kind is ast.Name or kind is ast.Constant:
            return
        if kind in _DISPLAYS and self._depth <= _DEEPEST:
            self._depth += 1
            for item in node.elts:  # type: ignore[union-attr]
                self.use(item)
            self._depth -= 1
        else:
            self.expression(node)

    def _outer_name(self, name: str) -> int:
        """Return what a name stands for that holds no value of this function."""
        frame = self.frame
        if self._class_scope is not None and name in self._class_scope[1]:
            return frame.reference(f"{self._class_scope[0]}.{name}")
        found = frame.resolved.get(name)
        if found is None:
            found = self._resolve(name)
        return found

    def _resolve(self, name: str) -> int:
        frame = self.frame
        if frame.qualname and frame.is_own(name):
            return UNKNOWN
        around = self.binder(name)
        if around is None and name in WORTHLESS:
            found = UNKNOWN
        else:
            found = frame.reference(around.qualify(name) if around else name)
        frame.resolved[name] = found
        return found

    def _attribute(self, node: ast.Attribute) -> int:
        if type(node.value) is ast.Attribute:
            return self._attributes(node)
        base = self.expression(node.value)
        if base == UNKNOWN:
            return UNKNOWN
        frame, member = self.frame, node.attr
        guard = self.guard_of(node.value, member) if frame.known else frame.guard
        span = self.member_span(node)
        values = frame.values
        values.append(Value(_ATTRIBUTE, member, base, (), (), span, guard))
        if frame.chains:
            return self._checked(node, len(values) - 1)
        return len(values) - 1

    def _checked(self, node: ast.expr, value: int) -> int:
        """Return what is known of a chain that has this value where nothing is."""
        held = self.frame.state.get(dotted_name(node))
        return value if held is None else held

    def _attributes(self, node: ast.expr) -> int:
        """Return the value of a chain, from its root on."""
        links: list[ast.Attribute] = []
        while type(node) is ast.Attribute:
            links.append(node)
            node = node.value
        base = self.expression(node)
        if base == UNKNOWN:
            return UNKNOWN
        frame = self.frame
        values, guard = frame.values, frame.guard
        is_known = frame.known and type(node) is ast.Name and len(links) <= _LONGEST
        for link in reversed(links):
            member = link.attr
            if is_known:
                guard = self.guard_of(link.value, member)
            span = self.member_span(link)
            values.append(Value(_ATTRIBUTE, member, base, (), (), span, guard))
            base = len(values) - 1
            if frame.chains:
                base = self._checked(link, base)
        return base

    def member_span(self, node: ast.Attribute) -> Span:
        """Return where the name of an attribute stands."""
        if self._formatted is not None:
            return self.text.span(self._formatted)
        return self.text.ending(node, len(node.attr))

    def argument(self, node: ast.expr) -> int:
        """Return the value of one of several expressions, which may have a star."""
        if type(node) is ast.Starred:
            spread = self.expression(node.value)
            return self.frame.value(Value(_SPREAD, "", spread))
        return self.expression(node)

    def element(self, base: int, number: str = "") -> int:
        """Return an item of a value."""
        if base == UNKNOWN:
            return UNKNOWN
        return self.frame.value(Value(_ELEMENT, number, base))

    def _await(self, node: ast.Await) -> int:
        base = self.expression(node.value)
        if base == UNKNOWN:
            return UNKNOWN
        span = self.place(node)
        return self.frame.value(Value(_AWAITED, "", base, (), (), span))

    def _subscript(self, node: ast.Subscript) -> int:
        base = self.expression(node.value)
        index = node.slice
        self.use(index)
        if is_field(index):
            return UNKNOWN
        number = ""
        if isinstance(index, ast.Constant) and type(index.value) is int:
            # Nobody unpacks more; Python refuses to write very long numbers.
            number = str(index.value) if index.value < _MOST_ITEMS else ""
        return self.element(base, number)

    def _tuple(self, node: ast.Tuple) -> int:
        parts = tuple([self.argument(item) for item in node.elts])
        if not any(parts):
            # Nothing can be put into it later.
            return UNKNOWN
        return self.frame.value(Value(_CONTAINER, "tuple", 0, parts))

    def _sequence(self, node: ast.List | ast.Set) -> int:
        parts = tuple([self.argument(item) for item in node.elts])
        return self.container(parts)

    def container(self, parts: Iterable[int]) -> int:
        """Return a new container of some values."""
        known = tuple(parts)
        return self.frame.value(Value(_CONTAINER, "", 0, known if any(known) else ()))

    def _dict(self, node: ast.Dict) -> int:
        items = []
        for key, value in zip(node.keys, node.values, strict=True):
            self.use(key)
            item = self.expression(value)
            if not is_field(key):
                items.append(item)
        return self.container(items)

    def _condition(self, node: ast.IfExp) -> int:
        tells = self.told(node.test)
        self.use(node.test)
        body = self._supposing(tells.holds, tells.passed, node.body)
        orelse = self._supposing(tells.fails, tells.failed, node.orelse)
        return self.frame.either((body, orelse))

    def _supposing(
        self, assured: Sequence[Assurance], checks: Checks, node: ast.expr
    ) -> int:
        """Return the value of an expression while something more is known."""
        outer = self.frame.known
        before = self.suppose(assured, checks)
        found = self.argument(node)
        self.withdraw(before)
        self.frame.known = outer
        return found

    def _choice(self, node: ast.BoolOp) -> int:
        """Let each operand of `a and b` know what those before it told."""
        is_and = type(node.op) is ast.And
        frame, outer = self.frame, self.frame.known
        options: list[int] = []
        before: list[tuple[str, int | None, int]] = []
        for operand in node.values:
            options.append(self.expression(operand))
            if operand is not node.values[-1]:
                tells = self.told(operand)
                if is_and:
                    before += self.suppose(tells.holds, tells.passed)
                else:
                    before += self.suppose(tells.fails, tells.failed)
        self.withdraw(before)
        frame.known = outer
        return options[-1] if is_and else frame.either(options)

    def _compare(self, node: ast.Compare) -> int:
        self.use(node.left)
        for side in node.comparators:
            self.use(side)
        return UNKNOWN

    def _operation(self, node: ast.expr) -> int:
        while type(node) is ast.BinOp:
            self.use(node.right)
            node = node.left
        self.use(node)
        return UNKNOWN

    def _unary(self, node: ast.UnaryOp) -> int:
        self.use(node.operand)
        return UNKNOWN

    def _starred(self, node: ast.Starred) -> int:
        self.use(node.value)
        return UNKNOWN

    def _walrus(self, node: ast.NamedExpr) -> int:
        value = self.expression(node.value)
        self.bind(node.target.id, value, node.target)
        return value

    def _joined(self, node: ast.JoinedStr) -> int:
        outer = self._formatted
        self._formatted = outer or node
        self._parts(node)
        self._formatted = outer
        return UNKNOWN

    def _parts(self, node: ast.AST) -> int:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.use(child)
        return UNKNOWN

    def bind(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        """Let a name hold a value from here on."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: int) -> None:
        """Put a value into the target of an assignment."""
        raise NotImplementedError

    HANDLERS: ClassVar[Mapping[type, Callable[[Any, Any], int]]] = {
        ast.Attribute: _attribute,
        ast.Await: _await,
        ast.Subscript: _subscript,
        ast.Tuple: _tuple,
        ast.List: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dict,
        ast.IfExp: _condition,
        ast.BoolOp: _choice,
        ast.Compare: _compare,
        ast.BinOp: _operation,
        ast.UnaryOp: _unary,
        ast.Starred: _starred,
        ast.NamedExpr: _walrus,
        ast.JoinedStr: _joined,
    }
