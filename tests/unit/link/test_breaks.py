"""What a change breaks for importers, and what it does not."""

import pytest

from ssot_audit.link.breaks import breaks
from ssot_audit.link.changes import Change
from tests.support.projects import linked

CART = """\
class Cart:
    def add(self, item, count=1): ...
    def total(self): return 0
    async def save(self): ...
    @property
    def owner(self): return ""

def make(name): return Cart()

LIMIT = 3
"""
DESK = """\
from shop.cart import Cart, make, LIMIT

class Desk:
    def __init__(self):
        self.cart = Cart()

    async def run(self):
        self.cart.add("x", 2)
        print(self.cart.total(), self.cart.owner, LIMIT)
        await self.cart.save()
        make("x")
"""
FILES = {"shop/__init__.py": "", "shop/cart.py": CART, "shop/desk.py": DESK}


def broken(edits: dict[str, str | None]) -> dict[str, Change]:
    """Return the changes between the shop and the shop with other files."""
    now = {**FILES, **{path: text for path, text in edits.items() if text is not None}}
    now = {path: text for path, text in now.items() if edits.get(path, "") is not None}
    return {one.symbol: one for one in breaks(linked(FILES), linked(now))}


def told(change: Change) -> tuple[str, list[int], list[int]]:
    relied, still = change.relied, change.broken
    return (
        change.detail,
        [site.span.line for site in relied],
        [site.span.line for site in still],
    )


def test_nothing_breaks_where_nothing_changes() -> None:
    assert broken({}) == {}
    assert broken({"shop/cart.py": f"# a comment\n\n{CART}"}) == {}


@pytest.mark.parametrize(
    ("old", "new", "symbol", "detail", "line"),
    [
        ("LIMIT = 3", "", "shop.cart.LIMIT", "is gone", 1),
        ("def total", "def sum", "shop.cart.Cart.total", "is gone", 9),
        (
            "item, count=1",
            "item",
            "shop.cart.Cart.add",
            "accepts 1 argument by position at most, but is given 2",
            8,
        ),
        (
            "item, count=1",
            "item, count, unit",
            "shop.cart.Cart.add",
            "requires `unit`, which is not passed",
            8,
        ),
        (
            "    def total",
            "    @property\n    def total",
            "shop.cart.Cart.total",
            "is a property now, and was called",
            9,
        ),
        (
            "    @property\n",
            "",
            "shop.cart.Cart.owner",
            "is a method now, and was read as a value",
            9,
        ),
        (
            "async def save(self): ...",
            "def save(self): return 1",
            "shop.cart.Cart.save",
            "is awaited, and is a plain `def` now",
            10,
        ),
        (
            "make(name)",
            "make()",
            "shop.cart.make",
            "accepts 0 arguments by position at most, but is given 1",
            11,
        ),
        (
            "make(name)",
            "make(name, size)",
            "shop.cart.make",
            "requires `size`, which is not passed",
            11,
        ),
    ],
)
def test_a_use_that_fails_now(
    old: str, new: str, symbol: str, detail: str, line: int
) -> None:
    assert old in CART
    found = broken({"shop/cart.py": CART.replace(old, new)})
    assert {name: told(one) for name, one in found.items()} == {
        symbol: (detail, [line], [line])
    }


def test_a_plain_method_that_is_awaited_now_and_is_not_yet() -> None:
    text = CART.replace("def total", "async def total")
    (change,) = broken({"shop/cart.py": text}).values()
    assert change.detail == "is `async def` now"
    # What happens to the result elsewhere is not known, so it is not called broken.
    assert [site.span.line for site in change.relied] == [9]
    assert not change.broken


def test_a_constructor_that_asks_for_more() -> None:
    before = {**FILES, "shop/cart.py": "class Cart:\n    def __init__(self): ...\n"}
    now = {**FILES, "shop/cart.py": "class Cart:\n    def __init__(self, n): ...\n"}
    (change,) = breaks(linked(before), linked(now))
    assert change.symbol == "shop.cart.Cart"
    assert told(change) == ("requires `n`, which is not passed", [5], [5])


def test_users_that_were_adapted_are_not_broken_any_more() -> None:
    found = broken(
        {
            "shop/cart.py": CART.replace("def total", "def sum"),
            "shop/desk.py": DESK.replace(".total(", ".sum("),
        }
    )
    assert told(found["shop.cart.Cart.total"]) == ("is gone", [9], [])


def test_what_is_moved_and_still_found_at_the_old_place_breaks_nobody() -> None:
    assert not broken(
        {
            "shop/basket.py": CART,
            "shop/cart.py": "from shop.basket import Cart, make, LIMIT\n",
        }
    )


def test_what_is_moved_is_named_at_its_new_place() -> None:
    found = broken({"shop/basket.py": CART, "shop/cart.py": "LIMIT = 3\n"})
    assert {name: told(one) for name, one in found.items()} == {
        "shop.cart.Cart": ("is gone; there is `shop.basket.Cart` now", [1], [1]),
        "shop.cart.make": ("is gone; there is `shop.basket.make` now", [1], [1]),
    }


def test_a_module_that_is_gone_is_one_change() -> None:
    found = broken({"shop/cart.py": None})
    assert told(found.pop("shop.cart")) == ("is gone", [1, 1, 1], [1, 1, 1])
    assert not found


def test_a_base_may_take_a_member_over() -> None:
    text = CART.replace("class Cart:", "class Cart(Base):").replace(
        "    def total(self): return 0\n", ""
    )
    base = "class Base:\n    def total(self): return 0\n\n\n"
    assert not broken({"shop/cart.py": base + text})


def test_a_class_whose_members_cannot_all_be_known_lacks_none() -> None:
    text = CART.replace("class Cart:", "import x\nclass Cart(x.Y):")
    assert not broken({"shop/cart.py": text.replace("def total", "def sum")})


@pytest.mark.parametrize(
    "use",
    [
        "try:\n    from shop.cart import OLD\nexcept ImportError:\n    OLD = 1\n",
        "import typing\nif typing.TYPE_CHECKING:\n    from shop.cart import OLD\n",
    ],
)
def test_imports_that_may_fail_are_not_broken(use: str) -> None:
    before = {"shop/__init__.py": "", "shop/cart.py": "OLD = 1\n", "shop/desk.py": use}
    assert not breaks(linked(before), linked({**before, "shop/cart.py": "NEW = 1\n"}))


def test_a_name_read_from_its_module() -> None:
    before = {
        "shop/__init__.py": "",
        "shop/cart.py": "OLD = 1\n",
        "shop/desk.py": "from shop import cart\n\nprint(cart.OLD)\n",
    }
    (change,) = breaks(linked(before), linked({**before, "shop/cart.py": "NEW = 1\n"}))
    assert told(change) == ("is gone", [3], [3])


def test_what_only_its_own_module_uses_is_its_own_business() -> None:
    before = {"shop/__init__.py": "", "shop/cart.py": "OLD = 1\nprint(OLD)\n"}
    assert not breaks(linked(before), linked({**before, "shop/cart.py": "NEW = 1\n"}))


def test_a_private_name_counts_only_while_it_is_used() -> None:
    before = {
        "shop/__init__.py": "",
        "shop/cart.py": "_OLD = 1\n",
        "shop/desk.py": "from shop.cart import _OLD\n",
    }
    gone = {**before, "shop/cart.py": ""}
    assert [one.symbol for one in breaks(linked(before), linked(gone))] == [
        "shop.cart._OLD"
    ]
    assert not breaks(linked(before), linked({**gone, "shop/desk.py": ""}))
