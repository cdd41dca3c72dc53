"""The middle part of the one pass: imports, assignments, classes and functions."""

import ast
from collections.abc import Iterable, Sequence
from typing import Any

from ssot_audit.extract import facts
from ssot_audit.extract.collect_classes import (
    ClassBuilder,
    FunctionNode,
    function_facts,
)
from ssot_audit.extract.collect_redefinitions import redefinitions
from ssot_audit.extract.facts import CONDITIONAL, DEFERRED, TYPE_ONLY
from ssot_audit.extract.scopes import Scope, dotted_name, type_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_expressions import ExpressionWalk

_STATIC = frozenset({"staticmethod"})
_ON_CLASS = frozenset({"classmethod", "abstractclassmethod"})
_IMPLICIT_CLASS_METHODS = frozenset(
    {"__new__", "__init_subclass__", "__class_getitem__"}
)


class BindingWalk(ExpressionWalk):
    """What binds names: imports, definitions and assignments."""

    def __init__(self, text: SourceText) -> None:
        """Start with nothing found."""
        super().__init__(text)
        self.imports: list[facts.Import] = []
        self.classes: list[facts.Class] = []
        self.functions: list[facts.Function] = []
        self.variables: list[facts.Variable] = []
        self.redefinitions: list[facts.Redefinition] = []
        self.exports: list[str] | None = None
        self.has_computed_exports = False
        self.deprecation: str | None = None

    def block(self, body: Iterable[ast.stmt], guard: int = 0) -> None:
        """Walk statements that stand under an additional guard."""
        raise NotImplementedError

    def _function(self, node: FunctionNode) -> None:
        outer = self.scope
        for decorator in node.decorator_list:
            self.expression(decorator)
        self._define(node.name)
        scope = Scope(outer.qualify(node.name), parent=outer)
        names = self.arguments(node.args)
        self._annotations(node)
        self._note_definition(node)
        self._receive_self(node, scope)
        scope.bound |= names
        scope.parameters = names
        self._type_parameters(node, scope)
        self._body(node.body, scope, self.guard & TYPE_ONLY | DEFERRED)
        if scope.self_name in scope.bound - names and self.builder is not None:
            self.builder.dynamic = "rebinds its first parameter"
        is_method = outer.is_class and self.builder is not None
        if not is_method and outer.qualname:
            return
        function = function_facts(node, scope, self.guard & 0xFF, self.text)
        if is_method and self.builder is not None:
            self.builder.members.append(
                _member(node.name, function.span, "function", self.guard, function)
            )
        else:
            self.functions.append(function)

    def _body(self, body: list[ast.stmt], scope: Scope, guard: int) -> None:
        outer_scope, outer_guard = self.scope, self.guard
        self.scope, self.guard = scope, guard
        self.block(body)
        self.scope, self.guard = outer_scope, outer_guard

    def _annotations(self, node: FunctionNode) -> None:
        args = node.args
        for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            self.expression(arg.annotation)
        for extra in (args.vararg, args.kwarg):
            if extra is not None:
                self.expression(extra.annotation)
        self.expression(node.returns)

    def _note_definition(self, node: FunctionNode | ast.ClassDef) -> None:
        is_novel = bool(node.decorator_list or getattr(node, "type_params", None))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            vararg = node.args.vararg
            is_novel = is_novel or bool(
                node.args.posonlyargs
                or (vararg and type(vararg.annotation) is ast.Starred)
            )
        if is_novel:
            self.note(node)

    def _type_parameters(self, node: ast.AST, scope: Scope) -> None:
        for parameter in getattr(node, "type_params", ()):
            scope.bound.add(parameter.name)
            self.bound_anywhere.add(parameter.name)
            self.expression(getattr(parameter, "bound", None))
            self.expression(getattr(parameter, "default_value", None))

    def _receive_self(self, node: FunctionNode, scope: Scope) -> None:
        """Find out which name is the instance in a function's body."""
        outer = self.scope
        first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
        if not outer.is_class:
            names = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
            if outer.self_name not in names:
                scope.self_name, scope.on_class = outer.self_name, outer.on_class
            return
        decorators = {
            dotted_name(d.func if type(d) is ast.Call else d).rpartition(".")[2]
            for d in node.decorator_list
        }
        if first is None or decorators & _STATIC:
            return
        scope.on_class = bool(
            decorators & _ON_CLASS
            or node.name in _IMPLICIT_CLASS_METHODS
            or first.arg in {"cls", "klass", "mcs", "metacls"}
        )
        scope.self_name = first.arg

    def _class(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator)
        for base in node.bases:
            self.expression(base)
        for keyword in node.keywords:
            self.expression(keyword.value)
        self._note_definition(node)
        self._define(node.name)
        outer = self.builder
        if outer is not None and any(self._is_self(base) for base in node.bases):
            outer.dynamic = "is combined with other classes by its own method"
        self._note_combiner(node)
        scope = Scope(self.scope.qualify(node.name), is_class=True, parent=self.scope)
        self._type_parameters(node, scope)
        builder = ClassBuilder(node, scope, self.guard & 0xFF)
        self.redefinitions += redefinitions(node.body, scope, self.text)
        self.builder = builder
        self._body(node.body, scope, self.guard & ~CONDITIONAL)
        self.builder = outer
        found = builder.finish(self.text)
        self.classes.append(found)
        if self.scope.is_class and outer is not None:
            outer.members.append(_member(node.name, found.span, "class", self.guard))

    def _note_combiner(self, node: ast.ClassDef) -> None:
        """Note a function that derives a class from one of its parameters."""
        scope: Scope | None = self.scope
        if scope is None or scope.is_class or not scope.qualname:
            return
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in scope.parameters:
                self.combiners.add(scope.qualname.rpartition(".")[2])

    def _define(self, name: str) -> None:
        self.scope.defined.add(name)
        self.bind(name)

    def _import(self, node: ast.Import) -> None:
        if hasattr(node, "is_lazy"):
            self.note(node)
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self._imported(node, alias, (alias.name, 0, None), bound)

    def _import_from(self, node: ast.ImportFrom) -> None:
        if hasattr(node, "is_lazy"):
            self.note(node)
        for alias in node.names:
            bound = "" if alias.name == "*" else alias.asname or alias.name
            source = (node.module or "", node.level, alias.name)
            self._imported(node, alias, source, bound)

    def _imported(
        self,
        node: ast.stmt,
        alias: ast.alias,
        source: tuple[str, int, str | None],
        bound: str,
    ) -> None:
        if bound:
            self._define(bound)
        guard = self.guard & 0xFF
        span = self.text.span(alias)
        if span.line == node.lineno:
            # The statement and the name on one line: show them together.
            span = facts.Span(
                span.line,
                self.text.column(node.lineno, node.col_offset),
                span.end_line,
                span.end_column,
            )
        found = facts.Import(
            module=source[0],
            level=source[1],
            name=source[2],
            bound=self._qualified(bound) if bound else "",
            is_renamed=alias.asname is not None,
            guard=guard,
            span=span,
            scope=self.scope.qualname,
        )
        self.imports.append(found)
        if self.scope.is_class and self.builder is not None and bound:
            self.builder.members.append(_member(bound, span, "import", guard))

    def _qualified(self, name: str) -> str:
        return name if name in self.scope.outer else self.scope.qualify(name)

    def _assign(self, node: ast.Assign) -> None:
        self.expression(node.value)
        for target in node.targets:
            self.target(target)
            self._variable(target, node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        self.expression(node.annotation)
        self.expression(node.value)
        self.target(node.target)
        self._variable(node.target, node.value, node.annotation)

    def _augmented(self, node: ast.AugAssign) -> None:
        self.expression(node.value)
        self.target(node.target)
        if dotted_name(node.target) == "__all__" and not self.scope.qualname:
            self._export(node.value, extend=True)

    def _variable(
        self,
        target: ast.expr,
        value: ast.expr | None,
        annotation: ast.expr | None = None,
    ) -> None:
        """Record what a module or class body, or a `global`, binds."""
        if isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._variable(
                    item.value if isinstance(item, ast.Starred) else item, None
                )
            return
        if not isinstance(target, ast.Name):
            return
        scope, name = self.scope, target.id
        if scope.is_class and self.builder is not None:
            self._class_variable(target, value, annotation)
        elif not scope.qualname or name in scope.outer:
            if name == "__all__":
                self._export(value, extend=False)
            is_bound = annotation is None or value is not None
            self.variables.append(
                facts.Variable(
                    name,
                    self.place(target),
                    dotted_name(value),
                    is_bound,
                    self.guard & 0xFF,
                )
            )

    def _class_variable(
        self, target: ast.Name, value: ast.expr | None, annotation: ast.expr | None
    ) -> None:
        builder, scope = self.builder, self.scope
        if builder is None:
            return
        span = self.text.span(target)
        outside = scope.parent or self.module
        builder.members.append(
            facts.Member(
                target.id,
                span,
                "variable",
                None,
                annotation is not None,
                value is not None,
                outside.reference(type_name(annotation)),
                scope.reference(dotted_name(value)),
                _is_literal(value),
                self.guard & 0xFF,
            )
        )
        if target.id == "__slots__":
            names = [
                target_name
                for target_name in literal_strings(value) or ()
                if target_name
            ]
            for name in names:
                builder.members.append(_member(name, span, "variable", self.guard))

    def _export(self, value: ast.expr | None, *, extend: bool) -> None:
        names = literal_strings(value)
        if names is None:
            self.has_computed_exports = True
        elif extend and self.exports is not None:
            self.exports += names
        else:
            self.exports = names

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.expression(target)

    def _scope_declaration(self, node: ast.Global | ast.Nonlocal) -> None:
        self.scope.outer.update(node.names)
        self.bound_anywhere.update(node.names)
        if type(node) is ast.Global:
            self.module.bound.update(node.names)

    def _type_alias(self, node: Any) -> None:  # noqa: ANN401 - unknown to 3.11's ast
        self.note(node)
        self.target(node.name)
        self._type_parameters(node, self.scope)
        self.expression(node.value)
        self._variable(node.name, node.value)


def _member(
    name: str,
    span: facts.Span,
    kind: str,
    guard: int,
    function: facts.Function | None = None,
) -> facts.Member:
    return facts.Member(
        name=name,
        span=span,
        kind=kind,
        function=function,
        is_annotated=False,
        is_assigned=True,
        annotation="",
        value="",
        is_literal=False,
        guard=guard & 0xFF,
    )


def _is_literal(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not None
    return isinstance(node, (ast.JoinedStr, ast.List, ast.Dict, ast.Set, ast.Tuple))


def literal_strings(node: ast.expr | None) -> list[str] | None:
    """Return the strings of a literal list, tuple, set, dict or sum of such."""
    if isinstance(node, ast.BinOp):
        left, right = literal_strings(node.left), literal_strings(node.right)
        return None if left is None or right is None else left + right
    items: Sequence[ast.expr | None]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = node.elts
    elif isinstance(node, ast.Dict):
        items = node.keys
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    else:
        return None
    found = []
    for item in items:
        if not (isinstance(item, ast.Constant) and isinstance(item.value, str)):
            return None
        found.append(item.value)
    return found
