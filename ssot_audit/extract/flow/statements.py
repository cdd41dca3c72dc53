"""Statements to bindings, stores and results, function by function."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from ssot_audit.extract.collect_classes import parameters as parameters_of
from ssot_audit.extract.facts import START
from ssot_audit.extract.flow.annotations import annotations_of
from ssot_audit.extract.flow.branches import BranchFlow
from ssot_audit.extract.flow.frame import UNKNOWN, Frame, FunctionNode
from ssot_audit.extract.flow.names import has_yield, names_of, shared_names
from ssot_audit.extract.flow_facts import FunctionFlow, Kind, ModuleFlow, Value
from ssot_audit.extract.scopes import callee_name
from ssot_audit.extract.text import SourceText

_PARAMETER, _FUNCTION = int(Kind.PARAMETER), int(Kind.FUNCTION)


def flow_of(tree: ast.Module, text: SourceText) -> ModuleFlow:
    """Return the flow of a whole file."""
    walk = StatementFlow(text, walrus_lines=text.lines_with(":="))
    return ModuleFlow(walk.module(tree))


class StatementFlow(BranchFlow):
    """Walks the functions of a file, each in a frame of its own."""

    def __init__(self, text: SourceText, *, walrus_lines: list[int]) -> None:
        """Start with no function."""
        super().__init__(text, walrus_lines=walrus_lines)
        self._functions: dict[int, FunctionFlow] = {}
        self._count = 1

    def module(self, tree: ast.Module) -> tuple[FunctionFlow, ...]:
        """Walk a module's own code, and every function in it."""
        names = names_of(tree.body, walrus_lines=self.walrus_lines).bound
        self.frame = Frame("", None, names, names)
        self.block(tree.body)
        inner = (self._functions[number] for number in range(1, self._count))
        return (self.frame.finish(START), *inner)

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Walk statements one after the other, up to where no one gets to."""
        frame = self.frame
        walker_of = self._STATEMENTS.get
        for node in body:
            if frame.is_dead:
                frame.is_generator = frame.is_generator or has_yield(body)
                break
            walker = walker_of(type(node))
            if walker is not None:
                walker(self, node)

    def _expression(self, node: ast.Expr) -> None:
        if type(node.value) is ast.Call:
            self.dropped_call(node.value)
        else:
            self.use(node.value)

    def _return(self, node: ast.Return) -> None:
        value = self.expression(node.value)
        if value != UNKNOWN:
            self.frame.returns.append(value)
        elif not _is_none(node.value):
            self.frame.is_partial = True
        self.frame.is_dead = True

    def _raise(self, node: ast.Raise) -> None:
        self.use(node.exc)
        self.frame.is_dead = True

    def _assert(self, node: ast.Assert) -> None:
        self.use(node.test)
        self.use(node.msg)
        tells = self.told(node.test)
        self.suppose(tells.holds, tells.passed)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Name what an import in a function defines by its qualified name."""
        for alias in node.names:
            self._define(alias.asname or alias.name.partition(".")[0])

    def _define(self, name: str) -> None:
        frame = self.frame
        if self._class_scope is None and frame.is_own(name):
            frame.state[name] = frame.reference(frame.qualify(name))

    def _class(self, node: ast.ClassDef) -> None:
        for expression in (*node.decorator_list, *node.bases):
            self.expression(expression)
        for keyword in node.keywords:
            self.expression(keyword.value)
        self._define(node.name)
        outer, known = self._class_scope, self.frame.known
        inside = f"{outer[0]}.{node.name}" if outer else self.frame.qualify(node.name)
        names = names_of(node.body, walrus_lines=self.walrus_lines)
        self._class_scope = inside, names.bound
        self.block(node.body)
        self.frame.is_dead, self.frame.known = False, known
        self._class_scope = outer

    def _function(self, node: FunctionNode) -> None:
        outer, scope = self.frame, self._class_scope
        for decorator in node.decorator_list:
            self.expression(decorator)
        # Its number is taken before those of the functions in it.
        number = self._count
        self._count += 1
        if node.args.defaults or node.args.kw_defaults:
            self._defaults(node, number)
        qualname = f"{scope[0]}.{node.name}" if scope else outer.qualify(node.name)
        if scope is None and outer.qualname:
            # At the top a name leads to it, and perhaps to others in branches.
            self._bind_function(node, number)
        self._class_scope = None
        self._functions[number] = self._inside(node, qualname)
        self.frame, self._class_scope = outer, scope

    def _bind_function(self, node: FunctionNode, number: int) -> None:
        value = UNKNOWN
        if not node.decorator_list:
            value = self.frame.value(Value(_FUNCTION, "", number))
        self.bind(node.name, value, node)

    def _inside(self, node: FunctionNode, qualname: str) -> FunctionFlow:
        parameters = tuple(parameters_of(node.args))
        names = [p.name for p in parameters]
        frame = self._new_frame(node.body, names, qualname)
        for name, annotation in annotations_of(node):
            self.annotate(name, annotation, frame)
        decorators = tuple(
            [self.qualified(callee_name(d)) for d in node.decorator_list]
        )
        self.frame = frame
        for number, name in enumerate(names, 1):
            frame.values.append(Value(_PARAMETER, name))
            if name in frame.shared:
                self.bind(name, number, node)
            else:
                frame.state[name] = number
        self.block(node.body)
        return frame.finish(
            self.text.header(node, "def", node.name),
            parameters,
            decorators,
            is_async=type(node) is ast.AsyncFunctionDef,
        )

    def _new_frame(
        self, body: list[ast.stmt], parameters: list[str], qualname: str
    ) -> Frame:
        names = names_of(body, walrus_lines=self.walrus_lines)
        local, rebound = names.bound, names.rebound
        rebound.update(local.intersection(parameters))
        local.update(parameters)
        if names.global_ or names.nonlocal_:
            local -= names.global_
            local -= names.nonlocal_
        shared: set[str] = set()
        if names.nested:
            shared = local & shared_names(names.nested, self.walrus_lines)
        return Frame(qualname, self.frame, local, shared, names.global_, rebound)

    def _defaults(self, node: FunctionNode, number: int) -> None:
        args = node.args
        positional = (*args.posonlyargs, *args.args)
        first = len(positional) - len(args.defaults)
        pairs: list[tuple[ast.arg, ast.expr | None]] = [
            *zip(positional[first:], args.defaults, strict=True),
            *zip(args.kwonlyargs, args.kw_defaults, strict=True),
        ]
        for parameter, default in pairs:
            value = self.expression(default)
            if value != UNKNOWN:
                self.frame.defaults.append((number, parameter.arg, value))

    _STATEMENTS: ClassVar[Mapping[type, Callable[["StatementFlow", Any], None]]] = {
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Import: _import,
        ast.ImportFrom: _import,
        ast.Assign: BranchFlow.assignment,
        ast.AnnAssign: BranchFlow.annotated,
        ast.AugAssign: BranchFlow.augmented,
        ast.Delete: BranchFlow.deletion,
        ast.Expr: _expression,
        ast.If: BranchFlow.branch,
        ast.Try: BranchFlow.try_block,
        ast.TryStar: BranchFlow.try_block,
        ast.With: BranchFlow.with_block,
        ast.AsyncWith: BranchFlow.with_block,
        ast.For: BranchFlow.for_loop,
        ast.AsyncFor: BranchFlow.for_loop,
        ast.While: BranchFlow.while_loop,
        ast.Match: BranchFlow.match_block,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Break: BranchFlow.jump,
        ast.Continue: BranchFlow.jump,
        ast.Assert: _assert,
    }


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (type(node) is ast.Constant and node.value is None)
