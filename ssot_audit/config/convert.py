"""From a TOML value to a checked one: each mistake becomes a fault, none an exception.

A *reader* takes a value and its place and returns what the value means. A wrong value
is reported to its place and read as None. That None goes no further than the table it
stands in: once a fault exists no settings are built, so readers can carry on and all
mistakes surface together.
"""

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from ssot_audit.errors import Fault

T = TypeVar("T")

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_INT64_BITS = 63
_ALL = 100  # per cent
_FIELDS = {"import": "target", "from": "sources", "to": "targets"}
"""Fields that are not called like their keys."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; takes the faults found there."""

    file: str
    faults: list[Fault]
    """Shared by all places of one load."""
    path: str = ""
    """Key path, e.g. `contract[0].interface`; empty: the whole file."""
    source: str = ""
    """The file's text, if it could be read."""

    def __str__(self) -> str:
        """Return file and key path as messages show them."""
        return f"{self.file}: {self.path}" if self.path else self.file

    def key(self, name: str) -> "Place":
        """Return the place of a key of this table."""
        if not _BARE_KEY.fullmatch(name):
            name = json.dumps(name, ensure_ascii=False)
        path = f"{self.path}.{name}" if self.path else name
        return replace(self, path=path)

    def item(self, index: int) -> "Place":
        """Return the place of an item of this array."""
        return replace(self, path=f"{self.path}[{index}]")

    def fault(self, message: str) -> None:
        """Record a mistake."""
        self.faults.append(Fault(str(self), message))

    def expected(self, allowed: str, found: object, hint: str = "") -> None:
        """Record that the value is not one of those allowed."""
        self.fault(f"expected {allowed}, found {shown(found)}{hint}")


Reader: TypeAlias = Callable[[object, Place], T | None]
Table: TypeAlias = dict[str, Any]  # the keys present, by their names in the file


def text(value: object, place: Place) -> str | None:
    """Read a string that says something."""
    if isinstance(value, str) and value.strip():
        return value
    place.expected("a non-empty string", value)
    return None


def flag(value: object, place: Place) -> bool | None:
    """Read `true` or `false`."""
    if isinstance(value, bool):
        return value
    place.expected("`true` or `false`", value)
    return None


def integer(value: object, place: Place) -> int | None:
    """Read a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    place.expected("an integer", value)
    return None


def percentage(value: object, place: Place) -> float | None:
    """Read a number from 0 to 100."""
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= _ALL
    ):
        return float(value)
    place.expected("a number from 0 to 100", value)
    return None


def matching(form: str, allowed: str) -> Reader[str]:
    """Return a reader of strings that match the regular expression `form`."""
    pattern = re.compile(form)

    def read(value: object, place: Place) -> str | None:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        place.expected(allowed, value)
        return None

    return read


def choice(words: Mapping[str, T]) -> Reader[T]:
    """Return a reader of one of the `words`, which yields what the word stands for."""

    def read(value: object, place: Place) -> T | None:
        if isinstance(value, str) and value in words:
            return words[value]
        hint = did_you_mean(value, words) if isinstance(value, str) else ""
        place.expected(listed(words, "or"), value, hint)
        return None

    return read


def array(
    item: Reader[T], of: str, *, may_be_empty: bool = True
) -> Reader[tuple[T | None, ...]]:
    """Return a reader of arrays; `of` says what they hold."""

    def read(value: object, place: Place) -> tuple[T | None, ...] | None:
        if not isinstance(value, list):
            place.expected(f"an array of {of}", value)
            return None
        if not (value or may_be_empty):
            place.fault(f"an empty array of {of} matches nothing")
        return tuple(item(each, place.item(i)) for i, each in enumerate(value))

    return read


def table(readers: Mapping[str, Reader[Any]], *, key: str = "key") -> Reader[Table]:
    """Return a reader of tables; `key` is what its keys are called in messages."""

    def read(value: object, place: Place) -> Table | None:
        if not isinstance(value, dict):
            place.expected("a table", value)
            return None
        content: Table = {}
        for name, each in value.items():
            if name in readers:
                content[name] = readers[name](each, place.key(name))
            else:
                place.key(name).fault(f"unknown {key}{_remedy(name, readers)}")
        return content

    return read


def record(
    build: Callable[..., T],
    readers: Mapping[str, Reader[Any]],
    *,
    required: Iterable[str],
) -> Reader[T]:
    """Return a reader of tables that become a `build(**fields, where=...)`."""
    read_table = table(readers)

    def read(value: object, place: Place) -> T | None:
        content = read_table(value, place)
        if content is None:
            return None
        missing = [key for key in required if key not in content]
        for key in missing:
            place.fault(f"required key `{key}` is missing")
        return None if missing else build(**fields(content), where=str(place))

    return read


def fields(content: Table) -> Table:
    """Rename keys of a file to the field names of a dataclass."""
    return {
        _FIELDS.get(key) or key.replace("-", "_"): value
        for key, value in content.items()
    }


def listed(words: Iterable[str], conjunction: str) -> str:
    """Return words in code quotes, e.g. "`a`, `b` or `c`"."""
    *head, last = (f"`{word}`" for word in words)
    return f"{', '.join(head)} {conjunction} {last}" if head else last


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the tail of a message that names the nearest known word, if any is."""
    by_lower = {each.lower(): each for each in sorted(known)}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean `{by_lower[near[0]]}`?" if near else ""


def _remedy(name: str, known: Collection[str]) -> str:
    hint = did_you_mean(name, known)
    return hint or (f"; allowed: {listed(known, 'and')}" if known else "")


def shown(value: object) -> str:
    """Return the value as one would write it, short enough for a message."""
    match value:
        case list():
            return "an array"
        case dict():
            return "a table"
        case int() if value.bit_length() > _INT64_BITS:
            # Python refuses to print very large integers, TOML lets one write them.
            return "an integer out of range"
        case bool() | str():
            return f"`{json.dumps(value, ensure_ascii=False)}`"
        case _:
            return f"`{value}`"
