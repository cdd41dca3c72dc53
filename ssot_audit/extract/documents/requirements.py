"""Requirements (PEP 508): files of them, and the lines of other files."""

import re
from collections.abc import Iterable, Iterator

from ssot_audit.extract.documents.facts import DocumentFacts, Requirement
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import Span

_COMMENT = re.compile(r"(?:^|\s)#.*")
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)")
_INCLUDE = re.compile(r"\s*(?:-r|--requirement|-c|--constraint)(?:\s+|\s*=\s*)(\S+)")
_OPTIONS = re.compile(r"\s--?\w.*")


def requirements(source: bytes) -> DocumentFacts:
    """Read a requirements file; what is no requirement and no include says nothing."""
    found, includes = [], []
    for number, text in _logical(lines_of(source)):
        include = _INCLUDE.match(text)
        if include:
            includes.append(include[1])
            continue
        plain = _OPTIONS.sub("", text)
        column = len(plain) - len(plain.lstrip()) + 1
        span = Span(number, column, number, column + len(plain.strip()))
        made = requirement(plain, span)
        if made is not None:
            found.append(made)
    return DocumentFacts(requirements=tuple(found), includes=tuple(includes))


def requirement(text: str, span: Span, group: str = "") -> Requirement | None:
    """Return the requirement a text is; None: it is none."""
    # Only the scans that look at dependencies need it.
    from packaging import requirements as packaging  # noqa: PLC0415

    try:
        parsed = packaging.Requirement(text.strip())
    except (packaging.InvalidRequirement, RecursionError):
        return None
    marker = str(parsed.marker) if parsed.marker else ""
    name = normalised(parsed.name)
    return Requirement(name, str(parsed.specifier), marker, group, span)


def normalised(name: str) -> str:
    """Return the name of a distribution as PEP 503 has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the distributions that texts begin with, whatever else they say."""
    found = (_NAME.match(text) for text in texts)
    return tuple(sorted({normalised(one[1]) for one in found if one}))


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield what lines say without comments, joined where a backslash ends them."""
    text, first = "", 0
    for number, line in enumerate(lines, start=1):
        plain = _COMMENT.sub("", line)
        first = first or number
        if plain.endswith("\\"):
            text += plain[:-1]
            continue
        if (text + plain).strip():
            yield first, text + plain
        text, first = "", 0
