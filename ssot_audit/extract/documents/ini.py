"""INI files of projects: `setup.cfg`, `tox.ini`, `pytest.ini`."""

import configparser

from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.requirements import requirement
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import START, Span

_OPTIONS, _EXTRAS = "options", "options.extras_require"


def ini(source: bytes) -> DocumentFacts:
    """Read the requirements of `setup.cfg`; a malformed file says nothing."""
    lines = lines_of(source)
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string("\n".join(lines))
    except (ValueError, configparser.Error):
        return DocumentFacts()
    listed = {"": parser.get(_OPTIONS, "install_requires", fallback="")}
    if parser.has_section(_EXTRAS):
        listed |= dict(parser.items(_EXTRAS))
    found = (
        requirement(text, _place(lines, text), group)
        for group, texts in listed.items()
        for text in texts.splitlines()
        if text.strip()
    )
    return DocumentFacts(requirements=tuple(one for one in found if one is not None))


def _place(lines: list[str], text: str) -> Span:
    for number, line in enumerate(lines, start=1):
        column = line.find(text) + 1
        if column:
            return Span(number, column, number, column + len(text))
    return START
