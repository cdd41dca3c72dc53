"""When a move of imports is safe."""

import pytest

from ssot_audit.rules.moves import move_imports
from tests.support.projects import Files, linked

HOME = "class Cart: ...\n"
SHIM = "from shop.cart import Cart\n"


@pytest.mark.parametrize(
    ("files", "old", "is_safe"),
    [
        ({"shop/cart.py": HOME, "shop/old.py": SHIM}, "shop.old", True),
        (
            {"shop/cart.py": "import shop.old\n" + HOME, "shop/old.py": SHIM},
            "shop.old",
            False,
        ),
        (
            {
                "shop/cart.py": HOME + "def f():\n import shop.old\n",
                "shop/old.py": SHIM,
            },
            "shop.old",
            True,
        ),
        (
            {"shop/cart.py": "import shop\n" + HOME, "shop/__init__.py": SHIM},
            "shop",
            True,
        ),
    ],
    ids=["one way", "each needs the other", "only in a function", "a package above"],
)
def test_a_move_into_a_cycle_from_another_side_is_not_safe(
    files: Files, old: str, is_safe: bool
) -> None:
    user = f"from {old} import Cart\n"
    program = linked({"shop/__init__.py": "", **files, "user.py": user})
    (importer,) = [module for module in program.modules if module.name == "user"]
    (found,) = importer.facts.imports
    remedy = move_imports(program, f"{old}.Cart", "shop.cart.Cart", [(importer, found)])
    assert remedy.is_safe is is_safe
