"""Markers registered in the settings of pytest, whatever file they are in."""

from collections.abc import Sequence

import tomli

from ssot_audit.discover.paths import name_of
from ssot_audit.extract.documents.ini_sections import MalformedError, sections
from ssot_audit.extract.documents.pytest_settings import NATIVE, STRINGS
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.fix.ini_lists import with_lines
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.toml_lists import with_texts

_KEY = "markers"
_MARK = "\N{BYTE ORDER MARK}"


def with_markers(path: str, source: bytes, names: Sequence[str]) -> bytes:
    """Return a file of settings in which markers are registered.

    Raises `Untouched` if nothing but that would not come of it.
    """
    try:
        return _edited(path, source, names)
    except Untouched as why:
        raise Untouched(f"`{path}`: {why}") from None


def _edited(path: str, source: bytes, names: Sequence[str]) -> bytes:
    try:
        content = source.decode()
    except UnicodeDecodeError:
        raise Untouched("it is not UTF-8") from None
    mark = _MARK if content.startswith(_MARK) else ""
    edit = _in_toml if path.endswith(".toml") else _in_ini
    end = "\r\n" if "\r\n" in content else "\n"
    return f"{mark}{edit(name_of(path), content[len(mark) :], names, end)}".encode()


def _in_toml(name: str, content: str, names: Sequence[str], end: str) -> str:
    before = _parsed(content)
    table = "pytest"
    if name == "pyproject.toml":
        found = _at(before, ["tool", "pytest"])
        is_native = isinstance(found, dict) and found.keys() - {"ini_options"}
        table = NATIVE if is_native else STRINGS
    edited = with_texts(content, table, _KEY, names, end)
    keys = table.split(".")
    after = _parsed(edited)
    known = _at(before, [*keys, _KEY]) or []
    if not isinstance(known, list) or _at(after, [*keys, _KEY]) != [*known, *names]:
        raise Untouched("its list of markers is written in a way that is not edited")
    if _without(before, keys) != _without(after, keys):
        raise Untouched("more than the list of markers would change")
    return edited


def _parsed(content: str) -> dict[str, object]:
    try:
        return tomli.loads(content)
    except tomli.TOMLDecodeError as error:
        raise Untouched(f"it is not read as TOML: {error}") from None


def _at(document: object, keys: Sequence[str]) -> object:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _without(document: dict[str, object], keys: Sequence[str]) -> dict[str, object]:
    """Return a document without the markers, and without tables that hold only them."""
    kept = dict(document)
    if not keys:
        kept.pop(_KEY, None)
        return kept
    inner = kept.pop(keys[0], None)
    if isinstance(inner, dict):
        rest = _without(inner, keys[1:])
        return {**kept, keys[0]: rest} if rest else kept
    return kept if inner is None else {**kept, keys[0]: inner}


def _in_ini(name: str, content: str, names: Sequence[str], end: str) -> str:
    section = "tool:pytest" if name == "setup.cfg" else "pytest"
    edited = with_lines(content, section, _KEY, names, end)
    before, after = _values(content), _values(edited)
    mine = after.get(section, {})
    known = before.pop(section, {})
    wanted = "\n".join(filter(None, (known.get(_KEY, ""), *names)))
    if after != {**before, section: {**known, _KEY: wanted}} or not mine:
        raise Untouched("its list of markers is written in a way that is not edited")
    return edited


def _values(content: str) -> dict[str, dict[str, str]]:
    try:
        found = sections(lines_of(content.encode()))
    except MalformedError:
        raise Untouched("it is not read as an INI file") from None
    return {
        section: {name: entry.value for name, entry in entries.items()}
        for section, entries in found.items()
    }
