"""The expression half of the one pass over a tree.

Expressions are walked with an explicit stack: left-deep chains of thousands of
links (attributes, calls, `+`) are ordinary in generated code and would end any
recursive walk. The order in which parts of one expression are met is not theirs in
the text; facts that need an order are sorted by place.
"""

import ast
import dataclasses
from ast import Attribute, Call, Constant, Name
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from ssot_audit.extract import syntax_nodes
from ssot_audit.extract.facts import STORES_MODULES
from ssot_audit.extract.scopes import Scope, dotted_name
from ssot_audit.extract.walk_calls import CallWalk, literal_text

_SEQUENCES = frozenset({ast.Tuple, ast.List})
_LEAVES = frozenset({"ctx", "ops", "op", "kind", "value_type", "conversion", "simple"})


def _expression_fields(kind: type[ast.AST]) -> tuple[str, ...]:
    return tuple(name for name in kind._fields if name not in _LEAVES)


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: _expression_fields(kind)
    for kind in (*ast.expr.__subclasses__(), ast.keyword, ast.comprehension)
}


def _names(target: ast.expr) -> set[str]:
    """Return the names that a target of a comprehension binds."""
    if type(target) is Name:
        return {target.id}
    return {node.id for node in ast.walk(target) if type(node) is Name}


