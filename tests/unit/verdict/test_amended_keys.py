"""Which edits show that change a key of the environment, or an event."""

import pytest

from tests.support.cases import amendment, hearing, is_the_same

API = (
    "import os\n\n\n"
    "def port():\n    text = 'a_b'\n    return os.getenv('SHOP_PORT', '8080')\n"
)
FILES = {
    "shop/__init__.py": "",
    "shop/api.py": API,
    "shop/web.py": "import os\n\nPORT = os.getenv('SHOP_PORT', '8081')\n",
}
DECLARED = '[environment]\naccessor = "shop.api.port"\ndeclared = [".env.example"]\n'
EVENTS = '[[events]]\nnames = ["a_b", "c_d"]\n'


def is_seen(after: str, toml: str = "", before: str = "", more: str = "") -> bool:
    """Tell whether an edit of `shop/api.py` has all heard again."""
    old_text = API.replace("text = 'a_b'", before or "text = 'a_b'")
    new_text = API.replace("text = 'a_b'", after)
    files = FILES | ({".env.example": more} if more else {})
    old = hearing(files | {"shop/api.py": old_text}, toml)
    new = hearing(files | {"shop/api.py": new_text}, toml)
    assert old is not None
    assert new is not None
    found = amendment(old, new)
    assert found is None or is_the_same(found, new.case)
    return found is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("text = 'x y'", "text = 'c_d'"),
        ("if text == 'x y': pass", "if text == 'a_b': pass"),
        ("os.environ['SOME']", "os.environ['OTHER']"),
        ("text = 'x y'", "text = 'SHOP_COLOUR'"),
    ],
)
def test_where_nothing_is_declared_most_edits_are_behind_the_face(
    before: str, after: str
) -> None:
    assert not is_seen(after, before=before)


@pytest.mark.parametrize(
    "after",
    [
        "os.getenv('SHOP_PORT', '8081')",
        "os.getenv('OTHER', '8080')",
        "os.getenv('SHOP_PORT', '') or '8080'",
    ],
)
def test_a_read_with_a_default_shows(after: str) -> None:
    assert is_seen(after, before="os.getenv('SHOP_PORT', '8080')")


def test_a_read_shows_where_keys_are_declared() -> None:
    some = "os.environ['SOME']"
    assert is_seen("os.environ['OTHER']", before=some, more="SHOP_PORT=\n")
    assert is_seen("os.environ['OTHER']", DECLARED, before=some, more="SHOP_PORT=\n")


def test_a_text_that_is_a_declared_key_shows() -> None:
    keys = "SHOP_PORT=\nSHOP_COLOUR=\n"
    assert is_seen("text = 'SHOP_COLOUR'", DECLARED, more=keys)
    assert not is_seen("text = 'SHOP_SIZE'", DECLARED, more=keys)


def test_an_event_shows_where_events_are_declared() -> None:
    assert is_seen("text = 'c_d'", EVENTS)
    assert not is_seen("text = 'no event'", EVENTS, before="text = 'not any'")


def test_lines_move_with_what_was_found() -> None:
    assert not is_seen("\n    # a remark\n    text = 'a_b'", EVENTS)
