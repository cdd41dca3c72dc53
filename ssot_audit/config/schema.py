"""What a configuration file may say: every key, and how its value is read."""

import re
import typing
import warnings
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import Any, TypeAlias

from pathspec import GitIgnoreSpec

from ssot_audit.config.convert import (
    Place,
    Reader,
    Table,
    array,
    choice,
    fields,
    flag,
    integer,
    listed,
    matching,
    percentage,
    record,
    table,
    text,
)
from ssot_audit.config.import_schema import (
    forbidden,
    independence,
    layers,
    protected,
)
from ssot_audit.config.settings import (
    FIGURES,
    Argument,
    Canonical,
    Contract,
    Deprecation,
    EventGroup,
    Level,
    Owner,
)

RuleOptions: TypeAlias = type[Any] | None
"""The dataclass of a rule's options; None: the rule has none."""

_LEVELS = {level.label: level for level in Level}
_NAME = r"[^\W\d]\w*"
_SEGMENT = r"(?:\*\*|\*|\*?\w+(?:\*\w+)*\*?)"
_ABSOLUTE = re.compile(r"!?(?:[/\\]|[A-Za-z]:)")

_level = choice(_LEVELS)
_texts = array(text, "strings")
_dotted_name = matching(
    rf"{_NAME}(?:\.{_NAME})*", "a dotted name such as `shop.cart.Cart`"
)
_dotted_pattern = matching(
    rf"{_SEGMENT}(?:\.{_SEGMENT})*", "a dotted pattern such as `shop.**` or `*Manager`"
)
_dotted_patterns = array(_dotted_pattern, "patterns", may_be_empty=False)
_version = matching(r"3\.[0-9]{1,2}", 'a Python 3 version such as `"3.11"`')
_python = matching(
    r"\s*python\s*(?:<=?|>=?|==|!=)\s*3\.[0-9]{1,2}\s*",
    'a requirement such as `"python>=3.12"`',
)
_package = matching(
    r"\s*[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?\s*"
    r"(?:~=|==|!=|<=?|>=?)\s*\d+(?:\.\d+)*"
    r"(?:\s*,\s*(?:~=|==|!=|<=?|>=?)\s*\d+(?:\.\d+)*)*\s*",
    'a requirement such as `"websockets>=14"`',
)
_name = matching(_NAME, "a bare name such as `Cart`")
_code = matching(r"SSOT[0-9]{0,3}", "a code such as `SSOT101`, or the start of one")
_event = matching(r"[\w.:/-]+", "the name of an event such as `agent_started`")


def relative(value: object, place: Place) -> str | None:
    """Read a path or file pattern that cannot lead out of the project root."""
    found = text(value, place)
    if found is None:
        return None
    if _ABSOLUTE.match(found):
        place.expected("a path relative to the project root", value)
        return None
    if ".." in re.split(r"[/\\]", found):
        place.expected("a path inside the project root", value)
        return None
    return found


def file_pattern(value: object, place: Place) -> str | None:
    """Read a gitignore-style pattern."""
    found = relative(value, place)
    if found is None:
        return None
    try:
        with warnings.catch_warnings():
            # A character class that only some versions of `re` read the same way.
            warnings.simplefilter("error", FutureWarning)
            GitIgnoreSpec.from_lines([found])
    except (ValueError, re.error, FutureWarning):
        place.expected("a gitignore-style pattern", value)
        return None
    return found


def target_version(value: object, place: Place) -> tuple[int, int] | None:
    """Read a Python version."""
    found = _version(value, place)
    if found is None:
        return None
    major, minor = found.split(".")
    return int(major), int(minor)


def without_spaces(read: Reader[str]) -> Reader[str]:
    """Return a reader of requirements that drops their spaces."""

    def read_requirement(value: object, place: Place) -> str | None:
        found = read(value, place)
        return None if found is None else "".join(found.split())

    return read_requirement


def environment(value: object, place: Place) -> Table | None:
    """Read `[environment]`, with its place.

    The accessor may stand in another file of the `extends` chain, so it is not yet
    required here.
    """
    read = table(
        {
            "accessor": _dotted_name,
            "owners": _dotted_patterns,
            "declared": array(text, "paths or classes", may_be_empty=False),
            "because": text,
        }
    )
    content = read(value, place)
    return None if content is None else content | {"where": str(place)}


