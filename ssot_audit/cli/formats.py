"""The formats of a verdict."""

import enum

from ssot_audit.cli.outputs import Canvas
from ssot_audit.report import concise, json_document
from ssot_audit.verdict.verdict import Verdict


class Format(enum.StrEnum):
    """What a report is written in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"


def rendered(verdict: Verdict, chosen: Format, canvas: Canvas) -> str:
    """Return the report in a format."""
    match chosen:
        case Format.JSON:
            return json_document.render(verdict)
        case Format.SARIF:
            from ssot_audit.report import sarif  # noqa: PLC0415 - as text below

            return sarif.render(verdict)
        case Format.CONCISE:
            return concise.render(verdict)
        case Format.TEXT:
            # rich takes longer to import than many a project takes to scan
            from ssot_audit.report import text  # noqa: PLC0415

            return text.render(verdict, width=canvas.width, color=canvas.color)
