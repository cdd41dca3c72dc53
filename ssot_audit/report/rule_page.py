"""What a rule's file says of it, as one Markdown page."""

import dataclasses
import re
from collections.abc import Iterator
from typing import get_type_hints

import msgspec

from ssot_audit.rules.api import Precision, Rule, Unit

_PRECISIONS = {
    Precision.CERTAIN: "95 of 100 findings and more are true on unseen code",
    Precision.LIKELY: "off unless configured, and never part of the gate",
}
_UNITS = {
    Unit.FILE: "looks at nothing but the file",
    Unit.MODULE: "looks at a file and the definitions its names lead to",
    Unit.PROGRAM: "looks at the whole program",
}
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    str: "a string",
    tuple[str, ...]: "a list of strings",
}
_TITLED_FENCE = re.compile(r'^(```\w+) title="([^"\n]+)"$', re.MULTILINE)


def page(rule: Rule) -> str:
    """Return a rule's documentation: its docstring, below what code alone can say."""
    summary, _, rest = rule.doc.strip().partition("\n")
    facts = "\n".join(f"- {fact}" for fact in _facts(rule))
    sections = (f"# {rule.code} {rule.name}", summary, facts, rest.strip())
    return "\n\n".join(section for section in sections if section) + "\n"


def with_visible_titles(markdown: str) -> str:
    """Return a page with file names above code, for renderers that drop titles."""
    return _TITLED_FENCE.sub(r"`\2`\n\n\1", markdown)


def _facts(rule: Rule) -> Iterator[str]:
    yield f"level: {rule.level.label}"
    yield f"precision: {rule.precision.value}: {_PRECISIONS[rule.precision]}"
    yield f"unit: {rule.unit.value}: {_UNITS[rule.unit]}"
    if rule.options is None:
        yield "options: none"
        return
    types = get_type_hints(rule.options)
    for field in dataclasses.fields(rule.options):
        key = field.name.replace("_", "-")
        default = msgspec.json.encode(field.default).decode()
        yield f"option `{key}`: {_KINDS[types[field.name]]}, default `{default}`"
