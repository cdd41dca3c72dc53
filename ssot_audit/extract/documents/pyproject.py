"""`pyproject.toml`: requirements of a project, its extras and dependency groups."""

import re
from collections.abc import Iterator

from ssot_audit.discover.declarations import parsed_toml
from ssot_audit.extract.documents.facts import DocumentFacts, Requirement
from ssot_audit.extract.documents.poetry import specifier
from ssot_audit.extract.documents.requirements import normalised, requirement
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import START, Span

_Listed = Iterator[tuple[str, str]]


def pyproject(source: bytes) -> DocumentFacts:
    """Read the standard tables and Poetry's; a malformed file says nothing."""
    document = parsed_toml(source)
    lines = lines_of(source)
    found = [
        requirement(text, _place(lines, text), group)
        for group, text in _standard(document)
    ]
    made = [one for one in found if one is not None]
    made += _poetry(document, lines)
    return DocumentFacts(requirements=tuple(made))


def _standard(document: object) -> _Listed:
    project = _table(document, "project")
    yield from _texts("", project.get("dependencies"))
    for group, listed in _table(project, "optional-dependencies").items():
        yield from _texts(group, listed)
    for group, listed in _table(document, "dependency-groups").items():
        yield from _texts(group, listed)


def _texts(group: str, listed: object) -> _Listed:
    for text in listed if isinstance(listed, list) else ():
        if isinstance(text, str):
            yield group, text


def _poetry(document: object, lines: list[str]) -> Iterator[Requirement]:
    poetry = _table(document, "tool", "poetry")
    groups = {"": _table(poetry, "dependencies")}
    groups["dev"] = _table(poetry, "dev-dependencies")
    for name, group in _table(poetry, "group").items():
        groups[name] = _table(group, "dependencies")
    for group, packages in groups.items():
        for name, value in packages.items():
            if name != "python":
                version, marker = _constraint(value)
                place = _place(lines, name)
                accepted = specifier(version)
                yield Requirement(normalised(name), accepted, marker, group, place)


def _constraint(value: object) -> tuple[str, str]:
    """Return version and marker of a package; of several forms, none is known."""
    if isinstance(value, str):
        return value, ""
    table = _table(value)
    version, marker = table.get("version"), table.get("markers")
    return (
        version if isinstance(version, str) else "",
        marker if isinstance(marker, str) else "",
    )


def _table(value: object, *keys: str) -> dict[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _place(lines: list[str], text: str) -> Span:
    """Return where a text first stands: no parser of TOML says that of its values."""
    word = re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])")
    for number, line in enumerate(lines, start=1):
        found = word.search(line)
        if found:
            return Span(number, found.start() + 1, number, found.end() + 1)
    return START
