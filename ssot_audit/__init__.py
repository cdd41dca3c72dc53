"""Audit single sources of truth and interface contracts of Python code.

    verdict = audit_path(Settings(root=Path("shop")), Request(today=date.today()))

The names below are imported when they are first used: `--version` needs none of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssot_audit.audit import Request, audit_path, audit_sources
    from ssot_audit.config.settings import Settings
    from ssot_audit.rules.finding import Finding
    from ssot_audit.verdict.verdict import Verdict

__all__ = [
    "Finding",
    "Request",
    "Settings",
    "Verdict",
    "__version__",
    "audit_path",
    "audit_sources",
]

__version__ = "0.1.0"

_HOMES = {
    "Finding": "ssot_audit.rules.finding",
    "Request": "ssot_audit.audit",
    "Settings": "ssot_audit.config.settings",
    "Verdict": "ssot_audit.verdict.verdict",
    "audit_path": "ssot_audit.audit",
    "audit_sources": "ssot_audit.audit",
}
"""Where each public name is defined."""


def __getattr__(name: str) -> object:
    """Import a public name (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - not needed by `--version`

    return getattr(import_module(_HOMES[name]), name)
