"""The import registry as JSON."""

from collections.abc import Sequence
from typing import Any

from ssot_audit.link.registry import Entry
from ssot_audit.link.registry_check import Objection
from ssot_audit.report.answer_json import document
from ssot_audit.report.printable import encodable


def render(entries: Sequence[Entry], closest: str | None = None) -> str:
    """Return the entries; `closest` is the known name most like an unknown one."""
    meant = {"did_you_mean": closest} if closest is not None else {}
    return document({"names": [_entry(entry) for entry in entries], **meant})


def render_check(path: str, objections: Sequence[Objection]) -> str:
    """Return what is wrong with a registry kept by hand."""
    return document(
        {
            "document": encodable(path),
            "objections": [
                {
                    "line": objection.span.line,
                    "column": objection.span.column,
                    "message": encodable(objection.message),
                    "help": encodable(objection.help),
                }
                for objection in objections
            ],
        }
    )


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "import": entry.statement,
        "is_declared": entry.is_declared,
        "is_deprecated": entry.is_deprecated,
        "home": entry.home,
        "place": {"path": entry.path, "line": entry.line},
        "paths": [
            {
                "module": route.module,
                "production": route.production,
                "tests": route.tests,
                "is_deprecated": route.is_deprecated,
            }
            for route in entry.routes
        ],
    }
