"""Literals that no encoding can write down."""

import msgspec

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import ModuleFacts


def test_facts_hold_the_escape_of_half_a_surrogate_pair() -> None:
    facts = extract(rb'__all__ = ["\ud800a", "\U0000DFFF", "\\ud800", "\u00e9"]')
    assert facts.exports == ("\\ud800a", "\\udfff", "\\ud800", "é")


def test_facts_of_odd_literals_can_be_written_down() -> None:
    facts = extract(
        b"import os, warnings\n"
        b'os.environ["\\udc00"]\n'
        b'warnings.warn("\\ud83d\\ude00", DeprecationWarning)\n'
        b"class A:\n"
        b'    __slots__ = ("\\ud800",)\n'
        b"    def f(self):\n"
        b'        return hasattr(self, "\\ud800")\n'
    )
    blob = msgspec.msgpack.encode(facts)
    assert msgspec.msgpack.decode(blob, type=ModuleFacts) == facts
