"""When two flows look the same to whoever looks at flows."""

import ast

import pytest

from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.text import SourceText
from ssot_audit.link.flow_face import flow_face

FILE = """\
from shop import patch

first = patch("a")

def ring(bridge: str):
    bridge.send(bridge.text)
    return bridge

def shut(): pass
"""


def face(text: str) -> bytes:
    return flow_face(flow_of(ast.parse(text), SourceText(text.encode())))


def edited(before: str, after: str) -> str:
    assert before in FILE
    return FILE.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    bridge.send(", "    # why\n\n    bridge  .send("),
        ("bridge.send(bridge.text)", "bridge.send(\n        bridge.text\n    )"),
        ("def shut(): pass", "def shut():\n    pass"),
    ],
)
def test_positions_do_not_show(before: str, after: str) -> None:
    assert face(edited(before, after)) == face(FILE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bridge.send(", "bridge.close("),
        ("bridge.text)", "text=bridge.text)"),
        ("bridge: str", "bridge: int"),
        ("return bridge", "return bridge.text"),
        ("    return", "    bridge.sent = 1\n    return"),
        ("def ring", "@patch('b')\ndef ring"),
    ],
)
def test_all_else_shows(before: str, after: str) -> None:
    assert face(edited(before, after)) != face(FILE)


def test_the_order_of_the_text_shows_where_the_values_are_the_same() -> None:
    assert face("put(*made.all, last=made.last)") != face(
        "put(last=made.last, *made.all)"
    )