def rule_setting(options: RuleOptions) -> Reader[Table]:
    """Return the reader of what is said of one rule: its level or a table."""
    read_options = option_readers(options)
    read_table = table({"level": _level} | read_options, key="option")

    def read(value: object, place: Place) -> Table | None:
        match value:
            case str():
                content: Table | None = {"level": _level(value, place)}
            case dict():
                content = read_table(value, place)
            case _:
                content = None
                place.expected(f"{listed(_LEVELS, 'or')}, or a table of options", value)
        if content is None:
            return None
        chosen = {key: content[key] for key in read_options if key in content}
        level = {"level": content["level"]} if "level" in content else {}
        return level | {"options": fields(chosen), "where": str(place)}

    return read


def option_readers(options: RuleOptions) -> dict[str, Reader[Any]]:
    """Return a reader for each field of a rule's options, by its key in the file."""
    if options is None:
        return {}
    by_type: dict[object, Reader[Any]] = {
        str: text,
        bool: flag,
        int: integer,
        tuple[str, ...]: _texts,
    }
    types = typing.get_type_hints(options)
    return {
        field.name.replace("_", "-"): by_type[types[field.name]]
        for field in dataclass_fields(options)
    }


_contract = record(
    Contract,
    {"interface": _dotted_name, "implementers": _dotted_patterns, "because": text},
    required=["interface", "implementers"],
)
_deprecation = record(
    Deprecation,
    {
        "import": _dotted_name,
        "use": _dotted_name,
        "reason": text,
        "names-only": flag,
        "when": without_spaces(_python),
        "because": text,
    },
    required=["import"],
)
_canonical = record(
    Canonical,
    {"name": _name, "home": _dotted_name, "because": text},
    required=["name", "home"],
)
_owner = record(
    Owner,
    {"of": _dotted_name, "owners": _dotted_patterns, "because": text},
    required=["of", "owners"],
)
_argument = record(
    Argument,
    {
        "callable": _dotted_name,
        "removed": _name,
        "use": _name,
        "when": without_spaces(_package),
        "because": text,
    },
    required=["callable", "removed"],
)
_events = record(
    EventGroup,
    {
        "names": array(_event, "names", may_be_empty=False),
        "emitters": _dotted_patterns,
        "handlers": _dotted_patterns,
        "because": text,
    },
    required=["names"],
)


def document(
    known_rules: Mapping[str, RuleOptions], directory: Reader[str]
) -> Reader[Table]:
    """Return the reader of a whole configuration file or rule pack.

    The `directory` reader judges `roots`, since that takes a look at the disk.
    """
    file_patterns = array(file_pattern, "patterns")
    rules = {code: rule_setting(options) for code, options in known_rules.items()}
    return table(
        {
            "extends": _texts,
            "roots": array(directory, "directories"),
            "exclude": file_patterns,
            "generated": file_patterns,
            "target-version": target_version,
            "scopes": table({"test": file_patterns}),
            "contract": array(_contract, "tables (`[[contract]]`)"),
            "deprecated": array(_deprecation, "tables (`[[deprecated]]`)"),
            "canonical": array(_canonical, "tables (`[[canonical]]`)"),
            "owner": array(_owner, "tables (`[[owner]]`)"),
            "argument": array(_argument, "tables (`[[argument]]`)"),
            "events": array(_events, "tables (`[[events]]`)"),
            "layers": array(layers, "tables (`[[layers]]`)"),
            "forbidden": array(forbidden, "tables (`[[forbidden]]`)"),
            "independence": array(independence, "tables (`[[independence]]`)"),
            "protected": array(protected, "tables (`[[protected]]`)"),
            "environment": environment,
            "rules": table(rules, key="rule"),
            "baseline": table(
                {
                    "path": relative,
                    "never": array(_code, "codes", may_be_empty=False),
                    "error-stale": flag,
                }
            ),
            "gate": table({"fail-on": _level} | dict.fromkeys(FIGURES, percentage)),
        }
    )
