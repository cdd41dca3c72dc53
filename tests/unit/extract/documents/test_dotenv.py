"""Keys that `.env` files declare."""

import msgspec

from ssot_audit.extract.documents.dotenv import dotenv

TEXT = (
    "# The data base\nDATABASE_URL=postgres://hidden\nexport TOKEN = 'hidden'\n"
    '#OPTIONAL=hidden\nKEY="hidden\nNOT_A_KEY=hidden\n"\nEMPTY=\nno key\n'
)


def test_keys_are_declared_where_they_stand() -> None:
    keys = [
        (key.name, key.span.line, key.is_commented)
        for key in dotenv(TEXT.encode()).keys
    ]
    assert keys == [
        ("DATABASE_URL", 2, False),
        ("TOKEN", 3, False),
        ("OPTIONAL", 4, True),
        ("KEY", 5, False),
        ("EMPTY", 8, False),
    ]


def test_no_value_becomes_a_fact() -> None:
    assert b"hidden" not in msgspec.msgpack.encode(dotenv(TEXT.encode()))
