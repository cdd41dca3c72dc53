"""Where a file mentions what may be the name of an event."""

from textwrap import dedent

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.mention_facts import Mention, Role, decoded_mentions


def mentioned(source: str) -> tuple[Mention, ...]:
    return decoded_mentions(extract(dedent(source).encode()).mentions).all


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("x = f('a_b')", Role.ARGUMENT),
        ("f(g({'type': 'a_b'}))", Role.ARGUMENT),
        ("f(type='a_b' if x else y)", Role.ARGUMENT),
        ("x == 'a_b'", Role.TESTED),
        ("x in ('a_b', y)", Role.TESTED),
        ("x['a_b']", Role.TESTED),
        ("x['a_b'] = f", Role.TESTED),
        ("x = {'a_b': f}", Role.TESTED),
        ("match x:\n    case 'a_b' | {'k': 'c'}: pass", Role.TESTED),
        ("@on('a_b')\ndef f(): ...", Role.TESTED),
        ("x = ['a_b']", Role.LISTED),
        ("x = {'a_b': 'text'}", Role.LISTED),
        ("x: Literal['a_b', 'c'] = y", Role.LISTED),
        ("X = 'a_b'", Role.NAMED),
        ("class X:\n    Y = 'a_b'", Role.NAMED),
        ("def f(x='a_b'): ...", Role.VALUE),
        ("def f():\n    x = 'a_b'", Role.VALUE),
        ("def f():\n    return 'a_b'", Role.VALUE),
        ("x = f'{'a_b'}' if y else f(z)", Role.VALUE),
    ],
)
def test_what_is_done_with_a_text(source: str, role: Role) -> None:
    source = source.replace("f'{'a_b'}'", "f\"{'a_b'}\"")
    found = [one for one in mentioned(source) if one.text == "a_b"]
    assert [one.role for one in found] == [role]


@pytest.mark.parametrize(
    "source",
    ["'a_b'", "def f():\n    '''a_b'''", "x = 'word'", "x = 'two words'", "# 'a_b'"],
)
def test_texts_that_are_no_names_and_docstrings_are_not_kept(source: str) -> None:
    assert mentioned(source) == ()


def test_calls_around_a_text_are_kept_from_outside_in() -> None:
    (one,) = mentioned("self.bus.emit(Event(make().of('a_b')))")
    assert one.callees == ("self.bus.emit", "Event", "of")


def test_constants_in_capitals_are_kept_as_they_are_written() -> None:
    found = mentioned("f(names.STARTED_NOW, Agent.STARTED.value, lower.name)")
    assert [(one.text, one.is_constant) for one in found] == [
        ("names.STARTED_NOW", True),
        ("Agent.STARTED", True),
    ]


def test_a_file_of_tests_mentions_nothing() -> None:
    assert mentioned("def test_x():\n    f('a_b')") == ()


def test_an_expression_as_deep_as_it_gets_is_no_fault() -> None:
    assert mentioned("x = " + "f(" * 90 + "'a_b'" + ")" * 90) == ()
