"""Who uses a thing that is named in the configuration, by whatever name it goes there.

A thing is known by its canonical name: of ours that of the module that defines it, of
others the one it is imported by.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.extract import facts
from ssot_audit.extract.use_facts import ModuleUses, NameUses, ScopeUses, Use
from ssot_audit.link.located import External, Module, Namespace
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Definition, Resolution, Symbols


@dataclass(frozen=True, slots=True)
class Usage:
    """A use of a thing, or of something below it."""

    module: Module
    scope: str
    """Qualified name of the function or class; empty at the top."""
    root: str
    """What the name begins with, as in `Import.bound`."""
    name: str
    """Canonical name of what is used."""
    use: Use
    is_certain: bool
    """Whether the name means this whichever branch of the imports runs."""


class UsesOfThings:
    """Finds uses of things in one program."""

    def __init__(
        self,
        index: ModuleIndex,
        symbols: Symbols,
        uses: Callable[[Module], ModuleUses],
    ) -> None:
        """Look at no module before it can matter."""
        self._index = index
        self._symbols = symbols
        self._uses = uses

    def canonical(self, dotted: str) -> str:
        """Return the canonical name of what a full dotted name means."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            found = self._index.find(".".join(parts[:end]))
            if found is not None:
                return self._named(found, parts[end:])
        return dotted

    def imports_of(self, thing: str) -> Iterator[tuple[Module, facts.Import]]:
        """Yield the imports that take a thing, or something below it."""
        for module, imports in self._imports.items():
            for found, name in imports:
                if is_below(name, thing):
                    yield module, found

    def of(self, thing: str) -> Iterator[Usage]:
        """Yield the uses of what a canonical name means, and of what is below it."""
        for module, imports in self._imports.items():
            if any(_leads_to(thing, found, name) for found, name in imports):
                yield from self._in_module(module, thing)

    def taken_from(self, owner: str) -> Iterator[tuple[Usage, Definition]]:
        """Yield the uses of a module's names as its attributes, with what those are.

        The name of the usage is the path it takes. Submodules are no names.
        """
        for module, imports in self._imports.items():
            if any(_leads_to(owner, found, name) for found, name in imports):
                yield from self._attributes_in(module, owner)

    def _attributes_in(
        self, module: Module, owner: str
    ) -> Iterator[tuple[Usage, Definition]]:
        for scope, names, use in _flat(self._uses(module)):
            binding = self._symbols.bindings(module).get(names.root, (None,))[-1]
            if not isinstance(binding, facts.Import) or not use.attributes:
                continue
            found = self._symbols.bound_by(module, binding)
            for attribute in use.attributes.split("."):
                before, found = found, self._symbols.walk(found, (attribute,))
                if not isinstance(before, Module) or before.name != owner:
                    continue
                if isinstance(found, Definition):
                    path = f"{owner}.{attribute}"
                    usage = Usage(
                        module, scope.scope, names.root, path, use, is_certain=True
                    )
                    yield usage, found
                break

    def _in_module(self, module: Module, thing: str) -> Iterator[Usage]:
        for scope, names, use in _flat(self._uses(module)):
            meanings = self._meanings(module, names, use)
            found = [name for name in meanings if is_below(name, thing)]
            if found:
                is_certain = len(found) == len(meanings)
                yield Usage(module, scope.scope, names.root, found[0], use, is_certain)

    @cached_property
    def _imports(self) -> dict[Module, list[tuple[facts.Import, str]]]:
        """By module, each import with the canonical name of what it takes."""
        return {
            module: [
                (found, self._named(self._symbols.imported(module, found), ()))
                for found in module.facts.imports
                if found.name != "*"
            ]
            for module in self._index.modules
        }

    def _meanings(self, module: Module, names: NameUses, use: Use) -> set[str]:
        """Return all that a use may mean; `""` stands for anything else."""
        attributes = use.attributes.split(".") if use.attributes else []
        meanings = set()
        for binding in reversed(self._symbols.bindings(module).get(names.root, ())):
            if isinstance(binding, facts.Import):
                start = self._symbols.bound_by(module, binding)
                meanings.add(self._named(start, attributes))
            elif not isinstance(binding, facts.Variable) or not binding.guard:
                meanings.add("")
            if not binding.guard & (facts.CONDITIONAL | facts.OPTIONAL):
                break
        return meanings

    def _named(self, found: Resolution, attributes: Sequence[str]) -> str:
        """Return the canonical name of something reached through attributes."""
        name = self._name(found)
        for number, attribute in enumerate(attributes):
            if isinstance(found, External):
                return ".".join((found.dotted, *attributes[number:]))
            found = self._symbols.walk(found, (attribute,))
            name = self._name(found) or (f"{name}.{attribute}" if name else "")
        return name

    def _name(self, found: Resolution) -> str:
        if isinstance(found, Module):
            return found.name
        if isinstance(found, Namespace):
            return self._index.dotted(found.location)
        return found.dotted if isinstance(found, (Definition, External)) else ""


def is_below(name: str, thing: str) -> bool:
    """Tell whether a name is that of a thing, or of something in it."""
    return name == thing or name.startswith(f"{thing}.")


def _leads_to(thing: str, found: facts.Import, name: str) -> bool:
    """Tell whether a thing can be reached through what an import takes."""
    if found.name is None and not found.is_renamed:
        name = name.partition(".")[0]  # `import a.b` binds `a`
    return is_below(name, thing) or is_below(thing, name)


def _flat(uses: ModuleUses) -> Iterable[tuple[ScopeUses, NameUses, Use]]:
    found = [
        (scope, names, use)
        for scope in uses.scopes
        for names in scope.names
        for use in names.uses
    ]
    return sorted(found, key=lambda each: each[2].span)
