"""Functions, methods and classes that say they are deprecated, and who calls them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.deprecations import PEP_702
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program

_CONSTRUCTORS = frozenset({"__init__", "__new__"})


@dataclass(frozen=True, slots=True)
class DeprecatedCallable:
    """Something that warns whoever calls it."""

    module: Module
    qualname: str
    text: str
    """What it says; may be empty."""
    span: Span
    is_method: bool = False
    """Whether it is called on an object."""

    @property
    def name(self) -> str:
        """Last segment of the qualified name."""
        return self.qualname.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class DeprecatedCall:
    """A call of it in production code."""

    module: Module
    scope: str
    span: Span


def deprecated_callables(program: Program) -> Iterator[DeprecatedCallable]:
    """Yield those of the project, production code only."""
    for module in program.production:
        for function in module.facts.functions:
            text = _warning(program, module, function)
            if text is not None:
                yield DeprecatedCallable(module, function.qualname, text, function.span)
        for node in program.hierarchy.in_module(module):
            yield from _of_class(program, module, node)


def _of_class(
    program: Program, module: Module, node: ClassNode
) -> Iterator[DeprecatedCallable]:
    made = node.source[1]
    if _is_marked(program, module, made):
        marked = made.deprecation or ""
        yield DeprecatedCallable(module, made.qualname, marked, made.span)
        return
    for member in made.members:
        function = member.function
        text = _warning(program, module, function) if function else None
        if function is None or text is None:
            continue
        is_made = member.name in _CONSTRUCTORS
        name = made.qualname if is_made else function.qualname
        yield DeprecatedCallable(module, name, text, function.span, not is_made)


def _warning(program: Program, module: Module, function: facts.Function) -> str | None:
    if _is_marked(program, module, function):
        return function.deprecation
    return function.warning


def _is_marked(
    program: Program, module: Module, fact: facts.Function | facts.Class
) -> bool:
    return fact.deprecation is not None and any(
        program.full_name(module, decorator) in PEP_702 for decorator in fact.decorators
    )


def calls_of(program: Program, target: DeprecatedCallable) -> Iterator[DeprecatedCall]:
    """Yield the calls from other modules, each once, in order."""
    found: dict[tuple[str, int, int], DeprecatedCall] = {}
    for call in (*_reaching(program, target), *_naming(program, target)):
        key = call.module.path, call.span.line, call.span.column
        found.setdefault(key, call)
    for key in sorted(found):
        call = found[key]
        is_handing_on = call.scope.rpartition(".")[2] == target.name
        is_elsewhere = call.module is not target.module and not call.module.is_test
        if is_elsewhere and not is_handing_on:
            yield call


def _reaching(program: Program, target: DeprecatedCallable) -> Iterator[DeprecatedCall]:
    """Yield the calls of a method, on objects whose class is known.

    Who calls what is passed to it, a callback say, does not choose it.
    """
    if not target.is_method:
        return
    functions = program.object_flow.functions
    function = functions.at(target.module, target.qualname, target.span.line)
    if function is not None:
        for site in program.call_sites.of(function):
            if site.name == target.name:
                caller = site.caller
                yield DeprecatedCall(caller.module, caller.flow.qualname, site.span)


def _naming(program: Program, target: DeprecatedCallable) -> Iterator[DeprecatedCall]:
    """Yield the calls by a name that is imported."""
    thing = f"{target.module.name}.{target.qualname}"
    for usage in program.things.of(thing):
        if usage.name == thing and usage.use.is_call and usage.is_certain:
            yield DeprecatedCall(usage.module, usage.scope, usage.use.span)
