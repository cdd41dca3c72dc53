"""The expression half of the one pass over a tree.

Expressions are walked with an explicit stack: left-deep chains of thousands of
links (attributes, calls, `+`) are ordinary in generated code and would end any
recursive walk. The order in which parts of one expression are met is not theirs in
the text; facts that need an order are sorted by place.
"""

import ast
from collections.abc import Callable
from typing import Any

from ssot_audit.extract import facts, syntax_nodes
from ssot_audit.extract.collect_classes import ClassBuilder
from ssot_audit.extract.scopes import Scope, dotted_name
from ssot_audit.extract.text import SourceText

ATTRIBUTE_TRIED = 1 << 8
"""Guard bit of the walk alone: inside a `try` that catches `AttributeError`."""

_MAPPERS = frozenset({"map_imperatively", "mapper"})
"""SQLAlchemy's ways to add the columns of a table to a class."""

_LEAVES = frozenset({"ctx", "ops", "op", "kind", "value_type", "conversion", "simple"})


def _expression_fields(kind: type[ast.AST]) -> tuple[str, ...]:
    return tuple(name for name in kind._fields if name not in _LEAVES)


class ExpressionWalk:
    """State of the walk, and what expressions add to it."""

    def __init__(self, text: SourceText) -> None:
        """Start at the top of a module."""
        self.text = text
        self.module = Scope()
        self.scope = self.module
        self.guard = 0
        self.builder: ClassBuilder | None = None
        self.loads: dict[str, tuple[ast.expr, int, str]] = {}
        self.bound_anywhere: set[str] = set()
        self.stored: set[str] = set()
        self.patched: list[tuple[str, Scope]] = []
        self.called: dict[str, int] = {}
        self.keyword_calls: set[str] = set()
        self.handed_over: list[str] = []
        self.class_arguments: set[tuple[str, str]] = set()
        self.combiners: set[str] = set()
        self.novelties: list[ast.AST] = []
        self.dynamic: str | None = None
        self.formatted: ast.expr | None = None
        """The f-string around: before Python 3.12 positions inside one are wrong."""

    def place(self, node: ast.expr) -> facts.Span:
        """Return the span of a node, or of the f-string it is in."""
        return self.text.span(self.formatted or node)

    def note(self, node: ast.AST) -> None:
        """Keep a construct that some Python versions reject, unless in an f-string."""
        if self.formatted is None:
            self.novelties.append(node)

    def bind(self, name: str) -> None:
        """Note that the current scope binds a name."""
        self.scope.bound.add(name)
        self.bound_anywhere.add(name)

    def expression(self, root: ast.expr | None) -> None:
        """Walk an expression that is read."""
        if root is None:
            return
        stack: list[Any] = [root]
        pop, push = stack.pop, stack.append
        loads, special = self.loads, _SPECIAL
        self_name = self.scope.self_name
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Name:
                if node.id not in loads:
                    loads[node.id] = (
                        self.formatted or node,
                        self.guard,
                        self.scope.qualname,
                    )
            elif kind is ast.Constant:
                continue
            elif kind is ast.Attribute:
                value = node.value
                push(value)
                if type(value) is ast.Name and value.id == self_name:
                    self._self_use(node, is_call=False)
            elif kind is ast.Call:
                self._call(node)
                stack += node.args
                for keyword in node.keywords:
                    push(keyword.value)
                function = node.func
                if (
                    type(function) is ast.Attribute
                    and type(function.value) is ast.Name
                    and function.value.id == self_name
                ):
                    self._self_use(function, is_call=True)
                    push(function.value)
                else:
                    push(function)
            elif kind in special:
                special[kind](self, node, stack)
            else:
                for name in _FIELDS[kind]:
                    child = getattr(node, name)
                    if type(child) is list:
                        stack += [item for item in child if item is not None]
                    elif child is not None:
                        push(child)

    def _self_use(self, node: ast.Attribute, *, is_call: bool) -> None:
        builder = self.builder
        if builder is None:
            return
        if node.attr == "__dict__":
            builder.dynamic = builder.dynamic or "uses `__dict__` of its instances"
        if self.guard & ATTRIBUTE_TRIED:
            builder.tested.add(node.attr)
            return
        scope = self.scope
        builder.uses.append(
            facts.SelfUse(
                node.attr,
                self.place(node),
                scope.qualname,
                scope.on_class,
                is_call,
            )
        )

    def _call(self, node: ast.Call) -> None:
        function = node.func
        if type(function) is ast.Name:
            self.called[function.id] = self.called.get(function.id, 0) + 1
            handler = _CALLS.get(function.id)
            if handler is not None:
                handler(self, node)
        elif type(function) is ast.Attribute:
            self.called[function.attr] = self.called.get(function.attr, 0) + 1
            for keyword in node.keywords:
                self.keyword_calls.add(f"{function.attr}({keyword.arg}")
            if function.attr == "__setattr__":
                self._set_attribute(node)
            elif function.attr in _MAPPERS and node.args:
                self.patched.append((dotted_name(node.args[0]), self.scope))
            elif type(function.value) is ast.Name and function.value.id == "__path__":
                self.dynamic = "changes its `__path__`"
        if not self.scope.qualname and any(_is_module_name(a) for a in node.args):
            self.handed_over.append(dotted_name(function))
        for argument in node.args:
            if type(argument) is ast.Name and argument.id[0].isupper():
                callee = dotted_name(function).rpartition(".")[2]
                self.class_arguments.add((callee, argument.id))

    def _is_self(self, node: ast.expr) -> bool:
        return type(node) is ast.Name and node.id == self.scope.self_name

    def _test_attribute(self, node: ast.Call) -> None:
        """`hasattr(x, "name")` or `getattr(x, "name")`."""
        if self.builder is not None and len(node.args) > 1:
            name = _text(node.args[1])
            if name and self._is_self(node.args[0]):
                self.builder.tested.add(name)

    def _set_attribute(self, node: ast.Call) -> None:
        """`setattr(x, "name", v)`, `object.__setattr__(x, "name", v)` and kin."""
        if len(node.args) < 2:  # noqa: PLR2004 - name and value at least
            return
        target, name_node = (
            (None, node.args[0]) if len(node.args) == 2 else node.args[:2]  # noqa: PLR2004
        )
        name = _text(name_node)
        on_self = target is None or self._is_self(target)
        if name and on_self and self.builder is not None:
            self.builder.store(name, self.place(node), self.scope)
        elif name:
            self.stored.add(name)
        elif on_self and self.builder is not None:
            self.builder.dynamic = "sets attributes with a computed name"
        elif target is not None:
            self.patched.append((dotted_name(target), self.scope))

    def _namespace(self, node: ast.Call) -> None:
        """`vars(...)`, `locals()`, `globals()`, `exec(...)`."""
        name = dotted_name(node.func)
        if name == "vars" and node.args:
            if self._is_self(node.args[0]) and self.builder is not None:
                self.builder.dynamic = "uses `vars()` of its instances"
        elif self.scope.is_class and self.builder is not None:
            self.builder.dynamic = f"calls `{name}()` in its body"
        elif name in {"globals", "exec"} or not self.scope.qualname:
            self.dynamic = f"calls `{name}()`"

    def _narrow_self(self, node: ast.Call) -> None:
        """`isinstance(self, X)`: attributes of X may be used after it."""
        if node.args and self._is_self(node.args[0]) and self.builder is not None:
            self.builder.dynamic = "narrows itself with `isinstance`"

    def _lambda(self, node: ast.Lambda, stack: list[Any]) -> None:
        if node.args.posonlyargs:
            self.note(node)
        names = self.arguments(node.args)
        scope = self.scope
        if scope.self_name in names:
            self.scope = Scope(scope.qualname, parent=scope.parent)
            self.expression(node.body)
            self.scope = scope
        else:
            stack.append(node.body)

    def arguments(self, args: ast.arguments) -> set[str]:
        """Bind parameters, walk their defaults; return the names."""
        names = set()
        for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            names.add(arg.arg)
        for extra in (args.vararg, args.kwarg):
            if extra is not None:
                names.add(extra.arg)
        self.bound_anywhere |= names
        for default in (*args.defaults, *args.kw_defaults):
            self.expression(default)
        return names

    def _comprehension(self, node: Any, stack: list[Any]) -> None:  # noqa: ANN401
        for generator in node.generators:
            self.target(generator.target)
            stack.append(generator.iter)
            stack += generator.ifs
        if type(node) is ast.DictComp:
            if node.value is None:
                self.note(node)
            stack += (item for item in (node.key, node.value) if item is not None)
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
        stack += (node.value, node.slice)

    def _yield(self, node: ast.Yield | ast.YieldFrom, stack: list[Any]) -> None:
        self.scope.is_generator = True
        if node.value is not None:
            stack.append(node.value)

    def target(self, root: ast.expr) -> None:
        """Walk what an assignment, loop, `with` or `del` puts a value into."""
        stack = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if isinstance(node, ast.Name):
                self.bind(node.id)
            elif isinstance(node, ast.Attribute):
                self._store(node)
            elif isinstance(node, (ast.Tuple, ast.List)):
                stack += node.elts
            elif isinstance(node, ast.Starred):
                stack.append(node.value)
            elif isinstance(node, ast.Subscript):
                self._store_item(node)
            else:
                raise AssertionError(kind)

    def _store(self, node: ast.Attribute) -> None:
        if self.builder is not None and self._is_self(node.value):
            self.builder.store(node.attr, self.place(node), self.scope)
            if node.attr == "__dict__":
                self.builder.dynamic = "replaces `__dict__` of its instances"
            return
        self.stored.add(node.attr)
        self.expression(node.value)

    def _store_item(self, node: ast.Subscript) -> None:
        container = node.value
        if type(container) is ast.Attribute:
            name = _text(node.slice)
            if container.attr == "__dict__" and name:
                self.stored.add(name)
            elif dotted_name(container) == "sys.modules":
                self.dynamic = "replaces itself in `sys.modules`"
        self.expression(node)


