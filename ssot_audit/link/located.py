"""What an import statement can mean: a module of ours, or one of the ways not to."""

from dataclasses import dataclass

from ssot_audit.discover.paths import parent_of
from ssot_audit.discover.source import Scope, SourceFile
from ssot_audit.extract.facts import ModuleFacts


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A source file with its facts."""

    file: SourceFile
    facts: ModuleFacts
    location: str
    """Path without suffix; of a package, its directory."""

    @property
    def name(self) -> str:
        """Dotted name."""
        return self.file.module

    @property
    def path(self) -> str:
        """Path relative to the project root."""
        return self.file.path

    @property
    def is_test(self) -> bool:
        """Whether the file belongs to the tests."""
        return self.file.scope is Scope.TEST

    @property
    def package(self) -> str:
        """Location of the package that relative imports start from."""
        return self.location if self.file.is_package else parent_of(self.location)


@dataclass(frozen=True, slots=True)
class Namespace:
    """A directory without `__init__.py`, imported as a package."""

    location: str


@dataclass(frozen=True, slots=True)
class External:
    """A name that is not ours: the standard library or a dependency."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the analysis cannot tell, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class MissingModule:
    """A module that does not exist although its package is ours."""

    dotted: str
    """As the importing file would write it in full."""
    location: str
    parent: Module | Namespace
    """The longest part of it that does exist."""


Located = Module | Namespace | External | Unknown | MissingModule
