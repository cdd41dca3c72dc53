"""Imports, classes and functions: the statements that bind names to definitions."""

import ast
from collections.abc import Iterable

from ssot_audit.extract import facts
from ssot_audit.extract.collect_classes import (
    ClassBuilder,
    FunctionNode,
    function_facts,
    member_fact,
)
from ssot_audit.extract.collect_redefinitions import redefinitions
from ssot_audit.extract.collect_settings import settings_class
from ssot_audit.extract.facts import CONDITIONAL, DEFERRED, TYPE_ONLY
from ssot_audit.extract.scopes import Scope, callee_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_assignments import AssignmentWalk

_STATIC = frozenset({"staticmethod"})
_CLASS_NAMES = frozenset({"cls", "klass", "mcs", "metacls"})
"""What the first parameter is called where it is the class."""
_ON_CLASS = frozenset({"classmethod", "abstractclassmethod"})
_IMPLICIT_CLASS_METHODS = frozenset(
    {"__new__", "__init_subclass__", "__class_getitem__"}
)


class DefinitionWalk(AssignmentWalk):
    """Walks what binds names by definition."""

    def __init__(self, text: SourceText) -> None:
        """Start with nothing found."""
        super().__init__(text)
        self.imports: list[facts.Import] = []
        self.classes: list[facts.Class] = []
        self.functions: list[facts.Function] = []
        self.redefinitions: list[facts.Redefinition] = []
        self.bodies: list[tuple[FunctionNode, Scope]] = []
        """Of methods and of functions at the top."""

    def block(self, body: Iterable[ast.stmt], guard: int = 0) -> None:
        """Walk statements that stand under an additional guard."""
        raise NotImplementedError

    def acts_in(self, scope: Scope) -> list[ast.AST]:
        """Return what may be a check in a function that has been walked."""
        start, end = scope.acts
        return self.acts[start:end]

    def attributes_in(self, scope: Scope) -> list[ast.Attribute]:
        """Return the attributes of its first parameter that a method uses.

        Those in the bodies of classes in it are missing.
        """
        start, end = scope.attributes
        return self.attributes[start:end]

    def function_statement(self, node: FunctionNode) -> None:
        """Walk a function and record it where it is a method or at the top."""
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
        self.type_parameters(node, scope)
        acts, attributes = len(self.acts), len(self.attributes)
        self._body(node.body, scope, self.guard & TYPE_ONLY | DEFERRED)
        scope.acts = (acts, len(self.acts))
        scope.attributes = (attributes, len(self.attributes))
        is_method = outer.is_class and self.builder is not None
        if not is_method and outer.qualname:
            return
        self.bodies.append((node, scope))
        function = function_facts(node, scope, self.guard & 0xFF, self.text)
        if is_method and self.builder is not None:
            self.builder.members.append(
                member_fact(node.name, function.span, "function", self.guard, function)
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
            if arg.annotation is not None:
                self.type_expression(arg.annotation)
        for extra in (args.vararg, args.kwarg):
            if extra is not None:
                self.type_expression(extra.annotation)
        self.type_expression(node.returns)

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

    def _receive_self(self, node: FunctionNode, scope: Scope) -> None:
        """Find out which name is the instance in a function's body."""
        outer, args = self.scope, node.args
        if not outer.is_class:
            names = {a.arg for a in (*args.args, *args.kwonlyargs)}
            if outer.self_name not in names:
                scope.self_name, scope.on_class = outer.self_name, outer.on_class
            return
        decorators = {callee_name(d).rpartition(".")[2] for d in node.decorator_list}
        positional = args.posonlyargs or args.args
        if not positional or decorators & _STATIC:
            return
        first = positional[0].arg
        scope.on_class = bool(
            decorators & _ON_CLASS
            or node.name in _IMPLICIT_CLASS_METHODS
            or first in _CLASS_NAMES
        )
        scope.self_name = first

    def class_statement(self, node: ast.ClassDef) -> None:
        """Walk a class and record it."""
        for decorator in node.decorator_list:
            self.expression(decorator)
        for base in node.bases:
            self.type_expression(base)
        for keyword in node.keywords:
            self.expression(keyword.value)
        self._note_definition(node)
        self._define(node.name)
        outer = self.builder
        if outer is not None and any(self.is_self(base) for base in node.bases):
            outer.dynamic = "is combined with other classes by its own method"
        self._note_combiner(node)
        scope = Scope(self.scope.qualify(node.name), is_class=True, parent=self.scope)
        self.type_parameters(node, scope)
        builder = ClassBuilder(node, scope, self.guard & 0xFF)
        self.redefinitions += redefinitions(node.body, scope, self.text)
        self.builder = builder
        self._body(node.body, scope, self.guard & ~CONDITIONAL)
        self.builder = outer
        found = builder.finish(self.text)
        self.classes.append(found)
        settings = settings_class(node, found.qualname, self.text)
        if settings is not None:
            self.keys.settings.append(settings)
        if self.scope.is_class and outer is not None:
            outer.members.append(
                member_fact(node.name, found.span, "class", self.guard)
            )

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

    def import_statement(self, node: ast.Import) -> None:
        """Record `import a, b`."""
        if hasattr(node, "is_lazy"):
            self.note(node)
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self._imported(node, alias, (alias.name, 0, None), bound)

    def import_from_statement(self, node: ast.ImportFrom) -> None:
        """Record `from a import b`."""
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
            if self.follows_imports:
                self.followed |= {bound}
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
            self.builder.members.append(member_fact(bound, span, "import", guard))

    def _qualified(self, name: str) -> str:
        return name if name in self.scope.outer else self.scope.qualify(name)
