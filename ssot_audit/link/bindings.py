"""What binds each name of a module, in the order of the text."""

from collections.abc import Iterator

from ssot_audit.discover.source import FileKind
from ssot_audit.extract import facts
from ssot_audit.link.located import Module

Binding = facts.Import | facts.Class | facts.Function | facts.Variable


def bindings_of(module: Module) -> dict[str, list[Binding]]:
    """Return the bindings of each qualified name; a bare annotation binds in stubs."""
    known = module.facts
    is_stub = module.file.kind is FileKind.STUB
    found: dict[str, list[Binding]] = {}
    for name, binding in _named(known):
        if is_stub or not isinstance(binding, facts.Variable) or binding.is_bound:
            found.setdefault(name, []).append(binding)
    for bound in found.values():
        if len(bound) > 1:
            bound.sort(key=lambda binding: binding.span)
    return found


def _named(known: facts.ModuleFacts) -> Iterator[tuple[str, Binding]]:
    for found in known.imports:
        if found.bound:
            yield found.bound, found
    for function in known.functions:
        yield function.qualname, function
    for made in known.classes:
        yield made.qualname, made
    for variable in known.variables:
        yield variable.name, variable
