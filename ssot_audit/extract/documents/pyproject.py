"""`pyproject.toml`: requirements of a project, and its settings of pytest."""

from collections.abc import Iterator

from ssot_audit.discover.declarations import parsed_toml
from ssot_audit.extract.documents.facts import DocumentFacts, Requirement
from ssot_audit.extract.documents.places import Places
from ssot_audit.extract.documents.poetry import specifier
from ssot_audit.extract.documents.pytest_settings import tables_in_pyproject
from ssot_audit.extract.documents.requirements import (
    names_of,
    normalised,
    requirement,
)
from ssot_audit.extract.documents.text import lines_of

_Listed = Iterator[tuple[str, str]]


def pyproject(source: bytes) -> DocumentFacts:
    """Read the standard tables and Poetry's; a malformed file says nothing."""
    document = parsed_toml(source)
    lines = lines_of(source)
    places = Places(lines)
    found = [
        requirement(text, places.of(text), group) for group, text in _standard(document)
    ]
    made = [one for one in found if one is not None]
    made += _poetry(document, places)
    tables = tuple(tables_in_pyproject(document, lines))
    installed = names_of(_of_tools(document))
    return DocumentFacts(requirements=tuple(made), installed=installed, pytest=tables)


def _standard(document: object) -> _Listed:
    project = _table(document, "project")
    yield from _texts("", project.get("dependencies"))
    for group, listed in _table(project, "optional-dependencies").items():
        yield from _texts(group, listed)
    for group, listed in _table(document, "dependency-groups").items():
        yield from _texts(group, listed)


def _of_tools(document: object) -> Iterator[str]:
    """Yield what uv, PDM and Hatch install to develop and test a project."""
    tool = _table(document, "tool")
    lists = [_table(tool, "uv").get("dev-dependencies")]
    lists += _table(tool, "pdm", "dev-dependencies").values()
    for environment in _table(tool, "hatch", "envs").values():
        table = _table(environment)
        lists += [table.get("dependencies"), table.get("extra-dependencies")]
    for listed in lists:
        yield from (text for _, text in _texts("", listed))


def _texts(group: str, listed: object) -> _Listed:
    for text in listed if isinstance(listed, list) else ():
        if isinstance(text, str):
            yield group, text


def _poetry(document: object, places: Places) -> Iterator[Requirement]:
    poetry = _table(document, "tool", "poetry")
    groups = {"": _table(poetry, "dependencies")}
    groups["dev"] = _table(poetry, "dev-dependencies")
    for name, group in _table(poetry, "group").items():
        groups[name] = _table(group, "dependencies")
    for group, packages in groups.items():
        for name, value in packages.items():
            if name != "python":
                version, marker = _constraint(value)
                place = places.of(name)
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
