"""What an import statement can mean: a module of ours, or one of the ways not to."""

from dataclasses import dataclass

from ssot_audit.discover.paths import parent_of
from ssot_audit.discover.source import FileKind, Scope, SourceFile
from ssot_audit.extract.facts import ModuleFacts


class Module:
    """A source file with its facts."""

    __slots__ = ("facts", "file", "location", "name", "package", "path")

    def __init__(self, file: SourceFile, facts: ModuleFacts) -> None:
        """Join the two; what is asked for often is worked out once."""
        self.file = file
        self.facts = facts
        self.name = file.module
        """Dotted name."""
        self.path = file.path
        """Path relative to the project root."""
        self.location = location_of(file)
        """Path without suffix; of a package, its directory."""
        self.package = self.location if file.is_package else parent_of(self.location)
        """Location of the package that relative imports start from."""

    @property
    def is_test(self) -> bool:
        """Whether the file belongs to the tests."""
        return self.file.scope is Scope.TEST


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


PATH_NAME, PATH_CALL = "__path__", "declare_namespace"
"""What a package sets, or calls, to have modules elsewhere."""

Located = Module | Namespace | External | Unknown | MissingModule


def why_open(module: Module) -> str | None:
    """Tell why a package may have submodules that are not in its directory."""
    facts = module.facts
    if facts.failure:
        return "below a file that could not be analysed"
    if any(variable.name == PATH_NAME for variable in facts.variables):
        return "the package changes its `__path__`"
    if any(found.name == "extend_path" for found in facts.imports):
        return "the package extends its `__path__`"
    if PATH_NAME in facts.stored_attributes or any(
        name == PATH_CALL for name, _ in facts.called
    ):
        return "the package changes its `__path__`"
    return facts.dynamic


def precedence(module: Module) -> tuple[bool, bool, str]:
    """Order of two files for one location: packages first, `.py` before `.pyi`."""
    return (
        module.file.kind is FileKind.STUB,
        not module.file.is_package,
        module.path,
    )


def location_of(file: SourceFile) -> str:
    """Return the location of a file: the same for a module and its stub."""
    stem = file.path.rpartition(".")[0]
    return parent_of(stem) if file.is_package else stem
