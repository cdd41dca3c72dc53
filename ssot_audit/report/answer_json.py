"""What the JSON documents that answer one question have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

import ssot_audit
from ssot_audit.extract.facts import Span
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.located import Module
from ssot_audit.report.printable import encodable

SCHEMA_VERSION = "1.0"


def document(content: Mapping[str, Any]) -> str:
    """Return a versioned document, keys in a fixed order, one final newline."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ssot-audit", "version": ssot_audit.__version__},
        **content,
    }
    encoded = msgspec.json.format(msgspec.json.encode(whole), indent=2)
    return encoded.decode() + "\n"


def chain(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return what happens to an object on its way."""
    return [
        {"text": encodable(step.text), "place": place(step.module, step.span)}
        for step in steps
    ]


def place(module: Module, span: Span) -> dict[str, Any]:
    """Return where something begins."""
    return {
        "path": encodable(module.path),
        "line": span.line,
        "column": span.column,
    }