class ExpressionWalk(CallWalk):
    """Walks expressions that are read, and targets that are written."""

    def expression(self, root: ast.expr | None) -> None:  # noqa: C901, PLR0912 - hot
        """Walk an expression that is read."""
        if root is None:
            return
        stack: list[Any] = []
        push = stack.append
        loads, special, followed = self.loads, self._SPECIAL, self.followed
        self_name = self.scope.self_name
        node: Any = root
        call = chain = None
        while True:
            kind = type(node)
            if kind is Name:
                name = node.id
                if name not in loads:
                    loads[name] = (
                        self.formatted or node,
                        self.guard,
                        self.scope.qualname,
                    )
                if name in followed:
                    self.uses.add(node, chain, call, self.scope, self.formatted)
            elif kind is Constant:
                pass
            elif kind is Attribute:
                value = node.value
                if type(value) is Name:
                    if value.id == self_name:
                        self.self_use(node, is_call=False)
                    elif node.attr[0].isupper():
                        self.class_members.add(node.attr)
                chain = chain or node
                node = value
                continue
            elif kind is Call:
                self.call(node)
                stack += node.args
                for keyword in node.keywords:
                    push(keyword.value)
                call, chain = node, None
                node = node.func
                if (
                    type(node) is Attribute
                    and type(node.value) is Name
                    and node.value.id == self_name
                ):
                    self.self_use(node, is_call=True)
                    node = node.value
                continue
            elif kind in special:
                special[kind](self, node, stack)
            else:
                for name in _FIELDS[kind]:
                    child = getattr(node, name)
                    if type(child) is list:
                        stack += [item for item in child if item is not None]
                    elif child is not None:
                        push(child)
            if not stack:
                return
            node = stack.pop()
            call = chain = None

    def type_expression(self, root: ast.expr | None) -> None:
        """Walk an annotation or a base class."""
        loads, members = self.loads, self.class_members
        self.loads, self.class_members = self.type_loads, set()
        self.expression(root)
        self.loads, self.class_members = loads, members

    def _lambda(self, node: ast.Lambda, stack: list[Any]) -> None:
        if node.args.posonlyargs:
            self.note(node)
        names = self.arguments(node.args)
        scope = self.scope
        if scope.self_name in names:
            self.scope = Scope(scope.qualname, parent=scope.parent)
            self._hiding(names, node.body)
            self.scope = scope
        elif names & self.followed:
            self._hiding(names, node.body)
        else:
            stack.append(node.body)

    def _hiding(self, names: AbstractSet[str], *inner: ast.expr) -> None:
        """Walk what is inside a lambda or comprehension that binds followed names."""
        followed = self.followed
        self.followed = followed - names
        for node in inner:
            self.expression(node)
        self.followed = followed

    def arguments(self, args: ast.arguments) -> set[str]:
        """Bind parameters, walk their defaults; return the names."""
        names = {a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
        for extra in (args.vararg, args.kwarg):
            if extra is not None:
                names.add(extra.arg)
        self.bound_anywhere |= names
        for default in (*args.defaults, *args.kw_defaults):
            self.expression(default)
        return names

    def _comprehension(self, node: Any, stack: list[Any]) -> None:  # noqa: ANN401
        followed = self.followed
        hidden = followed and followed & set().union(
            *(_names(g.target) for g in node.generators)
        )
        if not hidden:
            self._comprehended(node, stack)
            return
        outer, self.scope = self.scope, dataclasses.replace(self.scope, bound=set())
        inner: list[Any] = []
        self._comprehended(node, inner)
        self.scope = outer
        stack.append(inner.pop(0))
        self._hiding(hidden, *inner)

    def _comprehended(self, node: Any, stack: list[Any]) -> None:  # noqa: ANN401
        for generator in node.generators:
            self.target(generator.target)
            stack.append(generator.iter)
            stack += generator.ifs
        if type(node) is ast.DictComp:
            stack.append(node.key)
            # PEP 798: `{**x for x in y}` has no value, whatever the stubs say.
            value: ast.expr | None = node.value
            if value is None:
                self.note(node)
            else:
                stack.append(value)
        else:
            if type(node.elt) is ast.Starred:
                self.note(node)
            stack.append(node.elt)

    def _walrus(self, node: ast.NamedExpr, stack: list[Any]) -> None:
        self.note(node)
        self.target(node.target)
        stack.append(node.value)

    def _formatted(self, node: Any, _stack: list[Any]) -> None:  # noqa: ANN401
        """Walk the replacement fields of an f-string or t-string."""
        outer = self.formatted
        if outer is None:
            self.novelties.append(node)
            self.formatted = node
        for part in node.values:
            self._field(part)
        self.formatted = outer

    def _field(self, part: Any) -> None:  # noqa: ANN401 - FormattedValue and newer kin
        if type(part) is ast.Constant:
            return
        self.expression(part.value)
        if part.format_spec is not None:
            for inner in part.format_spec.values:
                self._field(inner)

    def _subscript(self, node: ast.Subscript, stack: list[Any]) -> None:
        if type(node.slice) is ast.Tuple and any(
            type(item) is ast.Starred for item in node.slice.elts
        ):
            self.note(node)
        if type(node.slice) is Constant and type(node.ctx) is ast.Load:
            self.keyed(node, node.slice)
        stack += (node.value, node.slice)

    def _choice(self, node: ast.BoolOp, stack: list[Any]) -> None:
        first, last = node.values[-2:]
        if type(last) is Constant and type(first) is Call and type(node.op) is ast.Or:
            self.keys.fallbacks[first] = last
        stack += node.values

    def _yield(self, node: ast.Yield | ast.YieldFrom, stack: list[Any]) -> None:
        self.scope.is_generator = True
        if node.value is not None:
            stack.append(node.value)

    def target(self, root: ast.expr) -> None:
        """Walk what an assignment, loop, `with` or `del` puts a value into."""
        stack: list[Any] = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is Name:
                self.bind(node.id)
            elif kind is Attribute:
                self._store(node)
            elif kind in _SEQUENCES:
                stack += node.elts
            elif kind is ast.Starred:
                stack.append(node.value)
            elif kind is ast.Subscript:
                self._store_item(node)
            else:
                raise TypeError(node)

    def _store(self, node: ast.Attribute) -> None:
        if self.builder is not None and self.is_self(node.value):
            self.attributes.append(node)
            self.builder.store(node.attr, self.place(node), self.scope)
            if node.attr == "__dict__":
                self.builder.dynamic = "replaces `__dict__` of its instances"
            return
        self.stored.add(node.attr)
        self.expression(node.value)

    def _store_item(self, node: ast.Subscript) -> None:
        container = node.value
        if type(container) is ast.Attribute:
            name = literal_text(node.slice)
            if container.attr == "__dict__" and name:
                self.stored.add(name)
            elif dotted_name(container) == "sys.modules":
                self.dynamic = STORES_MODULES
        self.expression(node)

    _SPECIAL: ClassVar[
        Mapping[type, Callable[["ExpressionWalk", Any, list[Any]], None]]
    ] = {
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.NamedExpr: _walrus,
        ast.JoinedStr: _formatted,
        ast.Subscript: _subscript,
        ast.BoolOp: _choice,
        ast.Yield: _yield,
        ast.YieldFrom: _yield,
        syntax_nodes.TemplateStr: _formatted,
    }
