"""The formats of a verdict."""

import enum
from importlib import import_module

from ssot_audit.cli.outputs import Canvas
from ssot_audit.report.background import AskBackground
from ssot_audit.verdict.verdict import Verdict


class Format(enum.StrEnum):
    """What a report is written in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    HTML = "html"
    JUNIT = "junit"
    GITLAB = "gitlab"
    GITHUB = "github"


_MODULES = {Format.JSON: "json_document"}
"""Of the formats that are not called like their module."""
_OF_PROGRAMS = frozenset({Format.MARKDOWN, Format.HTML})
"""Formats that tell more than the verdict."""


def rendered(
    verdict: Verdict, ask: AskBackground, chosen: Format, canvas: Canvas
) -> str:
    """Return the report in a format, whose module is imported now.

    rich takes longer to import than many a project takes to scan.
    """
    report = import_module(f"ssot_audit.report.{_MODULES.get(chosen, chosen.value)}")
    document: str
    if chosen is Format.TEXT:
        document = report.render(verdict, width=canvas.width, color=canvas.color)
    elif chosen in _OF_PROGRAMS:
        document = report.render(verdict, ask())
    else:
        document = report.render(verdict)
    return document
