"""INI files as `iniconfig` reads them, which is what pytest asks.

It differs from `configparser` in that comments end at the line they begin on, and no
value has any: https://github.com/pytest-dev/iniconfig.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_COMMENTS = ("#", ";")


class MalformedError(ValueError):
    """The lines are no INI file."""


class Entry(NamedTuple):
    """A name in a section, and its value."""

    line: int
    """Counted from 0."""
    value: str


def sections(lines: Sequence[str]) -> Mapping[str, Mapping[str, Entry]]:
    """Return the names of each section; raises `MalformedError`."""
    found: dict[str, dict[str, Entry]] = {}
    section: dict[str, Entry] | None = None
    name = None
    for number, line in _told(lines):
        if line[0] == "[" and (title := _title(line)) is not None:
            if title in found:
                raise MalformedError
            section, name = found.setdefault(title, {}), None
        elif section is None:
            raise MalformedError
        elif line[0].isspace() or line[0] == "[":
            if name is None:
                raise MalformedError
            entry = section[name]
            text = "\n".join(filter(None, (entry.value, line.strip())))
            section[name] = Entry(entry.line, text)
        else:
            name, value = _entry(line)
            if name in section:
                raise MalformedError
            section[name] = Entry(number, value)
    return found


def _told(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines):
        if line.strip() and not line.lstrip().startswith(_COMMENTS):
            yield number, line.rstrip()


def _title(line: str) -> str | None:
    for comment in _COMMENTS:
        line = line.partition(comment)[0].rstrip()
    return line[1:-1] if line.endswith("]") else None


def _entry(line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or ":" in name:
        name, colon, value = line.partition(":")
        if not colon:
            raise MalformedError
    return name.strip(), value.strip()
