"""Assignments, and other statements that bind names to values."""

import ast
from collections.abc import Sequence
from typing import Any

from ssot_audit.extract import facts
from ssot_audit.extract.collect_classes import member_fact
from ssot_audit.extract.scopes import Scope, dotted_name, type_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_expressions import ExpressionWalk

_LONGEST_INTEGER = 128


class AssignmentWalk(ExpressionWalk):
    """Walks what binds names by value."""

    def __init__(self, text: SourceText) -> None:
        """Start with nothing found."""
        super().__init__(text)
        self.variables: list[facts.Variable] = []
        self.exports: list[str] | None = None
        self.has_computed_exports = False
        self.deprecation: str | None = None

    def assign_statement(self, node: ast.Assign) -> None:
        """Walk `a = b = value`."""
        self.expression(node.value)
        for target in node.targets:
            self.target(target)
            self._variable(target, node.value)
        if type(target) is ast.Name:
            made = self.scope.made
            made[target.id] = None if target.id in made else node.value

    def annotated_statement(self, node: ast.AnnAssign) -> None:
        """Walk `a: int = value`."""
        self.type_expression(node.annotation)
        self.expression(node.value)
        self.target(node.target)
        self._variable(node.target, node.value, node.annotation)

    def augmented_statement(self, node: ast.AugAssign) -> None:
        """Walk `a += value`."""
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
                _constant(value) if builder.is_enumeration else "",
            )
        )
        if target.id == "__slots__":
            names = [
                target_name
                for target_name in literal_strings(value) or ()
                if target_name
            ]
            for name in names:
                builder.members.append(member_fact(name, span, "variable", self.guard))

    def _export(self, value: ast.expr | None, *, extend: bool) -> None:
        names = literal_strings(value)
        if names is None:
            self.has_computed_exports = True
        elif extend and self.exports is not None:
            self.exports += names
        else:
            self.exports = names

    def delete_statement(self, node: ast.Delete) -> None:
        """Walk `del a`."""
        for target in node.targets:
            self.expression(target)

    def scope_declaration_statement(self, node: ast.Global | ast.Nonlocal) -> None:
        """Note names that an inner scope does not bind itself."""
        self.scope.outer.update(node.names)
        self.bound_anywhere.update(node.names)
        if type(node) is ast.Global:
            self.module.bound.update(node.names)

    def type_alias_statement(self, node: Any) -> None:  # noqa: ANN401 - newer than 3.11
        """Walk `type A = value` (PEP 695)."""
        self.note(node)
        self.target(node.name)
        self.type_parameters(node, self.scope)
        self.expression(node.value)
        self._variable(node.name, node.value)

    def type_parameters(self, node: ast.AST, scope: Scope) -> None:
        """Bind the type parameters of a definition (PEP 695)."""
        for parameter in getattr(node, "type_params", ()):
            scope.bound.add(parameter.name)
            self.bound_anywhere.add(parameter.name)
            self.expression(getattr(parameter, "bound", None))
            self.expression(getattr(parameter, "default_value", None))


def _is_literal(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not None
    return isinstance(node, (ast.JoinedStr, ast.List, ast.Dict, ast.Set, ast.Tuple))


def _constant(node: ast.expr | None) -> str:
    if not isinstance(node, ast.Constant) or node.value in {None, ...}:
        return ""
    value = node.value
    # Python refuses to print an integer of thousands of digits.
    is_huge = isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER
    return "" if is_huge else repr(value)


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
