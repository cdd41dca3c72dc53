"""One file being edited, with all that its transformers need to know."""

from dataclasses import dataclass

import libcst as cst

from ssot_audit.discover.source import SourceFile
from ssot_audit.fix.edits import Edits
from ssot_audit.fix.names import Names
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.tree import Tree, dotted


@dataclass(frozen=True, slots=True)
class Site:
    """A file, its tree, and the edits collected so far."""

    file: SourceFile
    tree: Tree
    names: Names
    edits: Edits
    surroundings: Surroundings
    is_unsafe: bool = False
    """Whether edits are wanted that may change what the program does."""

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        module = self.file.module
        return module if self.file.is_package else module.rpartition(".")[0]

    def module_of(self, statement: cst.ImportFrom) -> str:
        """Return the full name of the module that an import takes names from."""
        named = dotted(statement.module)
        level = len(statement.relative)
        if not level:
            return named
        base = self.package.split(".")[: self.package.count(".") + 2 - level]
        return ".".join((*base, named) if named else base)

    def spelled(self, module: str, level: int) -> tuple[int, str]:
        """Return how to write a module in an import that had so many dots before.

        What was relative stays so inside one package, unless it takes more dots than
        most readers can count.
        """
        own, other = self.package.split("."), module.split(".")
        if not level or own[0] != other[0]:
            return 0, module
        common = 0
        while common < min(len(own), len(other)) and own[common] == other[common]:
            common += 1
        dots = len(own) - common + 1
        if dots > max(level, 2):
            return 0, module
        return dots, ".".join(other[common:])
