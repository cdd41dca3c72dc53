"""`ssot-audit registry`: the whole, one name, and a document held against the code."""

import json

from tests.support.command import Run, Write

SHOP = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "ssot-audit.toml": '[[deprecated]]\nimport = "shop.old"\nuse = "shop.cart"\n',
    "shop/cart.py": "class Cart:\n    pass\n",
    "shop/old.py": "from shop.cart import Cart\n",
    "shop/till.py": "from shop.old import Cart\n\n\ndef pay():\n    pass\n",
    "shop/stock/rack.py": "WIDTH = 1\n",
}
DOCUMENT = """# Imports

## Use

```python
from shop.cart import Cart
from shop.old import Cart
from shop.cart import Carts
from shop.till import Cart
```

## Never use

```python
from shop.old import Cart
from shop.till import pay
from shop.gone import Cart
```
"""


WRONG = (
    "imports.md:7:1: `from shop.old import Cart` is deprecated. "
    "Write `shop.cart` instead.\n"
    "imports.md:8:1: `from shop.cart import Carts` does not exist. "
    "Did you mean `Cart`?\n"
    "imports.md:9:1: `from shop.till import Cart` is not the canonical import. "
    "Write `from shop.cart import Cart`.\n"
    "imports.md:16:1: `from shop.till import pay` is banned and is the canonical "
    "import. Recommend it, or move its home.\n"
    "imports.md:17:1: `from shop.gone import Cart` is banned and does not exist "
    "any more. Drop it.\n"
    "5 imports wrong in imports.md\n"
)


def test_the_whole_registry_is_shown_as_text(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("registry")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "from shop.cart import Cart\n"
        "    class in shop/cart.py:1\n"
        "    1 import\n"
        "    not from `shop.old` (1 import, deprecated)\n"
        "from shop.stock.rack import WIDTH\n"
        "    variable in shop/stock/rack.py:1\n"
        "from shop.till import pay\n"
        "    function in shop/till.py:4\n"
    )


def test_a_package_can_be_picked(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("registry", "--package", "shop.stock", "--output", "json")
    (found,) = json.loads(ran.out)["names"]
    assert found["import"] == "from shop.stock.rack import WIDTH"
    assert run("registry", "--package", "shop.sto").code == 2


def test_markdown_has_a_table_for_each_module(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("registry", "--output", "markdown")
    assert "## `shop.cart`\n" in ran.out
    assert (
        "| `Cart` | `shop/cart.py:1` | `shop.old` (1 import, deprecated) |" in ran.out
    )


def test_where_answers_with_the_import_to_write(write: Write, run: Run) -> None:
    write(SHOP)
    ran = run("registry", "where", "Cart")
    assert ran.code == 0
    assert ran.out.startswith("from shop.cart import Cart\n")


def test_where_answers_the_same_from_what_is_stored(write: Write, run: Run) -> None:
    write(SHOP)
    cold = run("registry", "where", "Cart", "--output", "json")
    assert run("registry", "where", "Cart", "--output", "json").out == cold.out


def test_where_sees_an_edit(write: Write, run: Run) -> None:
    write(SHOP)
    assert run("registry", "where", "Basket").code == 1
    write({"shop/basket.py": "class Basket: ...\n"})
    ran = run("registry", "where", "Basket")
    assert ran.out.startswith("from shop.basket import Basket\n")


def test_an_unknown_name_is_answered_with_the_one_most_like_it(
    write: Write, run: Run
) -> None:
    write(SHOP)
    ran = run("registry", "where", "Carts", "--output", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["did_you_mean"] == "Cart"
    assert "there is no public name `Carts`; did you mean `Cart`?" in ran.err


def test_a_hand_kept_registry_is_held_against_the_code(write: Write, run: Run) -> None:
    write({**SHOP, "imports.md": DOCUMENT})
    ran = run("registry", "check", "imports.md")
    assert ran.code == 1
    assert ran.out == WRONG


def test_a_registry_that_is_right_passes(write: Write, run: Run) -> None:
    right = "```python\nfrom shop.cart import Cart\nimport os\n```\n"
    write({**SHOP, "imports.md": right})
    ran = run("registry", "check", "imports.md", "--output", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["objections"] == []
