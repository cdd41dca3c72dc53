"""The part of the import graph that a change affects."""

from ssot_audit.link.import_changes import ImportChanges, State, import_changes
from tests.support.projects import linked

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "import shop.tax\n",
    "shop/desk.py": "import shop.cart\n",
    "shop/tax.py": "",
    "shop/far.py": "import shop.tax\n",
    "tests/test_cart.py": "import shop.cart\n",
}


def changes(**now: str | None) -> ImportChanges:
    edits = {f"shop/{name}.py": text for name, text in now.items()}
    files = {
        path: text for path, text in {**FILES, **edits}.items() if text is not None
    }
    return import_changes(linked(FILES), linked(files))


def test_what_changed_and_who_imports_it() -> None:
    found = changes(cart="import shop.tax\nX = 1\n")
    assert found.modules == {
        "shop.cart": State.CHANGED,
        "shop.desk": State.KEPT,
    }
    assert found.edges == {("shop.desk", "shop.cart"): State.KEPT}
    assert ("shop.far", "shop.tax") in found.others
    assert not found.closed


def test_imports_that_come_and_go() -> None:
    found = changes(cart="import shop.far\n")
    assert found.edges == {
        ("shop.cart", "shop.far"): State.ADDED,
        ("shop.cart", "shop.tax"): State.REMOVED,
        ("shop.desk", "shop.cart"): State.KEPT,
    }


def test_modules_that_come_and_go() -> None:
    found = changes(cart=None, new="import shop.tax\n")
    assert found.modules["shop.cart"] is State.REMOVED
    assert found.modules["shop.new"] is State.ADDED


def test_all_imports_on_a_cycle_that_a_change_closes() -> None:
    found = changes(tax="import shop.desk\n")
    assert found.closed == {
        ("shop.tax", "shop.desk"),
        ("shop.desk", "shop.cart"),
        ("shop.cart", "shop.tax"),
    }


def test_a_deferred_import_closes_no_cycle() -> None:
    assert not changes(tax="def f():\n    import shop.desk\n").closed


def test_a_cycle_that_there_was_is_not_closed_again() -> None:
    tax = "import shop.desk\n"
    before = linked({**FILES, "shop/tax.py": tax})
    now = linked({**FILES, "shop/tax.py": f"{tax}import shop.cart\n"})
    assert not import_changes(before, now).closed
