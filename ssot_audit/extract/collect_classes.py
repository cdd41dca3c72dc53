"""Builders of `Class` and `Function` facts, filled while the file is walked."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Body, Class, Function, Member, Parameter, Span
from ssot_audit.extract.scopes import Scope, callee_name, dotted_name, type_name
from ssot_audit.extract.text import SourceText

_ENUMERATIONS = ("Enum", "Flag", "Choices")
_WARNERS = frozenset({"warnings.warn", "warn"})

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class ClassBuilder:
    """What is known of a class while its body is being walked."""

    node: ast.ClassDef
    scope: Scope
    """The scope of its body."""
    guard: int
    members: list[Member] = field(default_factory=list)
    stores: dict[str, facts.SelfAttribute] = field(default_factory=dict)
    uses: list[facts.SelfUse] = field(default_factory=list)
    tested: set[str] = field(default_factory=set)
    super_calls: set[str] = field(default_factory=set)
    dynamic: str | None = None

    @property
    def is_enumeration(self) -> bool:
        """Whether some base is called as the classes of `enum` and their kin are."""
        return any(
            dotted_name(base).endswith(_ENUMERATIONS) for base in self.node.bases
        )

    def store(self, name: str, span: Span, method: Scope) -> None:
        """Note that a method sets an attribute on its first parameter."""
        if name not in self.stores:
            self.stores[name] = facts.SelfAttribute(
                name, span, method.qualname.rpartition(".")[2], method.on_class
            )

    def finish(self, text: SourceText) -> Class:
        """Return the facts; uses of what the class itself has are dropped."""
        node, outside = self.node, self.scope.parent
        if outside is None:  # a class body always stands in another scope
            raise AssertionError(self.scope.qualname)
        own = self.stores.keys() | {member.name for member in self.members}
        uses = () if _is_namespace(self.members) else self.uses
        metaclass = None
        for keyword in node.keywords:
            if keyword.arg == "metaclass":
                metaclass = outside.reference(dotted_name(keyword.value))
        return Class(
            qualname=self.scope.qualname,
            span=text.header(node, "class", node.name),
            bases=tuple(_base_reference(base, outside) for base in node.bases),
            metaclass=metaclass,
            decorators=_decorators(node, outside),
            members=tuple(self.members),
            self_attributes=tuple(self.stores.values()),
            self_uses=tuple(
                sorted((u for u in uses if u.name not in own), key=_use_order)
            ),
            tested_attributes=tuple(sorted(self.tested)),
            dynamic=self.dynamic,
            deprecation=_deprecation(node),
            guard=self.guard,
            super_calls=tuple(sorted(self.super_calls)),
        )


def _is_namespace(members: list[Member]) -> bool:
    """Tell whether a class only gathers functions: none of them takes an instance.

    They do not agree on what to call their first parameter, and no one says `self`.
    """
    first = {
        function.parameters[0].name
        for member in members
        if (function := member.function) and function.parameters
        if not function.decorators
    }
    return len(first) > 1 and "self" not in first


def _use_order(use: facts.SelfUse) -> Span:
    return use.span


def _base_reference(base: ast.expr, outside: Scope) -> str:
    if type(base) is ast.Subscript:
        base = base.value
    return outside.reference(dotted_name(base))


def _decorators(node: ast.ClassDef | FunctionNode, outside: Scope) -> tuple[str, ...]:
    if not node.decorator_list:
        return ()
    return tuple(outside.reference(callee_name(d)) for d in node.decorator_list)


def _deprecation(node: ast.ClassDef | FunctionNode) -> str | None:
    """Return the text of a `@deprecated("...")` decorator (PEP 702)."""
    for decorator in node.decorator_list:
        if (
            type(decorator) is ast.Call
            and dotted_name(decorator.func).rpartition(".")[2] == "deprecated"
            and decorator.args
            and type(decorator.args[0]) is ast.Constant
            and isinstance(decorator.args[0].value, str)
        ):
            return decorator.args[0].value
    return None


def function_facts(
    node: FunctionNode, scope: Scope, guard: int, text: SourceText
) -> Function:
    """Return the facts of a function whose body has been walked as `scope`."""
    outside = scope.parent
    if outside is None:
        raise AssertionError(scope.qualname)
    is_async = type(node) is ast.AsyncFunctionDef
    return Function(
        qualname=scope.qualname,
        span=text.header(node, "async def" if is_async else "def", node.name),
        parameters=tuple(parameters(node.args)),
        is_async=is_async,
        is_generator=scope.is_generator,
        body=int(body_kind(node.body)),
        may_return_awaitable=scope.may_return_awaitable,
        decorators=_decorators(node, outside),
        returns=outside.reference(type_name(node.returns)) if node.returns else "",
        deprecation=_deprecation(node),
        guard=guard,
        warning=_first_warning(node.body),
    )


def _first_warning(body: list[ast.stmt]) -> str | None:
    """Return the text of a `DeprecationWarning` that a function begins with."""
    for statement in body[:2]:
        if type(statement) is not ast.Expr:
            return None
        if type(statement.value) is ast.Call:
            return deprecation_warning(statement.value)
    return None


def deprecation_warning(call: ast.Call) -> str | None:
    """Return what a call warns of, if that is a `DeprecationWarning`; maybe `""`."""
    if dotted_name(call.func) not in _WARNERS or not call.args:
        return None
    categories = [*call.args[1:2], *(word.value for word in call.keywords)]
    if all(dotted_name(category) != "DeprecationWarning" for category in categories):
        return None
    text = call.args[0]
    if type(text) is ast.Constant and isinstance(text.value, str):
        return text.value
    return ""


def parameters(args: ast.arguments) -> Iterator[Parameter]:
    """Yield the parameters in the order in which they are declared."""
    positional = [*args.posonlyargs, *args.args]
    first_default = len(positional) - len(args.defaults)
    for index, arg in enumerate(positional):
        kind = (
            facts.POSITIONAL_ONLY
            if index < len(args.posonlyargs)
            else facts.POSITIONAL_OR_KEYWORD
        )
        yield Parameter(arg.arg, kind, index >= first_default)
    if args.vararg:
        yield Parameter(args.vararg.arg, facts.VAR_POSITIONAL, has_default=False)
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield Parameter(arg.arg, facts.KEYWORD_ONLY, default is not None)
    if args.kwarg:
        yield Parameter(args.kwarg.arg, facts.VAR_KEYWORD, has_default=False)


def body_kind(body: list[ast.stmt]) -> Body:
    """Tell whether a function does something, nothing, or refuses to."""
    kind = Body.EMPTY
    for statement in body:
        if type(statement) is ast.Pass:
            continue
        if type(statement) is ast.Expr and type(statement.value) is ast.Constant:
            continue
        if type(statement) is ast.Raise and kind is Body.EMPTY:
            raised = statement.exc
            explains = type(raised) is ast.Call and bool(raised.args)
            name = dotted_name(raised.func if type(raised) is ast.Call else raised)
            if name == "NotImplementedError":
                kind = Body.REFUSAL if explains else Body.NOT_IMPLEMENTED
                continue
        if type(statement) is ast.Return and kind is Body.EMPTY:
            return Body.CONSTANT if _is_constant(statement.value) else Body.REAL
        return Body.REAL
    return kind


def _is_constant(value: ast.expr | None) -> bool:
    """Tell whether an expression depends on nothing and contains nothing."""
    match value:
        case None | ast.Constant():
            return True
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="dict" | "list" | "set" | "tuple")):
            return not value.args and not value.keywords
        case _:
            return False


def member_fact(
    name: str,
    span: Span,
    kind: str,
    guard: int,
    function: Function | None = None,
) -> Member:
    """Return a member that is bound by definition, import or `__slots__`."""
    return Member(
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
