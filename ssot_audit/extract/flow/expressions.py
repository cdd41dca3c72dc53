"""Expressions to values."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from ssot_audit.extract.facts import Span
from ssot_audit.extract.flow.conditions import Assurance, told
from ssot_audit.extract.flow.frame import UNKNOWN, Frame
from ssot_audit.extract.flow_facts import Guard, Kind, Value
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_calls import literal_text

_DEEPEST = 150
"""Levels of one expression that are looked into; nobody passes objects deeper."""
_WITH_NAME, _WITH_DEFAULT = 2, 3


class ExpressionFlow:
    """Works out values in the frame of one function after the other."""

    def __init__(self, text: SourceText) -> None:
        """Start with nothing."""
        self.text = text
        self.frame: Frame
        self._class_scope: tuple[str, frozenset[str]] | None = None
        self._depth = 0
        self._formatted: ast.expr | None = None

    def place(self, node: ast.expr) -> Span:
        """Return where a node stands, or the f-string it is in."""
        return self.text.span(self._formatted or node)

    def expression(self, node: ast.expr | None) -> int:
        """Return the value of an expression."""
        if node is None or self._depth > _DEEPEST:
            return UNKNOWN
        handler = self._HANDLERS.get(type(node))
        self._depth += 1
        if handler is not None:
            found = handler(self, node)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child)
            found = UNKNOWN
        self._depth -= 1
        return found

    @contextmanager
    def knowing(self, assured: Iterable[Assurance]) -> Iterator[None]:
        """Hold something for certain meanwhile."""
        frame, outer = self.frame, self.frame.known
        frame.known = (*outer, *assured)
        yield
        frame.known = outer

    def name(self, name: str) -> int:
        """Return what a name holds here."""
        frame = self.frame
        if name in frame.state:
            return frame.state[name]
        if self._class_scope and name in self._class_scope[1]:
            return frame.reference(f"{self._class_scope[0]}.{name}")
        if name in frame.local and name not in frame.shared:
            return UNKNOWN
        around: Frame | None = frame
        while around is not None:
            if name in around.local and around.qualname:
                return frame.reference(around.qualify(name))
            around = around.parent
        return frame.reference(name)

    def guard_of(self, base: ast.expr, member: str) -> int:
        """Return what is known here of an attribute of an object."""
        frame = self.frame
        guard = frame.guard
        if frame.known:
            what = dotted_name(base)
            for assured in frame.known:
                if assured.what == what and assured.member in {"", member}:
                    guard |= assured.guard
        return guard

    def _name(self, node: ast.Name) -> int:
        return self.name(node.id)

    def _attribute(self, node: ast.Attribute) -> int:
        base = self.expression(node.value)
        if base == UNKNOWN:
            return UNKNOWN
        guard = self.guard_of(node.value, node.attr)
        span = self._attribute_span(node)
        return self.frame.value(
            Value(Kind.ATTRIBUTE, node.attr, base, span=span, guard=guard)
        )

    def _attribute_span(self, node: ast.Attribute) -> Span:
        whole = self.place(node)
        if self._formatted is not None:
            return whole
        start = max(whole.end_column - len(node.attr), 1)
        return Span(whole.end_line, start, whole.end_line, whole.end_column)

    def _call(self, node: ast.Call) -> int:
        special = self._special_call(node)
        if special is not None:
            return special
        function = self.expression(node.func)
        parts = tuple(self._argument(argument) for argument in node.args)
        keywords = tuple(
            (keyword.arg or "**", self.expression(keyword.value))
            for keyword in node.keywords
        )
        if function == UNKNOWN:
            return UNKNOWN
        span = self.place(node)
        return self.frame.value(
            Value(Kind.CALL, "", function, parts, keywords, span=span)
        )

    def _argument(self, node: ast.expr) -> int:
        if type(node) is ast.Starred:
            spread = self.expression(node.value)
            return self.frame.value(Value(Kind.SPREAD, base=spread))
        return self.expression(node)

    def _special_call(self, node: ast.Call) -> int | None:  # noqa: PLR0911 - one for each
        """Return the value of `super()`, `getattr(x, "name")` and the like."""
        name = dotted_name(node.func)
        frame = self.frame
        if name == "super":
            return frame.value(Value(Kind.SUPER))
        if name == "getattr" and len(node.args) >= _WITH_NAME:
            member = literal_text(node.args[1])
            base = self.expression(node.args[0])
            has_default = len(node.args) >= _WITH_DEFAULT
            default = self.expression(node.args[2]) if has_default else UNKNOWN
            if member is None or base == UNKNOWN:
                return UNKNOWN
            guard = self.guard_of(node.args[0], member)
            guard |= int(Guard.TESTED) if has_default else 0
            place = self.place(node.args[1])
            found = frame.value(
                Value(Kind.ATTRIBUTE, member, base, span=place, guard=guard)
            )
            return frame.either((found, default))
        if name in {"cast", "typing.cast"} and len(node.args) == _WITH_NAME:
            return self.expression(node.args[1])
        if name in {"iter", "list", "tuple", "set", "sorted", "reversed"} and node.args:
            return self.expression(node.args[0])
        if name == "next" and node.args:
            return self._element(self.expression(node.args[0]))
        return None

    def _element(self, base: int, number: str = "") -> int:
        if base == UNKNOWN:
            return UNKNOWN
        return self.frame.value(Value(Kind.ELEMENT, number, base))

    def _await(self, node: ast.Await) -> int:
        base = self.expression(node.value)
        if base == UNKNOWN:
            return UNKNOWN
        return self.frame.value(Value(Kind.AWAITED, base=base, span=self.place(node)))

    def _subscript(self, node: ast.Subscript) -> int:
        base = self.expression(node.value)
        self.expression(node.slice)
        index = node.slice
        if isinstance(index, ast.Constant) and type(index.value) is int:
            return self._element(base, str(index.value))
        return self._element(base, "")

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set) -> int:
        parts = tuple(self._argument(item) for item in node.elts)
        kind = "tuple" if type(node) is ast.Tuple else ""
        return self.frame.value(Value(Kind.CONTAINER, kind, parts=parts))

    def _dict(self, node: ast.Dict) -> int:
        for key in node.keys:
            self.expression(key)
        parts = tuple(self.expression(value) for value in node.values)
        return self.frame.value(Value(Kind.CONTAINER, parts=parts))

    def _condition(self, node: ast.IfExp) -> int:
        tells = told(node.test)
        self.expression(node.test)
        with self.knowing(tells.holds):
            body = self.expression(node.body)
        with self.knowing(tells.fails):
            other = self.expression(node.orelse)
        return self.frame.either((body, other))

    def _choice(self, node: ast.BoolOp) -> int:
        """Walk `a and b`, `a or b`: each operand knows what those before it told."""
        is_and = isinstance(node.op, ast.And)
        assured: list[Assurance] = []
        options = []
        for operand in node.values:
            with self.knowing(assured):
                options.append(self.expression(operand))
            tells = told(operand)
            assured += tells.holds if is_and else tells.fails
        return options[-1] if is_and else self.frame.either(options)

    def _walrus(self, node: ast.NamedExpr) -> int:
        value = self.expression(node.value)
        self.bind(node.target.id, value, node.target)
        return value

    def _lambda(self, node: ast.Lambda) -> int:
        args = node.args
        for default in (*args.defaults, *args.kw_defaults):
            self.expression(default)
        names = {a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
        names |= {a.arg for a in (args.vararg, args.kwarg) if a is not None}
        result = self._within(names, lambda: self.expression(node.body))
        return self.frame.value(Value(Kind.LAMBDA, base=result))

    def _within(self, names: Iterable[str], work: Callable[[], int]) -> int:
        """Do something while some names mean what is not known."""
        state = self.frame.state
        hidden = dict(state)
        state.update(dict.fromkeys(names, UNKNOWN))
        result = work()
        self.frame.state = hidden
        return result

    def _comprehension(self, node: Any) -> int:  # noqa: ANN401 - four classes
        outer = dict(self.frame.state)
        assured: list[Assurance] = []
        for generator in node.generators:
            items = self.expression(generator.iter)
            self.assign(generator.target, self._element(items))
            for condition in generator.ifs:
                with self.knowing(assured):
                    self.expression(condition)
                assured += told(condition).holds
        with self.knowing(assured):
            if type(node) is ast.DictComp:
                self.expression(node.key)
                item = self.expression(node.value)
            else:
                item = self._argument(node.elt)
        self.frame.state = outer
        return self.frame.value(Value(Kind.CONTAINER, parts=(item,)))

    def _yield(self, node: ast.Yield) -> int:
        self.frame.yields.append(self.expression(node.value))
        return UNKNOWN

    def _yield_from(self, node: ast.YieldFrom) -> int:
        self.frame.yields.append(self._element(self.expression(node.value)))
        return UNKNOWN

    def _joined(self, node: ast.JoinedStr) -> int:
        outer = self._formatted
        self._formatted = outer or node
        for part in node.values:
            for child in ast.iter_child_nodes(part):
                if isinstance(child, ast.expr):
                    self.expression(child)
        self._formatted = outer
        return UNKNOWN

    def _nothing(self, _node: ast.expr) -> int:
        return UNKNOWN

    def bind(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        """Let a name hold a value from here on."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: int) -> None:
        """Put a value into the target of an assignment."""
        raise NotImplementedError

    _HANDLERS: ClassVar[Mapping[type, Callable[["ExpressionFlow", Any], int]]] = {
        ast.Name: _name,
        ast.Constant: _nothing,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.Await: _await,
        ast.Subscript: _subscript,
        ast.Tuple: _sequence,
        ast.List: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dict,
        ast.IfExp: _condition,
        ast.BoolOp: _choice,
        ast.NamedExpr: _walrus,
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
        ast.JoinedStr: _joined,
    }
