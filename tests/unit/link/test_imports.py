"""Who imports whom, when, and in which circles."""

import pytest

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.cycles import cycles as found
from tests.support.projects import Files, linked
from tests.support.resolutions import module_at


def edges(files: Files) -> set[tuple[str, str, str]]:
    graph = linked(files).imports
    return {
        (edge.importer.name, edge.target.name, edge.kind.value)
        for found in graph.edges.values()
        for edge in found
    }


def cycles(files: Files) -> list[tuple[list[str], int]]:
    return [
        ([step.importer.name for step in cycle.steps], cycle.size)
        for cycle in found(linked(files).imports.steps({EdgeKind.IMPORT_TIME}))
    ]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import b", "import-time"),
        ("try:\n    import b\nexcept ImportError: ...", "import-time"),
        ("class A:\n    import b", "import-time"),
        ("def f():\n    import b", "deferred"),
        ("async def f():\n    class A:\n        import b", "deferred"),
        ("if TYPE_CHECKING:\n    import b", "type-only"),
        ("if typing.TYPE_CHECKING:\n    def f():\n        import b", "type-only"),
    ],
)
def test_an_edge_says_when_the_import_happens(source: str, kind: str) -> None:
    assert edges({"a.py": source, "b.py": ""}) == {("a", "b", kind)}


@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("import shop.cart", "shop.cart"),
        ("from shop import cart", "shop.cart"),
        ("from shop import Cart", "shop"),
        ("from shop import price", "shop.price"),
        ("from shop.cart import *", "shop.cart"),
        ("from shop.tax import vat", "shop.tax.vat"),
    ],
)
def test_an_edge_leads_to_the_module_that_is_named(statement: str, target: str) -> None:
    files = {
        "shop/__init__.py": "from .cart import Cart\nfrom . import price",
        "shop/cart.py": "class Cart: ...",
        "shop/price.py": "",
        "shop/tax/vat.py": "",
        "app.py": statement,
    }
    assert ("app", target, "import-time") in edges(files)
    assert len([edge for edge in edges(files) if edge[0] == "app"]) == 1


def test_a_package_that_imports_its_own_modules_has_edges_to_them() -> None:
    files = {"shop/__init__.py": "from . import cart", "shop/cart.py": ""}
    assert edges(files) == {("shop", "shop.cart", "import-time")}


def test_nothing_is_an_edge_that_leads_outside_or_back_to_the_same_file() -> None:
    assert edges({"a.py": "import a, os, django, b.c"}) == set()


def test_imports_of_a_stub_are_for_type_checkers() -> None:
    assert edges({"a.pyi": "import b", "b.py": ""}) == {("a", "b", "type-only")}


def test_a_cycle_starts_at_the_first_path() -> None:
    files = {"c.py": "import a", "b.py": "import c", "a.py": "import b"}
    assert cycles(files) == [(["a", "b", "c"], 3)]


def test_of_a_group_one_shortest_cycle_is_shown() -> None:
    files = {
        "a.py": "import b",
        "b.py": "import c",
        "c.py": "import d, a",
        "d.py": "import c",
    }
    assert cycles(files) == [(["c", "d"], 4)]


def test_groups_come_in_the_order_of_their_paths() -> None:
    files = {"d.py": "import c", "c.py": "import d", "b.py": "import a"}
    files["a.py"] = "import b"
    assert cycles(files) == [(["a", "b"], 2), (["c", "d"], 2)]


def test_what_cannot_be_imported_blocks_its_importers_but_not_the_deferred_ones() -> (
    None
):
    files = {
        "root.py": "",
        "direct.py": "import root",
        "indirect.py": "from direct import x",
        "later.py": "def f():\n    import root",
        "typed.py": "if TYPE_CHECKING:\n    import root",
    }
    program = linked(files)
    blocked = program.imports.dependants([module_at(program, "root.py")])
    assert {m.name for m in blocked} == {"root", "direct", "indirect"}


def test_dependants_end_in_a_cycle() -> None:
    program = linked({"a.py": "import b", "b.py": "import a"})
    assert len(program.imports.dependants([module_at(program, "a.py")])) == 2
