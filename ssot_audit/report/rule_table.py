"""All rules at a glance: a table for people, a document for programs."""

from collections.abc import Iterable

import msgspec
from rich.text import Text

from ssot_audit.report.text_layout import CODE, LEVEL_STYLES, Line, printed
from ssot_audit.rules.api import Rule

SCHEMA_VERSION = "1.0"

_GAP = "  "
_NARROW = 100
"""Columns below which summaries are not kept in a column of their own."""


def table(rules: Iterable[Rule], *, width: int, color: bool) -> str:
    """Return code, name, level, precision and summary of each rule."""
    listed = tuple(rules)
    margin = max(len(rule.name) for rule in listed)
    lines = (_line(rule, margin, width) for rule in listed)
    return printed(lines, width=width, color=color)


def _line(rule: Rule, margin: int, width: int) -> Line:
    level = rule.default_level
    text = Text.assemble(
        (rule.code, CODE),
        f"{_GAP}{rule.name:<{margin}}{_GAP}",
        (f"{level.label:<7}", LEVEL_STYLES[level]),
        f"{_GAP}{rule.precision.value:<7}{_GAP}",
    )
    rest = " " * (4 if width < _NARROW else len(text.plain))
    return Line(text.append(rule.summary), rest=rest)


def document(rules: Iterable[Rule]) -> str:
    """Return the same as JSON, one final newline."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "rules": [
            {
                "code": rule.code,
                "name": rule.name,
                "family": rule.family,
                "level": rule.level.label,
                "default_level": rule.default_level.label,
                "precision": rule.precision.value,
                "unit": rule.unit.value,
                "summary": rule.summary,
            }
            for rule in rules
        ],
    }
    encoded = msgspec.json.format(msgspec.json.encode(content), indent=2)
    return encoded.decode() + "\n"
