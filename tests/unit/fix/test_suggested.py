"""The diff of one finding."""

from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.fix.suggested import suggested
from tests.support.projects import verdict_on

FILES = {
    "shop/__init__.py": "",
    "shop/port.py": """\
from typing import Protocol

class Port(Protocol):
    def send(self, text): ...
""",
    "shop/wire.py": """\
from shop.port import Port

class Wire(Port):
    size = 1

class Cable(Port):
    size = 1
""",
}


def test_each_finding_has_a_diff_of_its_own() -> None:
    tree = in_memory(FILES, Settings(root=Path("project")))
    findings = [item.finding for item in verdict_on(FILES).findings]
    wire, cable = (
        next(f for f in findings if f.symbol == name and f.code == "SSOT101")
        for name in ("Wire", "Cable")
    )
    first, second = suggested(tree, [wire, cable])
    assert first is not None
    assert second is not None
    assert first.startswith("--- a/shop/wire.py\n+++ b/shop/wire.py\n")
    assert "+    def send(self, text):\n" in first
    assert first.count("+    def send") == second.count("+    def send") == 1
    assert first != second


def test_a_finding_without_a_remedy_has_none() -> None:
    files = {"a.py": "import b\n", "b.py": "import a\n"}
    tree = in_memory(files, Settings(root=Path("project")))
    findings = [item.finding for item in verdict_on(files).findings]
    assert findings
    assert suggested(tree, findings) == [None] * len(findings)
