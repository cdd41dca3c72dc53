"""Which import takes which definition, and by which path.

A definition has one home, the module whose text makes it, and may be taken from any
module that hands it on. Every question about where names are imported from starts
here: canonical imports, shims, the registry.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract import facts
from ssot_audit.link.located import Module
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Definition, Symbols


@dataclass(frozen=True, slots=True)
class Taking:
    """One import of a class, function or variable of ours."""

    importer: Module
    fact: facts.Import
    source: Module
    """The module it is taken from."""
    definition: Definition

    @property
    def path(self) -> str:
        """The dotted name it is taken by."""
        return f"{self.source.name}.{self.fact.name}"

    @property
    def is_from_home(self) -> bool:
        """Whether it is taken from the module that makes it, or from its stub."""
        return self.source.location == self.definition.module.location


def takings(index: ModuleIndex, symbols: Symbols) -> Iterator[Taking]:
    """Yield each import of a definition, in the order of files and of their text."""
    for module in index.modules:
        for found in module.facts.imports:
            if found.name in {None, "*"}:
                continue
            source = index.locate(module, found.level, found.module)
            if not isinstance(source, Module) or source is module:
                continue
            resolved = symbols.imported(module, found)
            if isinstance(resolved, Definition):
                yield Taking(module, found, source, resolved)
