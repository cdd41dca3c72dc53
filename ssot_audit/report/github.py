"""Annotations in GitHub Actions: workflow commands, as many as GitHub shows.

It shows ten of a kind for each step and drops the rest without a word.
"""

from collections.abc import Iterator

from ssot_audit.config.settings import Level
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable
from ssot_audit.report.relevance import by_relevance
from ssot_audit.verdict.verdict import Reported, Verdict

MOST_OF_A_KIND = 10
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(verdict: Verdict) -> str:
    """Return the commands, a line each, and how many findings have none."""
    items = by_relevance(verdict.listed)
    lines = [line for level in _COMMANDS for line in _of_level(items, level)]
    left_out = len(items) - len(lines)
    if left_out:
        lines.append(f"and {counted(left_out, 'more finding')} without annotation")
    return "".join(f"{line}\n" for line in lines)


def _of_level(items: list[Reported], level: Level) -> Iterator[str]:
    shown = [item for item in items if item.level is level][:MOST_OF_A_KIND]
    for item in shown:
        finding = item.finding
        properties = {
            "file": finding.place.path,
            "line": str(finding.place.line),
            "col": str(finding.place.span.column),
            "title": f"{finding.code} {item.rule.name}",
        }
        said = ",".join(
            f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items()
        )
        text = f"{finding.message}. {finding.help}".strip()
        yield f"::{_COMMANDS[level]} {said}::{_escaped(text, _DATA)}"


def _escaped(text: str, characters: dict[str, str]) -> str:
    """Return a value in which line ends, and what ends a property, are escaped."""
    safe = "".join(each if each in characters else printable(each) for each in text)
    return "".join(characters.get(each, each) for each in safe)
