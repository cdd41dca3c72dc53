"""INI files of projects: `setup.cfg`, `tox.ini`, `pytest.ini`."""

import configparser

from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.places import Places
from ssot_audit.extract.documents.pytest_settings import tables_in_ini
from ssot_audit.extract.documents.requirements import requirement
from ssot_audit.extract.documents.text import lines_of

_OPTIONS, _EXTRAS = "options", "options.extras_require"


def ini(source: bytes) -> DocumentFacts:
    """Read requirements and settings; a malformed file says nothing."""
    lines = lines_of(source)
    tables = tuple(tables_in_ini(lines))
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string("\n".join(lines))
    except (ValueError, configparser.Error):
        return DocumentFacts(pytest=tables)
    listed = {"": parser.get(_OPTIONS, "install_requires", fallback="")}
    if parser.has_section(_EXTRAS):
        listed |= dict(parser.items(_EXTRAS))
    places = Places(lines)
    found = (
        requirement(text, places.of(text), group)
        for group, texts in listed.items()
        for text in texts.splitlines()
        if text.strip()
    )
    made = tuple(one for one in found if one is not None)
    return DocumentFacts(requirements=made, pytest=tables)
