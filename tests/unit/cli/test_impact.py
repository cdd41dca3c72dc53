"""`ssot-audit impact`: who depends on a target."""

import json

import jsonschema

from tests.support.command import REPOSITORY, Run, Write

SHOP = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "shop/cart.py": "class Cart:\n    def total(self):\n        return 1\n",
    "shop/gift.py": "from shop.cart import Cart\n\n\nclass Gift(Cart):\n    pass\n",
    "shop/till.py": "from shop.gift import Gift\n",
}
SCHEMA = json.loads(
    (REPOSITORY / "docs/schema/impact-1.schema.json").read_text("utf-8")
)


def test_text_shows_importers_and_subclasses(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("impact", "Cart", COLUMNS="100")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "class shop.cart.Cart shop/cart.py:1:1\n"
        "\n"
        "Importers of `shop.cart`, when they are imported: 1 direct, 2 in all\n"
        "└── shop/gift.py:1:1 `shop.gift`\n"
        "  farthest: `shop.till` → `shop.gift` → `shop.cart`\n"
        "\n"
        "Importers of `shop.cart`, in functions only: 0 direct, 0 in all\n"
        "\n"
        "Importers of `shop.cart`, for types only: 0 direct\n"
        "\n"
        "Imports of the name: 1\n"
        "└── shop/gift.py:1:1 `shop.gift`\n"
        "\n"
        "Subclasses: 1\n"
        "└── shop/gift.py:4:1 `shop.gift.Gift`\n"
    )


def test_json_keeps_its_schema(write: Write, run: Run) -> None:
    write(SHOP)
    document = json.loads(run("impact", "Cart.total", "--output", "json").out)
    jsonschema.validate(document, SCHEMA)
    assert document["target"]["kind"] == "method"
    assert document["dependants"][-1]["relation"] == "inherits the member"


def test_markdown_has_a_section_for_each_relation(write: Write, run: Run) -> None:
    write(SHOP)
    out = run("impact", "shop.cart.Cart", "--output", "markdown").out
    assert out.startswith(
        "# Impact of `shop.cart.Cart`\n\nClass in `shop/cart.py:1`.\n"
    )
    assert out.endswith(
        "## Subclasses: 1\n\n"
        "| name | place | detail |\n|---|---|---|\n"
        "| `shop.gift.Gift` | `shop/gift.py:4` |  |\n"
    )


def test_text_shows_calls_and_the_way_into_a_slot(write: Write, run: Run) -> None:
    write(
        SHOP
        | {
            "shop/pay.py": (
                "from shop.cart import Cart\n\n\n"
                "def pay(cart):\n"
                "    cart.total()\n"
                "    return cart.total()\n\n\n"
                "pay(Cart())\n"
            )
        }
    )
    assert run("impact", "Cart", COLUMNS="100").out.endswith(
        "Functions that create objects: 1\n"
        "└── shop/pay.py:9:5 `shop.pay`\n"
        "\n"
        "Slots that its objects get to: 1\n"
        "└── shop/pay.py:4:1 `shop.pay.pay(cart)` and uses `total`\n"
        "      shop/pay.py:9:5 `Cart` is created\n"
        "      shop/pay.py:9:1 is passed to `pay` as `cart`\n"
    )
    assert run("impact", "shop.cart.Cart.total", COLUMNS="100").out.endswith(
        "Functions that call it: 1, 2 places\n"
        "└── shop/pay.py:5:5 `shop.pay.pay` 2 times, again in line 6\n"
    )
    document = json.loads(run("impact", "Cart", "--output", "json").out)
    jsonschema.validate(document, SCHEMA)
    assert len(document["dependants"][-1]["chain"]) == 2
    markdown = run("impact", "Cart", "--output", "markdown").out
    assert "and uses `total`; `shop/pay.py:9` `Cart` is created; " in markdown


def test_a_target_that_is_not_there(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("impact", "Cart.totals")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: impact: there is no module, class or member `Cart.totals` in the "
        "project; did you mean `shop.cart.Cart.total`?\n"
    )


def test_a_target_that_may_be_several_things(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("impact", "total")
    assert ran.code == 2
    assert "`total` may be `shop.cart.Cart.total`, `shop.gift.Gift.total`" in ran.err
