"""The formats of a verdict."""

import enum
from importlib import import_module

from ssot_audit.cli.outputs import Canvas
from ssot_audit.verdict.verdict import Verdict


class Format(enum.StrEnum):
    """What a report is written in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    GITLAB = "gitlab"
    GITHUB = "github"


_MODULES = {Format.JSON: "json_document"}
"""Of the formats that are not called like their module."""


def rendered(verdict: Verdict, chosen: Format, canvas: Canvas) -> str:
    """Return the report in a format, whose module is imported now.

    rich takes longer to import than many a project takes to scan.
    """
    report = import_module(f"ssot_audit.report.{_MODULES.get(chosen, chosen.value)}")
    if chosen is Format.TEXT:
        text: str = report.render(verdict, width=canvas.width, color=canvas.color)
        return text
    document: str = report.render(verdict)
    return document
