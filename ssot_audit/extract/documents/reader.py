"""Documents to their facts, when somebody asks for them."""

from ssot_audit.discover.source import Document, DocumentKind, SourceTree, Unreadable
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.documents.facts import DocumentFacts

_NOTHING = DocumentFacts()


def document_facts(source: bytes, kind: DocumentKind) -> DocumentFacts:
    """Return the facts of one document; any bytes give some."""
    # Where nothing has changed, no document is read.
    from ssot_audit.extract.documents.readers import READERS  # noqa: PLC0415

    try:
        return READERS[kind](source)
    except Exception:  # noqa: BLE001 - one odd document must not end the scan
        return _NOTHING


def read_document(
    tree: SourceTree, cache: FactCache | None, document: Document
) -> DocumentFacts:
    """Return the facts of a document, from the cache if it has them.

    One that cannot be read says nothing.
    """
    key = cache.document_key(tree, document) if cache else None
    known = cache.document_facts(key) if cache and key else None
    if known is not None:
        return known
    try:
        source = tree.read(document)
    except Unreadable:
        return _NOTHING
    facts = document_facts(source, document.kind)
    if cache is not None:
        cache.keep(cache.key(document, source), facts)
    return facts
