"""Text from audited code: what is escaped, and what is left alone."""

import unicodedata

import pytest

from ssot_audit.report.printable import encodable, printable


@pytest.mark.parametrize("text", ["", "plain", "Größe", "漢字", "naïve café", "→ …"])
def test_readable_text_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a\nb", "a\\x0ab"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b31m", "\\x9b31m"),
        ("x\u202ey", "x\\u202ey"),
        ("x\u200by", "x\\u200by"),
        ("\ufeff", "\\ufeff"),
        ("\udcff.py", "\\xff.py"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_control_and_invisible_characters_are_escaped(text: str, escaped: str) -> None:
    assert printable(text) == escaped


def test_no_control_character_or_surrogate_is_forgotten() -> None:
    forgotten = [
        f"U+{code:04X}"
        for code in range(0x10000)
        if unicodedata.category(chr(code)) in {"Cc", "Cs", "Zl", "Zp"}
        and printable(chr(code)) == chr(code)
    ]
    assert forgotten == []


@pytest.mark.parametrize("text", ["\udcff", "a\ud800b", "漢\udc80"])
def test_encodable_text_can_be_encoded(text: str) -> None:
    assert encodable(text).encode("utf-8")
    assert printable(text).encode("utf-8")


def test_encodable_keeps_what_can_be_encoded() -> None:
    assert encodable("漢\n\x1b") == "漢\n\x1b"
