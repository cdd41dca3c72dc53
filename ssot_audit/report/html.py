"""The HTML report: one file that needs no other, offline, and requests nothing.

All text of audited code is data. It is in a block of JSON that no browser runs, and the
script puts it on the page as text only. The policy allows the one style and the one
script of this file by their hashes, and lets nobody make HTML of a string.
"""

import base64
import hashlib
import string
from importlib import resources

import msgspec

from ssot_audit.report import html_data
from ssot_audit.report.background import Background
from ssot_audit.verdict.verdict import Verdict

_ASSETS = resources.files("ssot_audit.report") / "assets"
_SCRIPTS = (
    "elements",
    "words",
    "report",
    "address",
    "theme",
    "charts",
    "overview",
    "filters",
    "detail",
    "findings",
    "contracts",
    "packages",
    "cycles",
    "imports",
    "main",
)
"""In the order in which they need each other."""
_ESCAPES = {ord("<"): "\\u003c", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What would end the block of data, or a line of it."""


def render(verdict: Verdict, background: Background) -> str:
    """Return the page."""
    style = _asset("report.css")
    script = _script()
    return string.Template(_asset("report.html")).substitute(
        policy=_policy(style, script),
        style=style,
        script=script,
        data=_json(html_data.contents(verdict, background)),
    )


def _script() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_source(style)}",
            f"script-src {_source(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(data: dict[str, object]) -> str:
    return msgspec.json.encode(data).decode().translate(_ESCAPES)