def _is_module_name(node: ast.expr) -> bool:
    return type(node) is ast.Name and node.id == "__name__"


def _text(node: ast.expr) -> str | None:
    if type(node) is ast.Constant and isinstance(node.value, str):
        return node.value
    return None


_Handler = Callable[[ExpressionWalk, Any, list[Any]], None]

_SPECIAL: dict[type, _Handler] = {
    ast.Lambda: ExpressionWalk._lambda,
    ast.ListComp: ExpressionWalk._comprehension,
    ast.SetComp: ExpressionWalk._comprehension,
    ast.GeneratorExp: ExpressionWalk._comprehension,
    ast.DictComp: ExpressionWalk._comprehension,
    ast.NamedExpr: ExpressionWalk._walrus,
    ast.JoinedStr: ExpressionWalk._formatted,
    ast.Subscript: ExpressionWalk._subscript,
    ast.Yield: ExpressionWalk._yield,
    ast.YieldFrom: ExpressionWalk._yield,
    syntax_nodes.TemplateStr: ExpressionWalk._formatted,
}

_CALLS: dict[str, Callable[[ExpressionWalk, ast.Call], None]] = {
    "hasattr": ExpressionWalk._test_attribute,
    "getattr": ExpressionWalk._test_attribute,
    "setattr": ExpressionWalk._set_attribute,
    "vars": ExpressionWalk._namespace,
    "locals": ExpressionWalk._namespace,
    "globals": ExpressionWalk._namespace,
    "exec": ExpressionWalk._namespace,
    "isinstance": ExpressionWalk._narrow_self,
}

_FIELDS: dict[type, tuple[str, ...]] = {
    kind: _expression_fields(kind)
    for kind in (*ast.expr.__subclasses__(), ast.keyword, ast.comprehension)
}
