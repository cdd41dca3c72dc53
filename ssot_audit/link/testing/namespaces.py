"""What the names of a test file are bound to once it is imported."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.bindings import Binding
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Located, Module, Unknown
from ssot_audit.link.symbols import Definition, Resolution, Symbols
from ssot_audit.link.testing.methods import of_lambda

_LONGEST_CHAIN = 10
"""Files that are followed from one to the next for a name bound in branches."""
NEVER_RUN = facts.TYPE_ONLY | facts.DEFERRED


class Bound(msgspec.Struct, frozen=True, eq=False):
    """A name at the top of a file, and the class or function it stands for."""

    name: str
    what: ClassNode | facts.Function
    module: Module
    """Where that is defined."""
    doubt: str = ""


class Namespaces:
    """The classes and functions that modules have, imported ones too."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        locate: Callable[[Module, facts.Import], Located],
    ) -> None:
        """Remember whom to ask."""
        self._locate = locate
        self._lambdas: dict[tuple[Module, facts.Span], facts.Function] = {}
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._tests_in = tests_in

    def of(self, module: Module) -> Iterator[Bound]:
        """Yield what the names of a module stand for, in the order of the text."""
        deleted = self._tests_in(module).deleted
        own = self._own(module)
        for name, bindings in own.items():
            if name not in deleted:
                is_plain = len(bindings) == 1 and not bindings[0].guard
                found = (
                    self._plain(module, name, bindings[0])
                    if is_plain
                    else self.bound(module, name)
                )
                if found is not None:
                    yield found
        for name in dict.fromkeys(self._starred(module, set())):
            if name not in own and name not in deleted:
                found = self.bound(module, name)
                if found is not None:
                    yield found

    def _own(self, module: Module) -> Mapping[str, Sequence[Binding]]:
        """Return what binds names at the top of a module when it is imported."""
        return {
            name: bindings
            for name, bindings in self._symbols.bindings(module).items()
            if "." not in name
            and (
                not bindings[0].guard
                or any(not binding.guard & NEVER_RUN for binding in bindings)
            )
        }

    def _names(self, module: Module, seen: set[Module]) -> Iterator[str]:
        """Yield all names, without those of the files that were `seen` before."""
        yield from self._own(module)
        yield from self._starred(module, seen)

    def _starred(self, module: Module, seen: set[Module]) -> Iterator[str]:
        """Yield the names that star imports bind."""
        seen.add(module)
        for found in module.facts.imports:
            if found.name != "*" or found.scope or found.guard & NEVER_RUN:
                continue
            located = self._symbols.imported(module, found)
            if isinstance(located, Module) and located not in seen:
                exports = located.facts.exports
                if exports is not None and not located.facts.has_computed_exports:
                    yield from exports
                else:
                    names = self._names(located, seen)
                    yield from (name for name in names if not name.startswith("_"))

    def _source(self, module: Module, name: str) -> tuple[Module, str] | None:
        """Return the file that a name is imported from, and its name there."""
        bindings = self._symbols.bindings(module).get(name, ())
        for found in bindings or module.facts.imports:
            if not isinstance(found, facts.Import) or found.scope or not found.name:
                continue
            located = self._locate(module, found)
            if not isinstance(located, Module) or located is module:
                continue
            if found.name != "*":
                return (located, found.name) if len(bindings) == 1 else None
            if not bindings and name in self._names(located, set()):
                return located, name
        return None

    def _plain(self, module: Module, name: str, binding: Binding) -> Bound | None:
        """Return the same as `bound`, sooner, of a name that one statement binds."""
        if not isinstance(binding, facts.Import):
            if isinstance(binding, facts.Variable) and binding.value:
                return self.bound(module, name)
            return self._made(name, Definition(module, binding), "")
        if binding.name is None:
            return None
        found = self._symbols.imported(module, binding)
        if isinstance(found, Definition):
            return self._made(name, found, "")
        return self.bound(module, name) if isinstance(found, Unknown) else None

    def bound(self, module: Module, name: str, depth: int = 0) -> Bound | None:
        """Return what a name of a module stands for, if that is a class or function."""
        found: Resolution | None = self._symbols.member(module, name)
        if isinstance(found, Unknown) and depth < _LONGEST_CHAIN:
            source = self._source(module, name)
            if source is not None:
                bound = self.bound(*source, depth + 1)
                return bound and replace(bound, name=name)
        bindings = self._symbols.bindings(module).get(name, [])
        doubt = ""
        if isinstance(found, Unknown) and bindings:
            if not all(isinstance(binding, facts.Function) for binding in bindings):
                doubt = found.reason
            bound = self._last(module, bindings, depth)
            return bound and replace(bound, name=name, doubt=doubt)
        if bindings and all(b.guard & facts.CONDITIONAL for b in bindings):
            doubt = f"`{name}` is bound in a branch"
        return self._made(name, found, doubt) if isinstance(found, Definition) else None

    def _made(self, name: str, found: Definition, doubt: str) -> Bound | None:
        fact = found.fact
        match fact:
            case facts.Class():
                node = self._hierarchy.node(found.module, fact)
                return Bound(name, node, found.module, doubt)
            case facts.Function():
                return Bound(name, fact, found.module, doubt)
            case facts.Variable():
                if fact.name not in self._tests_in(found.module).lambdas:
                    return None
                made = self._lambdas.setdefault(
                    (found.module, fact.span), of_lambda(fact.name, fact.span)
                )
                return Bound(name, made, found.module, doubt)

    def _last(
        self, module: Module, bindings: Sequence[Binding], depth: int
    ) -> Bound | None:
        """Return the last of what branches bind that is a class or function."""
        for binding in reversed(bindings):
            found = self._alternative(module, binding, depth)
            if found is not None:
                return found
        return None

    def _alternative(
        self, module: Module, binding: Binding, depth: int
    ) -> Bound | None:
        """Return what one of several bindings of a name stands for."""
        if isinstance(binding, facts.Import):
            located = self._locate(module, binding)
            if isinstance(located, Module) and binding.name and depth < _LONGEST_CHAIN:
                return self.bound(located, binding.name, depth + 1)
            return None
        found: Resolution = Definition(module, binding)
        if isinstance(binding, facts.Variable) and binding.value:
            found = self._symbols.resolve(module, binding.value)
        return self._made("", found, "") if isinstance(found, Definition) else None
