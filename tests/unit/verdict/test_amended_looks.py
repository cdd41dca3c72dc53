"""Edits of files at which some rule has looked a second time, or has not."""

from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.settings import Argument, EventGroup, Owner, Settings
from ssot_audit.discover.source import SourceFile
from ssot_audit.extract.second_look import SecondLook
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import TODAY
from tests.support.ways import ways_noted

FILES = {
    "shop/__init__.py": "",
    "shop/names.py": "ORDER_PAID = 'order_paid'\n",
    "shop/sender.py": (
        "from shop.names import ORDER_PAID\n\n\n"
        "def send(bus):\n    bus.emit(ORDER_PAID)\n    bus.emit('order_made')\n"
        "    bus.emit('order_sent')\n"
    ),
    "shop/taker.py": (
        "def take(event):\n    if event.type == 'order_made':\n        return 1\n"
        "    if event.type == 'order_sent':\n        return 2\n    return 0\n"
    ),
    "shop/reader.py": (
        "import json\nimport subprocess\n\n\n"
        "def read(text):\n    subprocess.Popen(text, stdout=1)\n"
        "    return json.loads(text)\n"
    ),
    "shop/old.py": (
        "import warnings\n\n\n"
        "def gone():\n    warnings.warn('use it not', DeprecationWarning)\n"
    ),
    "shop/new.py": (
        "from shop.old import gone as past\n\n\n"
        "def go(text):\n    return 1\n\n\ndef be(text):\n    return past()\n"
    ),
    "shop/idle.py": "from shop import old\n\n\ndef rest():\n    return 1\n",
    "shop/asleep.py": "def sleep():\n    return 'nothing_here'\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    for path, text in FILES.items():
        (root / path).write_text(text, encoding="utf-8")
    return root


def scan(root: Path, *, cached: bool = True) -> Verdict:
    settings = Settings(
        root,
        owners=(Owner("json.loads", ("shop.names",), where="here"),),
        arguments=(Argument("subprocess.Popen", "stdout", where="here"),),
        events=(EventGroup(("order_made", "order_sent", "order_paid"), where="here"),),
    )
    cache = root.parent / "cache" if cached else None
    return audit_path(settings, Request(TODAY, cache=cache))


def test_rules_find_something_by_a_second_look(root: Path) -> None:
    found = {item.finding.code for item in scan(root).findings}
    assert {"SSOT406", "SSOT501", "SSOT502"} <= found


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("reader", "import json\n", "import json\n# a remark\n", "amended"),
        ("reader", "json.loads(text)", "json.loads(text, strict=1)", "heard"),
        ("reader", "stdout=1", "stderr=1", "heard"),
        ("new", "return past()", "return past()  # a remark", "amended"),
        ("new", "return past()", "return 2", "heard"),
        ("idle", "return 1", "return old.gone()", "heard"),
        ("taker", "return 0", "return 0  # a remark", "amended"),
        ("taker", "'order_sent'", "'order_paid'", "heard"),
        ("asleep", "'nothing_here'", "'nothing_there'", "amended"),
        ("asleep", "'nothing_here'", "'order_paid'", "heard"),
        ("asleep", "'nothing_here'", "{'ORDER_PAID': 1}", "heard"),
    ],
)
def test_an_edit_is_heard_if_a_second_look_may_show_it(
    root: Path, path: str, before: str, after: str, expected: str
) -> None:
    scan(root)
    file = root / f"shop/{path}.py"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with ways_noted() as ways:
        found = scan(root)
        assert ways == [expected]
        assert found == scan(root, cached=False)


def test_a_file_that_changed_since_the_first_look_leaves_no_verdict(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is what was seen then taken for what the old bytes show."""
    file = root / "shop/reader.py"
    text = file.read_text("utf-8")
    edited = text.replace("json.loads", "json.load")

    def late(self: SecondLook, source: SourceFile) -> bytes | None:
        if source.path == "shop/reader.py":
            file.write_text(edited, encoding="utf-8")
        return read(self, source)

    read = SecondLook._read  # noqa: SLF001 - between the two looks
    with monkeypatch.context() as during:
        during.setattr(SecondLook, "_read", late)
        scan(root)
    assert scan(root) == scan(root, cached=False)
    file.write_text(text, encoding="utf-8")
    assert scan(root) == scan(root, cached=False)
