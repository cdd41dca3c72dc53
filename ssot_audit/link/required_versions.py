"""Which versions of a dependency the project of a file declares."""

import enum
from collections.abc import Iterator
from functools import cached_property

from ssot_audit.discover.paths import parent_of
from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.facts import Requirement
from ssot_audit.link.documents import Documents, LocatedDocument
from ssot_audit.link.located import Module

_KINDS = (DocumentKind.PYPROJECT, DocumentKind.REQUIREMENTS, DocumentKind.INI)


class Answer(enum.Enum):
    """Whether the declared versions of a dependency meet a condition."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNDECLARED = "undeclared"


class RequiredVersions:
    """Reads the requirements nearest to a file, up to the root."""

    def __init__(self, documents: Documents) -> None:
        """Read nothing yet."""
        self._documents = documents

    def meet(self, module: Module, when: str) -> Answer:
        """Tell which versions that a file's project accepts meet a requirement."""
        # Few projects say what was removed when, and `packaging` takes time to import.
        from ssot_audit.link.version_ranges import (  # noqa: PLC0415
            compare,
            required_name,
        )

        declared = self._declared(module, required_name(when))
        return compare(declared, when) if declared else Answer.UNDECLARED

    def _declared(self, module: Module, name: str) -> list[str]:
        """Return the specifiers of the nearest directory that declares the name."""
        directory = parent_of(module.path)
        while True:
            found = [
                requirement.specifier
                for requirement in self._in(directory)
                if requirement.name == name
            ]
            if found or not directory:
                return found
            directory = parent_of(directory)

    def _in(self, directory: str) -> Iterator[Requirement]:
        for document in self._by_directory.get(directory, ()):
            yield from document.facts.requirements

    @cached_property
    def _by_directory(self) -> dict[str, list[LocatedDocument]]:
        found: dict[str, list[LocatedDocument]] = {}
        for document in self._documents.of(*_KINDS):
            found.setdefault(parent_of(document.path), []).append(document)
        return found
