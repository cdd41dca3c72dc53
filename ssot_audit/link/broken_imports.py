"""Imports of modules and names of ours that do not exist."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ssot_audit.discover.source import FileKind
from ssot_audit.extract.facts import DEFERRED, OPTIONAL, STORES_MODULES, Import
from ssot_audit.link.located import MissingModule, Module
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.symbols import Missing, Symbols


@dataclass(frozen=True, slots=True)
class BrokenImport:
    """An import statement's name, and what it does not find."""

    importer: Module
    fact: Import
    target: MissingModule | Missing

    @property
    def key(self) -> tuple[str, str]:
        """Location of the missing module, or of the one that lacks a name, and that."""
        if isinstance(self.target, MissingModule):
            return self.target.location, ""
        return self.target.module.location, self.target.name

    @property
    def dotted(self) -> str:
        """Name of what is missing."""
        if isinstance(self.target, MissingModule):
            return self.target.dotted
        owner = self.target.module
        if isinstance(owner, Module):
            return f"{owner.name}.{self.target.name}"
        return f"{owner.location.replace('/', '.')}.{self.target.name}"

    @property
    def is_of_stub(self) -> bool:
        """Whether only a stub says so; what it describes may have the name."""
        return (
            isinstance(self.target, Missing)
            and isinstance(self.target.module, Module)
            and self.target.module.file.kind is FileKind.STUB
        )


def broken_imports(
    index: ModuleIndex,
    symbols: Symbols,
    stored: Collection[str],
    is_stray: Callable[[Module], bool],
) -> Iterator[BrokenImport]:
    """Yield every import that fails when it runs, in the order of files.

    Not those in a `try` that catches the failure, nor those of private names that a
    stub may leave out. `stored` are the names that are set on any object from outside.
    """
    for module in index.modules:
        found = list(_in_module(index, symbols, stored, module))
        if found and not is_stray(module):
            yield from found


def _in_module(
    index: ModuleIndex, symbols: Symbols, stored: Collection[str], module: Module
) -> Iterator[BrokenImport]:
    makes_modules = module.facts.dynamic == STORES_MODULES
    for found in module.facts.imports:
        if found.guard & OPTIONAL:
            continue
        located = index.locate(module, found.level, found.module)
        if isinstance(located, MissingModule):
            if not (makes_modules and found.guard & DEFERRED):
                yield BrokenImport(module, found, located)
        elif found.name not in stored:
            target = symbols.imported(module, found)
            if isinstance(target, Missing) and target.name == found.name:
                broken = BrokenImport(module, found, target)
                if not (broken.is_of_stub and found.name.startswith("_")):
                    yield broken
