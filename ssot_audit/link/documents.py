"""Documents of a program: what they say is read when it is first asked for."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ssot_audit.discover.patterns import compiled
from ssot_audit.discover.source import Document, DocumentKind, Scope, SourceFile
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import Import, ModuleFacts
from ssot_audit.link.located import Module

PROSE = frozenset({DocumentKind.MARKDOWN, DocumentKind.RESTRUCTURED_TEXT})

Read = Callable[[Document], DocumentFacts]


class LocatedDocument:
    """A document and its facts."""

    def __init__(self, file: Document, read: Read) -> None:
        """Read nothing yet."""
        self.file = file
        self.path = file.path
        """Path relative to the project root."""
        self._read = read
        self.is_read = False
        """Whether somebody has asked for the facts."""

    @cached_property
    def facts(self) -> DocumentFacts:
        """What the document says."""
        self.is_read = True
        return self._read(self.file)

    @property
    def is_test(self) -> bool:
        """Whether the document lies among the tests."""
        return self.file.scope is Scope.TEST

    @cached_property
    def code(self) -> Module:
        """What the document shows, as a script beside it would import it."""
        imports = tuple(f for block in self.facts.blocks for f in block.imports)
        file = SourceFile(self.path, "", scope=self.file.scope)
        return Module(file, ModuleFacts(imports=imports))


class Documents:
    """All documents of a program."""

    def __init__(self, files: Iterable[Document], read: Read) -> None:
        """Take the documents and the way to their facts."""
        self.all = tuple(LocatedDocument(file, read) for file in files)
        """Sorted by path."""

    def of(self, *kinds: DocumentKind) -> Iterator[LocatedDocument]:
        """Yield the documents of some kinds."""
        return (document for document in self.all if document.file.kind in kinds)

    @property
    def read(self) -> Iterator[LocatedDocument]:
        """The documents whose facts somebody has asked for."""
        return (document for document in self.all if document.is_read)

    def shown(
        self, ignored: Iterable[str] = ()
    ) -> Iterator[tuple[LocatedDocument, Import]]:
        """Yield the imports that prose shows, but those relative to nothing.

        `ignored` are gitignore-style patterns of documents to leave out.
        """
        spec = compiled(ignored)
        for document in self.of(*PROSE):
            if spec.match_file(document.path):
                continue
            for found in document.code.facts.imports:
                if not found.level:
                    yield document, found
