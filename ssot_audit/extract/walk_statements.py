"""The statement half of the one pass over a tree.

Statements nest at most a hundred deep (the tokenizer's limit on indentation), so
they are walked recursively; an `elif` chain, which nests without indenting, is
walked with a loop.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from ssot_audit.extract import syntax_nodes
from ssot_audit.extract.collect_classes import deprecation_warning
from ssot_audit.extract.collect_redefinitions import redefinitions
from ssot_audit.extract.collect_uses import names_imported_at_the_top
from ssot_audit.extract.facts import CONDITIONAL, OPTIONAL, TYPE_ONLY
from ssot_audit.extract.scopes import callee_name, dotted_name
from ssot_audit.extract.walk_calls import ATTRIBUTE_TRIED
from ssot_audit.extract.walk_definitions import DefinitionWalk

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
_BROAD_ERRORS = frozenset({"Exception", "BaseException", ""})
_FAILURES = frozenset({"AssertionError", "Failed", "failureException"})
"""What is raised where a test has failed."""
_PLAIN_VALUES = frozenset(
    {
        ast.BinOp,
        ast.Compare,
        ast.Constant,
        ast.Dict,
        ast.DictComp,
        ast.GeneratorExp,
        ast.JoinedStr,
        ast.List,
        ast.ListComp,
        ast.Set,
        ast.SetComp,
        ast.Tuple,
        ast.UnaryOp,
    }
)
"""Expressions whose value can be no awaitable."""


class StatementWalk(DefinitionWalk):
    """Walks a module and keeps what its facts are made of."""

    def block(self, body: Iterable[ast.stmt], guard: int = 0) -> None:
        """Walk statements that stand under an additional guard."""
        outer = self.guard
        self.guard |= guard
        handlers = self._STATEMENTS
        for node in body:
            handlers[type(node)](self, node)
        self.guard = outer

    def module_body(self, tree: ast.Module) -> None:
        """Walk the whole file."""
        self.redefinitions += redefinitions(tree.body, self.module, self.text)
        if self.follows_imports:
            self.followed = names_imported_at_the_top(tree)
        self.block(tree.body)

    def _expression_statement(self, node: ast.Expr) -> None:
        value = node.value
        if type(value) is ast.Call:
            self._statement_call(value)
        self.expression(value)

    def _statement_call(self, call: ast.Call) -> None:
        """Recognise `warnings.warn(...)` and `__all__.append(...)` at the top."""
        if self.scope.qualname:
            return
        name = dotted_name(call.func)
        if name.rpartition(".")[0] == "__all__":
            if name == "__all__.extend" and call.args:
                self._export(call.args[0], extend=True)
            elif name == "__all__.append" and call.args:
                self._export(ast.List(elts=[call.args[0]]), extend=True)
            else:
                self.has_computed_exports = True
        if not self.guard:
            warning = deprecation_warning(call)
            self.deprecation = self.deprecation if warning is None else warning

    def _if(self, node: ast.If) -> None:
        while True:
            self.expression(node.test)
            guard = TYPE_ONLY if _is_type_checking(node.test) else CONDITIONAL
            self.block(node.body, guard)
            if len(node.orelse) == 1 and type(node.orelse[0]) is ast.If:
                node = node.orelse[0]
                continue
            self.block(node.orelse, CONDITIONAL)
            return

    def _try(self, node: ast.Try) -> None:
        guard = CONDITIONAL
        for handler in node.handlers:
            guard |= self._caught(handler)
        if type(node) is not ast.Try:
            self.note(node)
        self.block(node.body, guard)
        for handler in node.handlers:
            if handler.name:
                self.bind(handler.name)
            self.block(handler.body, CONDITIONAL)
        self.block(node.orelse, CONDITIONAL)
        self.block(node.finalbody)

    def _caught(self, handler: ast.ExceptHandler) -> int:
        self.expression(handler.type)
        if type(handler.type) is ast.Tuple:
            self.note(handler)
        caught = _exception_names(handler.type)
        guard = 0
        if caught & (_IMPORT_ERRORS | _BROAD_ERRORS):
            guard |= OPTIONAL
        if "AttributeError" in caught:
            guard |= ATTRIBUTE_TRIED
        return guard

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        self.note(node)
        self.act(node, "with")
        guard = 0
        for item in node.items:
            self.expression(item.context_expr)
            if item.optional_vars is not None:
                self.target(item.optional_vars)
                self._variable(item.optional_vars, None)
            if type(item.context_expr) is ast.Call:
                names: set[str] = set()
                for argument in item.context_expr.args:
                    names |= _exception_names(argument)
                if names & (_IMPORT_ERRORS | _BROAD_ERRORS - {""}):
                    guard |= OPTIONAL
                if "AttributeError" in names:
                    guard |= ATTRIBUTE_TRIED
        self.block(node.body, guard)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        if type(node.iter) is ast.Tuple:
            self.note(node)
        self.expression(node.iter)
        self.target(node.target)
        self._variable(node.target, None)
        self.block(node.body, CONDITIONAL)
        self.block(node.orelse, CONDITIONAL)

    def _while(self, node: ast.While) -> None:
        self.expression(node.test)
        self.block(node.body, CONDITIONAL)
        self.block(node.orelse, CONDITIONAL)

    def _match(self, node: ast.Match) -> None:
        self.note(node)
        self.expression(node.subject)
        for case in node.cases:
            self._pattern(case.pattern)
            self.expression(case.guard)
            self.block(case.body, CONDITIONAL)

    def _pattern(self, pattern: ast.pattern) -> None:
        for node in ast.walk(pattern):
            name = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(name, str):
                self.bind(name)
            if isinstance(node, (ast.MatchValue, ast.MatchClass)):
                self.expression(
                    getattr(node, "value", None) or getattr(node, "cls", None)
                )

    def _return(self, node: ast.Return) -> None:
        kind = type(node.value)
        if kind is ast.Tuple:
            self.note(node)
        if node.value is not None and kind not in _PLAIN_VALUES:
            self.scope.may_return_awaitable = True
        self.expression(node.value)

    def _raise(self, node: ast.Raise) -> None:
        if self.guard & CONDITIONAL or _is_failure(node.exc):
            self.act(node, "raise")
        self.expression(node.exc)
        self.expression(node.cause)

    def _assert(self, node: ast.Assert) -> None:
        self.act(node, "assert")
        self.expression(node.test)
        self.expression(node.msg)

    def _nothing(self, node: ast.stmt) -> None:
        """`pass`, `break`, `continue`."""

    _STATEMENTS: ClassVar[
        Mapping[type[ast.AST], Callable[["StatementWalk", Any], None]]
    ] = {
        ast.FunctionDef: DefinitionWalk.function_statement,
        ast.AsyncFunctionDef: DefinitionWalk.function_statement,
        ast.ClassDef: DefinitionWalk.class_statement,
        ast.Import: DefinitionWalk.import_statement,
        ast.ImportFrom: DefinitionWalk.import_from_statement,
        ast.Assign: DefinitionWalk.assign_statement,
        ast.AnnAssign: DefinitionWalk.annotated_statement,
        ast.AugAssign: DefinitionWalk.augmented_statement,
        ast.Delete: DefinitionWalk.delete_statement,
        ast.Global: DefinitionWalk.scope_declaration_statement,
        ast.Nonlocal: DefinitionWalk.scope_declaration_statement,
        syntax_nodes.TypeAlias: DefinitionWalk.type_alias_statement,
        ast.Expr: _expression_statement,
        ast.If: _if,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.Match: _match,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Assert: _assert,
        ast.Pass: _nothing,
        ast.Break: _nothing,
        ast.Continue: _nothing,
    }


def _exception_names(node: ast.expr | None) -> set[str]:
    """Return the last segments of the exceptions named; `""` for a bare `except`."""
    if node is None:
        return {""}
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    return {dotted_name(item).rpartition(".")[2] or "?" for item in items}


def _is_failure(raised: ast.expr | None) -> bool:
    name = callee_name(raised) if raised is not None else ""
    return name.rpartition(".")[2] in _FAILURES


def _is_type_checking(test: ast.expr) -> bool:
    return dotted_name(test).rpartition(".")[2] in {"TYPE_CHECKING", "MYPY"}
