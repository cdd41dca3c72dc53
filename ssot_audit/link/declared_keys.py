"""Which keys of the environment a project declares, and where.

Declared are the keys of the `.env` examples and settings classes that `[environment]`
names. Where it names none, the examples that are found count, if they are kept
complete: if they have more than half of the keys that the code beside them reads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.facts import Key
from ssot_audit.link.documents import LocatedDocument
from ssot_audit.link.environment_keys import KeyRead, field_reads
from ssot_audit.link.program import Program


@dataclass(frozen=True, slots=True)
class Declaration:
    """One file or class that declares keys."""

    name: str
    """Its path or its dotted name."""
    folder: str
    """Where the code is that it is for; empty: everywhere."""
    keys: Mapping[str, Key | None]
    """In capitals; None for the fields of a class, which reads what it declares."""


def named_declarations(
    program: Program, names: Sequence[str]
) -> Iterator[tuple[str, Declaration | None]]:
    """Yield what the configuration names, with None for what there is not."""
    documents = {document.path: document for document in _examples(program)}
    for name in names:
        found = documents.get(name.removeprefix("./"))
        if found is not None:
            yield name, _of_document(found, "")
        else:
            fields = tuple(field_reads(program, name))
            keys = dict.fromkeys(read.key for read in fields)
            yield name, Declaration(name, "", keys) if fields else None


def found_declarations(
    program: Program, reads: Iterable[KeyRead]
) -> Iterator[Declaration]:
    """Yield the examples that are kept complete."""
    all_reads = tuple(reads)
    for document in _examples(program):
        declaration = _of_document(document, document.path.rpartition("/")[0])
        below = {read.key for read in all_reads if is_for(declaration, read)}
        declared = below & declaration.keys.keys()
        if 2 * len(declared) > len(below):
            yield declaration


def is_for(declaration: Declaration, read: KeyRead) -> bool:
    """Tell whether a read is below the folder of a declaration."""
    folder = declaration.folder
    return not folder or read.module.path.startswith(f"{folder}/")


def _examples(program: Program) -> Iterator[LocatedDocument]:
    for document in program.documents.of(DocumentKind.DOTENV):
        if not document.is_test:
            yield document


def _of_document(document: LocatedDocument, folder: str) -> Declaration:
    keys = {key.name.upper(): key for key in reversed(document.facts.keys)}
    return Declaration(document.path, folder, keys)
