"""One reader for each kind of document, each pure and total."""

from collections.abc import Callable, Mapping

from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.dotenv import dotenv
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.ini import ini
from ssot_audit.extract.documents.markdown import markdown
from ssot_audit.extract.documents.pyproject import pyproject
from ssot_audit.extract.documents.pytest_settings import pytest_toml
from ssot_audit.extract.documents.requirements import requirements
from ssot_audit.extract.documents.restructured import restructured_text

READERS: Mapping[DocumentKind, Callable[[bytes], DocumentFacts]] = {
    DocumentKind.MARKDOWN: markdown,
    DocumentKind.RESTRUCTURED_TEXT: restructured_text,
    DocumentKind.DOTENV: dotenv,
    DocumentKind.REQUIREMENTS: requirements,
    DocumentKind.PYPROJECT: pyproject,
    DocumentKind.PYTEST: pytest_toml,
    DocumentKind.INI: ini,
}
