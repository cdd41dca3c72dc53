"""Which files are documents: no Python, and yet something to say about it.

Text files are reStructuredText below a folder of Sphinx whose first page is one: there
`conf.py` stands beside `index.txt` or `contents.txt`. What a real `.env` holds is
secret, so one is read, for its keys, only if the configuration names it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.config.settings import Settings
from ssot_audit.discover.paths import join, name_of, normalised, parent_of, upwards
from ssot_audit.discover.source import DocumentKind

_KINDS: tuple[tuple[re.Pattern[str], DocumentKind], ...] = (
    (re.compile(r"(?is).+\.(?:md|markdown)"), DocumentKind.MARKDOWN),
    (re.compile(r"(?is).+\.rst"), DocumentKind.RESTRUCTURED_TEXT),
    (
        re.compile(
            r"(?s)(?:.*[-_])?(?:requirements|constraints).*\.(?:txt|in)"
            r"|(?:.*/)?(?:requirements|constraints)/[^/]*\.(?:txt|in)"
        ),
        DocumentKind.REQUIREMENTS,
    ),
    (re.compile(r"pyproject\.toml"), DocumentKind.PYPROJECT),
    (re.compile(r"\.?pytest\.toml"), DocumentKind.PYTEST),
    (re.compile(r"setup\.cfg|tox\.ini|\.?pytest\.ini"), DocumentKind.INI),
    (
        re.compile(
            r"(?i)[\w.-]*\.env(?:\.[\w.-]+)?(?<!\.py)"
            r"|env[._-](?:example|sample|template|dist|defaults?)"
            r"|(?:example|sample|template|dist|defaults?)[._-]env"
        ),
        DocumentKind.DOTENV,
    ),
)
"""By the name of a file; of requirements also by the folder it is in."""
_EXAMPLE = re.compile(r"(?is).*(?:example|sample|template|dist|default).*")
_SUFFIXES = (".md", ".markdown", ".rst", ".txt", ".in", ".toml", ".cfg", ".ini")
_FIRST_PAGES = ("index.txt", "contents.txt")


def may_be_document(name: str) -> bool:
    """Tell whether a file of this name may be a document, wherever it is."""
    return name.lower().endswith(_SUFFIXES) or "env" in name


def document_paths(paths: Sequence[str]) -> Iterator[str]:
    """Yield those of all paths of a project that are documents."""
    known = frozenset(paths)
    books: dict[str, bool] = {}
    for path in paths:
        if _kind(path) or (
            path.endswith(".txt") and _is_in_book(parent_of(path), known, books)
        ):
            yield path


def kind_of(path: str) -> DocumentKind:
    """Return the kind of a document."""
    return _kind(path) or DocumentKind.RESTRUCTURED_TEXT


def is_read(paths: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """Return the documents without those that hold secrets for all we know."""
    environment = settings.environment
    named = {normalised(path) for path in (environment.declared if environment else ())}
    return tuple(
        path
        for path in paths
        if _kind(path) is not DocumentKind.DOTENV
        or path in named
        or _EXAMPLE.fullmatch(name_of(path))
    )


def _kind(path: str) -> DocumentKind | None:
    name = name_of(path)
    if not may_be_document(name):
        return None
    below = join(name_of(parent_of(path)), name)
    for pattern, kind in _KINDS:
        if pattern.fullmatch(name) or pattern.fullmatch(below):
            return kind
    return None


def _is_in_book(directory: str, paths: frozenset[str], books: dict[str, bool]) -> bool:
    """Tell whether Sphinx makes a book of the text files in a directory."""
    if directory not in books:
        books[directory] = any(
            join(place, "conf.py") in paths
            and any(join(place, page) in paths for page in _FIRST_PAGES)
            for place in (*upwards(directory), "")
        )
    return books[directory]
