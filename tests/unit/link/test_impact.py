"""Who depends on a target."""

import pytest

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.dependants import Relation
from ssot_audit.link.impact import Impact, Reach, impact, names, targets
from ssot_audit.link.suggestions import closest_ending, ending_in
from tests.support.projects import linked

SHOP = {
    "shop/__init__.py": "from shop.cart import Cart\n",
    "shop/cart.py": (
        "LIMIT = 1\n"
        "def add(): return 1\n"
        "class Cart:\n    size = 1\n    def total(self): return 1\n"
    ),
    "shop/gift.py": (
        "from shop import Cart as Base\n"
        "class Gift(Base):\n    def total(self): return 2\n"
        "class Wrapped(Gift): pass\n"
        "class Plain(Base): pass\n"
    ),
    "shop/till.py": "from shop.gift import Gift\n",
    "shop/late.py": "def pay():\n    from shop.cart import add\n",
    "shop/later.py": "import shop.late\n",
    "shop/types.py": (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from shop.cart import Cart\n"
    ),
}


def found(dotted: str) -> Impact:
    program = linked(SHOP)
    (target,) = targets(program, dotted)
    return impact(program, target)


def reach(dotted: str, when: EdgeKind) -> Reach:
    (one,) = (each for each in found(dotted).reach if each.when is when)
    return one


def related(dotted: str, relation: Relation) -> list[tuple[str, str]]:
    return [
        (one.dotted, one.detail)
        for one in found(dotted).dependants
        if one.relation is relation
    ]


@pytest.mark.parametrize(
    ("dotted", "kind", "meant"),
    [
        ("shop.cart", "module", "shop.cart"),
        ("shop.cart.LIMIT", "variable", "shop.cart.LIMIT"),
        ("shop.cart.add", "function", "shop.cart.add"),
        ("shop.Cart", "class", "shop.cart.Cart"),
        ("shop.cart.Cart.total", "method", "shop.cart.Cart.total"),
        ("shop.Cart.size", "attribute", "shop.cart.Cart.size"),
        ("shop.gift.Plain.total", "method", "shop.cart.Cart.total"),
    ],
)
def test_a_name_is_followed_to_what_it_means(
    dotted: str, kind: str, meant: str
) -> None:
    target = found(dotted).target
    assert (target.kind.value, target.dotted) == (kind, meant)


@pytest.mark.parametrize("dotted", ["shop.none", "shop.cart.Cart.none", "os.path"])
def test_what_is_not_there_is_no_target(dotted: str) -> None:
    assert targets(linked(SHOP), dotted) == ()


def test_importers_are_direct_or_reached_through_others() -> None:
    eager = reach("shop.cart", EdgeKind.IMPORT_TIME)
    assert [edge.importer.name for edge in eager.direct] == ["shop"]
    assert [[m.name for m in chain] for chain in eager.chains] == [
        ["shop", "shop.cart"],
        ["shop.gift", "shop", "shop.cart"],
        ["shop.till", "shop.gift", "shop", "shop.cart"],
    ]
    assert eager.longest[0].name == "shop.till"


def test_an_import_in_a_function_defers_all_behind_it() -> None:
    deferred = reach("shop.cart", EdgeKind.DEFERRED)
    assert [edge.importer.name for edge in deferred.direct] == ["shop.late"]
    assert [[m.name for m in chain] for chain in deferred.chains] == [
        ["shop.late", "shop.cart"],
        ["shop.later", "shop.late", "shop.cart"],
    ]


def test_imports_for_types_are_not_followed() -> None:
    types = reach("shop.cart", EdgeKind.TYPE_ONLY)
    assert [edge.importer.name for edge in types.direct] == ["shop.types"]
    assert types.chains == ()


def test_a_module_in_a_cycle_is_not_its_own_importer() -> None:
    program = linked({"a.py": "import b\n", "b.py": "import a\n"})
    (target,) = targets(program, "a")
    eager = impact(program, target).reach[0]
    assert [[m.name for m in chain] for chain in eager.chains] == [["b", "a"]]


def test_imports_of_a_name_count_through_re_exports() -> None:
    assert related("shop.cart.Cart", Relation.IMPORTS) == [
        ("shop", ""),
        ("shop.gift", "as `Base`"),
        ("shop.types", ""),
    ]


def test_imports_of_another_name_of_the_module_do_not_count() -> None:
    assert related("shop.cart.add", Relation.IMPORTS) == [("shop.late", "")]


def test_subclasses_say_through_whom() -> None:
    assert related("shop.cart.Cart", Relation.DERIVES) == [
        ("shop.gift.Gift", ""),
        ("shop.gift.Wrapped", "through `Gift`"),
        ("shop.gift.Plain", ""),
    ]


def test_a_member_is_overridden_or_inherited() -> None:
    assert related("shop.Cart.total", Relation.OVERRIDES) == [("shop.gift.Gift", "")]
    assert related("shop.Cart.total", Relation.INHERITS) == [("shop.gift.Plain", "")]


def test_the_end_of_a_name_is_enough() -> None:
    known = set(names(linked(SHOP)))
    assert ending_in("Cart.total", known) == ("shop.cart.Cart.total",)
    assert ending_in("cart", known) == ("shop.cart",)
    assert len(ending_in("total", known)) == 4


def test_a_name_that_is_almost_right_is_suggested() -> None:
    known = set(names(linked(SHOP)))
    assert closest_ending("Cart.totals", known) == "shop.cart.Cart.total"
    assert closest_ending("shop.gifts", known) == "shop.gift"
    assert closest_ending("zebra", known) is None
