"""What a dotted name means."""

import pytest

from tests.support.projects import Files, linked
from tests.support.resolutions import meaning_of, module_at

CART = "Class shop/cart.py Cart"
SHOP: Files = {"shop/cart.py": "class Cart:\n    class Line: ...\nLIMIT = 10\n"}


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("import shop.cart", "shop.cart.Cart", CART),
        ("import shop.cart as c", "c.Cart", CART),
        ("from shop import cart", "cart.Cart", CART),
        ("from shop.cart import Cart as C", "C", CART),
        ("from shop.cart import *", "Cart", CART),
        ("from shop.cart import Cart\nAlias = Cart", "Alias", CART),
        ("import shop.cart\nAlias = shop.cart.Cart", "Alias", CART),
        ("from shop.cart import Cart", "Cart.Line", "Class shop/cart.py Cart.Line"),
        ("from shop.cart import LIMIT", "LIMIT", "Variable shop/cart.py LIMIT"),
        ("from shop.cart import Basket", "Basket", "no Basket in shop/cart"),
        ("import os.path", "os.path.join", "external os.path.join"),
        ("from typing import Protocol as P", "P", "external typing.Protocol"),
        ("", "int", "external builtins.int"),
        ("", "", "unknown: not a plain name"),
        ("", "Cart", "unknown: bound nowhere in the file"),
        ("class A: ...\na = A()", "a.b", "unknown: an attribute of a value"),
        ("class A: ...", "A.b", "unknown: an attribute of a class"),
    ],
)
def test_a_name_is_followed_to_its_definition(
    source: str, name: str, expected: str
) -> None:
    assert meaning_of(name, "app.py", {**SHOP, "app.py": source}) == expected


def test_an_alias_through_two_re_exports_resolves() -> None:
    files = {
        **SHOP,
        "shop/__init__.py": "from .api import *",
        "shop/api.py": "from shop.cart import Cart as ShoppingCart",
        "app.py": "import shop",
    }
    assert meaning_of("shop.ShoppingCart", "app.py", files) == CART


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["class A: ...", "class A: ..."], "Class app.py A"),
        (["A = None", "from shop.cart import Cart as A"], CART),
        (["from shop.cart import Cart as A", "A = 1"], "Variable app.py A"),
        (
            ["try: from shop.cart import Cart as A", "except ImportError: A = None"],
            "unknown: bound differently in branches",
        ),
        (
            ["try: from shop.none import A", "except: from shop.cart import Cart as A"],
            CART,
        ),
        (
            ["if x: from shop.cart import Cart as A", "else: from shop import A"],
            CART,
        ),
        (
            ["if TYPE_CHECKING: from x import A", "from shop.cart import Cart as A"],
            CART,
        ),
        (["if TYPE_CHECKING: from shop.cart import Cart as A"], CART),
    ],
)
def test_of_several_bindings_the_last_that_always_runs_counts(
    lines: list[str], expected: str
) -> None:
    init = "from .cart import Cart as A"
    files = {**SHOP, "shop/__init__.py": init, "app.py": "\n".join(lines)}
    assert meaning_of("A", "app.py", files) == expected


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("_a = 1", "_a", "no _a in shop"),
        ("__all__ = ['_a']\n_a = b = 1", "_a", "Variable shop/more.py _a"),
        ("__all__ = ['_a']\n_a = b = 1", "b", "no b in shop"),
        ("__all__ = names()\n_a = 1", "_a", "Variable shop/more.py _a"),
        (
            "__all__ = ['a']\n__all__ += ['b']\na = b = 1",
            "b",
            "Variable shop/more.py b",
        ),
        ("__all__ = []\n__all__.append('b')\nb = 1", "b", "Variable shop/more.py b"),
    ],
)
def test_a_star_import_brings_what_its_module_exports(
    module: str, name: str, expected: str
) -> None:
    files = {
        "shop/__init__.py": "from shop.more import *",
        "shop/more.py": module,
        "app.py": "import shop",
    }
    assert meaning_of(f"shop.{name}", "app.py", files) == expected


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("from vendor import *", "a star import from outside"),
        ("def __getattr__(name): ...", "the module has a `__getattr__`"),
        ("globals()['x'] = 1", "the module calls `globals()`"),
        ("def broken(:", "the module could not be analysed"),
        ("import sys\nsys.modules[__name__] = x", "the module replaces itself in"),
    ],
)
def test_a_name_that_an_open_module_may_have_is_unknown(
    module: str, reason: str
) -> None:
    files = {"shop.py": module, "app.py": "from shop import Cart"}
    assert meaning_of("Cart", "app.py", files).startswith(f"unknown: {reason}")


def test_a_chain_of_imports_that_bites_its_tail_is_unknown() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a.py": "from shop.b import X",
        "shop/b.py": "from shop.a import X",
    }
    assert meaning_of("X", "shop/a.py", files) == "unknown: stands for itself"


def test_aliases_of_each_other_stand_for_themselves() -> None:
    files = {"app.py": "a = b\nb = a\n"}
    assert meaning_of("a", "app.py", files) == "Variable app.py a"


def test_a_chain_of_thousands_of_aliases_is_followed_only_so_far() -> None:
    links = "".join(f"x{n} = x{n - 1}\n" for n in range(1, 3_000))
    files = {"app.py": f"class X: ...\nx0 = X\n{links}"}
    assert meaning_of("x50", "app.py", files) == "Class app.py X"
    assert meaning_of("x2999", "app.py", files) == "Variable app.py x2999"


def test_names_bound_in_a_function_are_its_own() -> None:
    files = {
        **SHOP,
        "app.py": "class Cart: ...\ndef make():\n    from shop.cart import Cart\n",
    }
    assert meaning_of("make.<locals>.Cart", "app.py", files) == CART
    assert meaning_of("Cart", "app.py", files) == "Class app.py Cart"


def test_a_bare_annotation_binds_a_name_in_a_stub_only() -> None:
    stub = {"shop.pyi": "limit: int", "app.py": "import shop"}
    source = {"shop.py": "limit: int", "app.py": "import shop"}
    assert meaning_of("shop.limit", "app.py", stub) == "Variable shop.pyi limit"
    assert meaning_of("shop.limit", "app.py", source) == "no limit in shop"


def test_a_submodule_is_an_attribute_of_its_package_unless_a_name_hides_it() -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": "", "app.py": "import shop"}
    assert meaning_of("shop.cart", "app.py", files) == "shop/cart.py"
    hidden = {**files, "shop/__init__.py": "cart = 1"}
    assert meaning_of("shop.cart", "app.py", hidden) == "Variable shop/__init__.py cart"


def test_the_visible_names_of_a_module_include_those_of_its_star_imports() -> None:
    files = {**SHOP, "shop/__init__.py": "from .cart import *\nimport os as system\n"}
    program = linked(files)
    names = program.public_names(module_at(program, "shop/__init__.py"))
    assert names == {"Cart", "LIMIT", "system"}


def test_a_module_that_takes_a_name_from_itself_twice_ends() -> None:
    source = "from shop.a import X\nfrom shop.a import X\nfrom shop.a import Y as X\n"
    assert meaning_of("X", "shop/a.py", {"shop/__init__.py": "", "shop/a.py": source})
