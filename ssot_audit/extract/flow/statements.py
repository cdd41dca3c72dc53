"""Statements to bindings, stores and results; which value a local name holds where.

Branches are walked with the state before them and merged after them. A loop's body may
see what itself bound in an earlier round: names that it binds are made an `EITHER` at
its start, which is completed at its end.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from ssot_audit.extract.collect_classes import parameters as parameters_of
from ssot_audit.extract.facts import START
from ssot_audit.extract.flow.annotations import annotations_of, types
from ssot_audit.extract.flow.conditions import Assurance, told
from ssot_audit.extract.flow.expressions import ExpressionFlow
from ssot_audit.extract.flow.frame import (
    UNKNOWN,
    Frame,
    FunctionNode,
    State,
    bound_names,
    shared_names,
)
from ssot_audit.extract.flow_facts import (
    Annotation,
    AttributeStore,
    Binding,
    FunctionFlow,
    Guard,
    Kind,
    ModuleFlow,
    Value,
)
from ssot_audit.extract.scopes import callee_name, dotted_name
from ssot_audit.extract.text import SourceText

_BROAD = frozenset({"Exception", "BaseException", ""})
_LEAVES_BLOCK = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def flow_of(tree: ast.Module, text: SourceText) -> ModuleFlow:
    """Return the flow of a whole file."""
    walk = StatementFlow(text)
    walk.module(tree)
    return ModuleFlow(tuple(f for f in walk.functions if f is not None))


class StatementFlow(ExpressionFlow):
    """Walks the functions of a file, each in a frame of its own."""

    def __init__(self, text: SourceText) -> None:
        """Start with no function."""
        super().__init__(text)
        self.functions: list[FunctionFlow | None] = []

    def module(self, tree: ast.Module) -> None:
        """Walk a module's own code, and every function in it."""
        names = frozenset(bound_names(tree.body))
        self.frame = Frame("", None, names, names, START)
        self.functions.append(None)
        self.block(tree.body)
        self.functions[0] = self.frame.finish()

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Walk statements one after the other."""
        frame, known = self.frame, self.frame.known
        handlers = self._STATEMENTS
        for node in body:
            if frame.is_dead:
                break
            handler = handlers.get(type(node))
            if handler is not None:
                handler(self, node)
        frame.known = known

    def bind(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        """Let a name hold a value from here on."""
        frame = self.frame
        scope = self._class_scope
        if scope is not None:
            self._keep(f"{scope[0]}.{name}", value, node)
        elif name in frame.local and name not in frame.shared:
            frame.state[name] = value
        elif name in frame.local:
            self._keep(frame.qualify(name), value, node)
        else:
            around = frame.parent
            while around is not None and name not in around.local:
                around = around.parent
            self._keep(around.qualify(name) if around else name, value, node)

    def _keep(self, name: str, value: int, node: ast.expr | ast.stmt) -> None:
        if value != UNKNOWN:
            self.frame.bindings.append(Binding(name, value, self.text.span(node)))

    def assign(self, target: ast.expr, value: int) -> None:
        """Put a value into the target of an assignment."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value, target)
        elif isinstance(target, ast.Attribute):
            base = self.expression(target.value)
            if base != UNKNOWN:
                span = self._attribute_span(target)
                self.frame.stores.append(AttributeStore(base, target.attr, value, span))
        elif isinstance(target, (ast.Tuple, ast.List)):
            starred = any(isinstance(item, ast.Starred) for item in target.elts)
            for number, item in enumerate(target.elts):
                inner = item.value if isinstance(item, ast.Starred) else item
                self.assign(inner, self._element(value, "" if starred else str(number)))
        elif isinstance(target, ast.Subscript):
            base = self.expression(target.value)
            self.expression(target.slice)
            if UNKNOWN not in {base, value}:
                self._put_into(base, value, target)

    def _put_into(self, base: int, value: int, node: ast.expr) -> None:
        """`base[key] = value`, written as the method call that it is."""
        frame, span = self.frame, self.place(node)
        method = frame.value(Value(Kind.ATTRIBUTE, "__setitem__", base, span=span))
        frame.value(Value(Kind.CALL, "", method, (UNKNOWN, value), span=span))

    def _assign(self, node: ast.Assign) -> None:
        values: list[int] | None = None
        value = UNKNOWN
        source = node.value
        if (
            isinstance(source, (ast.Tuple, ast.List))
            and isinstance(node.targets[0], (ast.Tuple, ast.List))
            and len(node.targets) == 1
            and len(source.elts) == len(node.targets[0].elts)
            and not any(
                isinstance(e, ast.Starred)
                for e in (*source.elts, *node.targets[0].elts)
            )
        ):
            values = [self.expression(item) for item in source.elts]
            for target, item in zip(node.targets[0].elts, values, strict=True):
                self.assign(target, item)
            return
        value = self.expression(source)
        for target in node.targets:
            self.assign(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        value = self.expression(node.value)
        target = node.target
        name = dotted_name(target)
        if name:
            scope = self._class_scope
            shown = f"{scope[0]}.{name}" if scope else name
            self._annotate(shown, node.annotation)
        if node.value is not None:
            self.assign(target, value)

    def _annotate(self, name: str, annotation: ast.expr | None) -> None:
        found = tuple(self._qualified(t) for t in types(annotation))
        if any(found):
            self.frame.annotations.append(Annotation(name, found))

    def _qualified(self, reference: str) -> str:
        """Qualify the root of a reference as the frames around bind it."""
        root, dot, rest = reference.partition(".")
        around: Frame | None = self.frame
        while around is not None and around.qualname:
            if root in around.local:
                return f"{around.qualify(root)}{dot}{rest}"
            around = around.parent
        return reference

    def _augmented(self, node: ast.AugAssign) -> None:
        self.expression(node.value)
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id, UNKNOWN, node.target)
        else:
            self.expression(node.target)

    def _expression(self, node: ast.Expr) -> None:
        self.expression(node.value)

    def _return(self, node: ast.Return) -> None:
        value = self.expression(node.value)
        if value != UNKNOWN:
            self.frame.returns.append(value)
        self.frame.is_dead = True

    def _raise(self, node: ast.Raise) -> None:
        self.expression(node.exc)
        self.frame.is_dead = True

    def _jump(self, _node: ast.Break | ast.Continue) -> None:
        self.frame.jumps.append(self.frame.state)
        self.frame.is_dead = True

    def _assert(self, node: ast.Assert) -> None:
        self.expression(node.test)
        self.frame.known = (*self.frame.known, *told(node.test).holds)

    def _if(self, node: ast.If) -> None:
        frame = self.frame
        ends: list[State] = []
        after: tuple[Assurance, ...] = ()
        outer = frame.known
        while True:
            self.expression(node.test)
            tells = told(node.test)
            start = dict(frame.state)
            with self.knowing(tells.holds):
                self.block(node.body)
            if frame.is_dead:
                after += tells.fails
            else:
                ends.append(frame.state)
            frame.is_dead = False
            frame.state = start
            frame.known = (*frame.known, *tells.fails)
            if len(node.orelse) == 1 and type(node.orelse[0]) is ast.If:
                node = node.orelse[0]
                continue
            break
        self.block(node.orelse)
        if frame.is_dead and node.orelse:
            after = told(node.test).holds if len(ends) == 1 else ()
        if not frame.is_dead:
            ends.append(frame.state)
        frame.is_dead = not ends
        frame.state = frame.merge(ends) if ends else frame.state
        frame.known = (*outer, *after)

    def _loop(self, body: Sequence[ast.stmt], start: Callable[[], None]) -> None:
        """Walk what runs any number of times."""
        frame = self.frame
        before = dict(frame.state)
        again: dict[str, int] = {}
        for name in sorted(set(bound_names(body)) & frame.local - frame.shared):
            again[name] = frame.state[name] = frame.value(Value(Kind.EITHER))
        jumps, frame.jumps = frame.jumps, []
        start()
        self.block(body)
        ends = frame.jumps if frame.is_dead else [*frame.jumps, frame.state]
        frame.state = frame.merge(ends or [before])
        frame.is_dead, frame.jumps = False, jumps
        for name, index in again.items():
            options = (before.get(name, UNKNOWN), frame.state.get(name, UNKNOWN))
            parts = tuple(
                dict.fromkeys(o for o in options if o not in {UNKNOWN, index})
            )
            frame.values[index] = Value(Kind.EITHER, parts=parts)
        frame.state = frame.merge((before, frame.state))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        items = self.expression(node.iter)
        self._loop(node.body, lambda: self.assign(node.target, self._element(items)))
        self.block(node.orelse)

    def _while(self, node: ast.While) -> None:
        known = self.frame.known

        def start() -> None:
            self.expression(node.test)
            self.frame.known = (*known, *told(node.test).holds)

        self._loop(node.body, start)
        self.frame.known = known
        self.block(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        method = "__enter__" if type(node) is ast.With else "__aenter__"
        frame, guard = self.frame, self.frame.guard
        for item in node.items:
            manager = self.expression(item.context_expr)
            frame.guard |= _suppressed(item.context_expr)
            if item.optional_vars is not None:
                entered = UNKNOWN
                if manager != UNKNOWN:
                    span = self.place(item.context_expr)
                    entered = frame.value(
                        Value(Kind.ENTERED, method, manager, span=span)
                    )
                self.assign(item.optional_vars, entered)
        self.block(node.body)
        frame.guard = guard

    def _try(self, node: ast.Try) -> None:
        frame, guard = self.frame, self.frame.guard
        before = dict(frame.state)
        for handler in node.handlers:
            frame.guard |= _caught(handler.type)
        self.block(node.body)
        frame.guard = guard
        ends: list[State] = []
        # A handler may run after any part of the body.
        meanwhile = frame.merge((before, dict(frame.state)))
        if not frame.is_dead:
            self.block(node.orelse)
        if not frame.is_dead:
            ends.append(frame.state)
        for handler in node.handlers:
            frame.state, frame.is_dead = dict(meanwhile), False
            if handler.name and handler.name in frame.local - frame.shared:
                frame.state[handler.name] = UNKNOWN
            self.block(handler.body)
            if not frame.is_dead:
                ends.append(frame.state)
        is_dead = not ends
        frame.state = frame.merge(ends) if ends else meanwhile
        frame.is_dead = False
        self.block(node.finalbody)
        frame.is_dead = frame.is_dead or is_dead

    def _match(self, node: ast.Match) -> None:
        frame = self.frame
        subject = self.expression(node.subject)
        what = dotted_name(node.subject)
        narrowed = (Assurance(what, "", int(Guard.NARROWED)),) if what else ()
        start, ends = dict(frame.state), []
        for case in node.cases:
            frame.state, frame.is_dead = dict(start), False
            for name in bound_names([case]):  # type: ignore[list-item]
                if name in frame.local - frame.shared:
                    frame.state[name] = UNKNOWN
            if isinstance(case.pattern, ast.MatchAs) and case.pattern.name:
                self.bind(case.pattern.name, subject, node)
            self.expression(case.guard)
            with self.knowing(narrowed):
                self.block(case.body)
            if not frame.is_dead:
                ends.append(frame.state)
        frame.is_dead = False
        frame.state = frame.merge((start, *ends))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.frame.state.pop(target.id, None)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Define what an import in a function binds, by its qualified name."""
        for alias in node.names:
            self._define(alias.asname or alias.name.partition(".")[0])

    def _define(self, name: str) -> None:
        frame = self.frame
        if self._class_scope is None and name in frame.local - frame.shared:
            frame.state[name] = frame.reference(frame.qualify(name))

    def _class(self, node: ast.ClassDef) -> None:
        for expression in (*node.decorator_list, *node.bases):
            self.expression(expression)
        for keyword in node.keywords:
            self.expression(keyword.value)
        self._define(node.name)
        outer = self._class_scope
        inside = f"{outer[0]}.{node.name}" if outer else self.frame.qualify(node.name)
        self._class_scope = inside, frozenset(bound_names(node.body))
        dead = self.frame.is_dead
        self.block(node.body)
        self.frame.is_dead = dead
        self._class_scope = outer

    def _function(self, node: FunctionNode) -> None:
        outer, scope = self.frame, self._class_scope
        for decorator in node.decorator_list:
            self.expression(decorator)
        number = len(self.functions)
        self.functions.append(None)
        self._defaults(node, number)
        qualname = f"{scope[0]}.{node.name}" if scope else outer.qualify(node.name)
        if scope is None:
            self._bind_function(node, number)
        self.functions[number] = self._inside(node, qualname)

    def _bind_function(self, node: FunctionNode, number: int) -> None:
        frame = self.frame
        if not frame.qualname:
            # At the top a name leads to it, and perhaps to others in branches.
            return
        value = UNKNOWN
        if not node.decorator_list:
            value = frame.value(Value(Kind.FUNCTION, base=number))
        self.bind(node.name, value, node)

    def _inside(self, node: FunctionNode, qualname: str) -> FunctionFlow:
        outer, scope, guards = self.frame, self._class_scope, self._formatted
        parameters = tuple(parameters_of(node.args))
        names = {p.name for p in parameters}
        body = node.body
        outside = _declared_outside(body)
        local = frozenset((names | set(bound_names(body))) - outside)
        shared = frozenset(local & shared_names(body))
        self.frame = frame = Frame(
            qualname,
            outer,
            local,
            shared,
            self.text.header(node, "def", node.name),
            parameters,
            tuple(self._qualified(callee_name(d)) for d in node.decorator_list),
            is_async=isinstance(node, ast.AsyncFunctionDef),
        )
        self._class_scope, self._formatted = None, None
        for name in dict.fromkeys(p.name for p in parameters):
            self.bind(name, frame.value(Value(Kind.PARAMETER, name)), node)
        for name, annotation in annotations_of(node):
            self._annotate(name, annotation)
        self.block(body)
        frame.is_generator = bool(frame.yields)
        self.frame, self._class_scope, self._formatted = outer, scope, guards
        return frame.finish()

    def _defaults(self, node: FunctionNode, number: int) -> None:
        args = node.args
        positional = (*args.posonlyargs, *args.args)
        pairs = [
            *zip(
                positional[len(positional) - len(args.defaults) :],
                args.defaults,
                strict=True,
            ),
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
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Delete: _delete,
        ast.Expr: _expression,
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
        ast.Break: _jump,
        ast.Continue: _jump,
        ast.Assert: _assert,
    }


def _declared_outside(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that `global` and `nonlocal` say are not this function's."""
    found: set[str] = set()
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
        elif not isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        ):
            for name in ("body", "orelse", "finalbody"):
                pending += getattr(node, name, ())
            for name in ("handlers", "cases"):
                for part in getattr(node, name, ()):
                    pending += part.body
    return found


def _caught(node: ast.expr | None) -> int:
    """Return what an `except` of these classes means for attributes in its `try`."""
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    names = {dotted_name(item).rpartition(".")[2] if item else "" for item in items}
    guard = int(Guard.TESTED) if "AttributeError" in names else 0
    return guard | (int(Guard.SWALLOWED) if names & _BROAD else 0)


def _suppressed(manager: ast.expr) -> int:
    if type(manager) is not ast.Call:
        return 0
    if dotted_name(manager.func).rpartition(".")[2] != "suppress":
        return 0
    guard = 0
    for argument in manager.args:
        guard |= _caught(argument)
    return guard
