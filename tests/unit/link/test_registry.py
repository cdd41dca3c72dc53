"""Which name is to be imported from where."""

import pytest

from ssot_audit.link.registry import Entry, Index, index_bytes, registry
from tests.support.projects import Files, linked, settings_for

FILES: Files = {
    "shop/__init__.py": "from shop._cart import Cart\n",
    "shop/_cart.py": "class Cart: ...\nclass _Row: ...\n",
    "shop/till.py": "LIMIT = 1\nstate = {}\ndef pay(): ...\n",
    "shop/legacy.py": "from shop.till import pay\n",
    "shop/other.py": "def pay(): ...\n",
    "a.py": "from shop import Cart\nfrom shop.legacy import pay\n",
    "tests/test_a.py": "from shop.till import pay\nclass Fake: ...\n",
}


def entries(toml: str = "", files: Files = FILES) -> dict[str, Entry]:
    found = registry(linked(files, toml), settings_for(files, toml))
    return {f"{entry.home}.{entry.name}": entry for entry in found}


def test_public_names_of_production_are_in_it() -> None:
    assert set(entries()) == {
        "shop._cart.Cart",
        "shop.till.LIMIT",
        "shop.till.pay",
        "shop.other.pay",
    }


def test_a_variable_that_somebody_imports_is_in_it() -> None:
    files = {**FILES, "b.py": "from shop.till import state\n"}
    assert "shop.till.state" in entries(files=files)


def test_a_private_module_is_left_for_the_package_that_hands_its_name_out() -> None:
    found = entries()["shop._cart.Cart"]
    assert found.statement == "from shop import Cart"
    assert not found.is_declared


def test_a_home_is_kept_where_a_module_beside_it_hands_its_name_on() -> None:
    assert entries()["shop.till.pay"].statement == "from shop.till import pay"


def test_a_package_that_is_used_more_than_the_home_is_canonical() -> None:
    files = {
        "shop/__init__.py": "from shop.cart import Cart\n",
        "shop/cart.py": "class Cart: ...\n",
        "a.py": "from shop import Cart\n",
    }
    assert entries(files=files)["shop.cart.Cart"].canonical == "shop.cart"
    files = {**files, "b.py": "from shop import Cart\n"}
    assert entries(files=files)["shop.cart.Cart"].canonical == "shop"


def test_what_is_declared_wins() -> None:
    found = entries('[[canonical]]\nname = "Cart"\nhome = "shop._cart"')
    assert found["shop._cart.Cart"].statement == "from shop._cart import Cart"
    assert found["shop._cart.Cart"].is_declared


def test_each_path_in_use_is_counted() -> None:
    routes = entries()["shop.till.pay"].routes
    assert [(r.module, r.production, r.tests) for r in routes] == [
        ("shop.till", 1, 1),
        ("shop.legacy", 1, 0),
    ]


def test_deprecated_paths_are_marked() -> None:
    found = entries('[[deprecated]]\nimport = "shop.legacy"')["shop.till.pay"]
    assert [r.module for r in found.routes if r.is_deprecated] == ["shop.legacy"]
    assert not found.is_deprecated


def test_a_deprecated_home_is_marked() -> None:
    assert entries('[[deprecated]]\nimport = "shop.till"')[
        "shop.till.pay"
    ].is_deprecated


def index() -> Index:
    return Index.from_bytes(index_bytes(entries().values()))


@pytest.mark.parametrize(
    ("name", "homes"),
    [
        ("Cart", ["shop._cart"]),
        ("pay", ["shop.other", "shop.till"]),
        ("till.pay", ["shop.till"]),
        ("shop.legacy.pay", ["shop.till"]),
        ("none.pay", []),
        ("Kart", []),
    ],
)
def test_a_name_is_found_bare_or_by_any_of_its_paths(
    name: str, homes: list[str]
) -> None:
    assert [entry.home for entry in index().where(name)] == homes


def test_the_name_most_like_an_unknown_one_is_known() -> None:
    assert index().closest("shop.Carts") == "Cart"
    assert index().closest("Xylophone") is None
