"""INI files of projects: `setup.cfg`, `tox.ini`, `pytest.ini`."""

import configparser
from collections.abc import Iterator

from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.documents.places import Places
from ssot_audit.extract.documents.pytest_settings import tables_in_ini
from ssot_audit.extract.documents.requirements import names_of, requirement
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
    installed = names_of(_of_tox(parser))
    return DocumentFacts(requirements=made, installed=installed, pytest=tables)


def _of_tox(parser: configparser.RawConfigParser) -> Iterator[str]:
    """Yield what tox installs, without the factors that a line may begin with.

    Environments take lists over from other sections: `{[test-requirements]deps}`.
    """
    for section in parser.sections():
        for line in parser.get(section, "deps", fallback="").splitlines():
            yield line.partition("#")[0].rpartition(": ")[2]
