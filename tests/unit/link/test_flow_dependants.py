"""Who calls, creates, reads, writes or holds a target."""

from ssot_audit.link.dependants import Dependant, Relation
from ssot_audit.link.impact import impact, targets
from tests.support.projects import linked

CART = """
class Cart:
    kind = "cart"

    def __init__(self, size):
        self.size = size
        self.total()

    def total(self):
        return self.size

    @classmethod
    def empty(cls):
        return cls(0)

    @property
    def label(self):
        return "a"


class Gift(Cart):
    def total(self):
        return super().total()


def add(cart): return cart
"""


def found(dotted: str, source: str, cart: str = CART) -> list[Dependant]:
    program = linked({"cart.py": cart, "shop.py": f"from cart import *\n{source}"})
    (target,) = targets(program, dotted)
    return list(impact(program, target).dependants)


def places(
    dotted: str, relation: Relation, source: str = "", cart: str = CART
) -> list[tuple[str, list[int], str]]:
    return [
        (one.dotted, [span.line for span in (one.span, *one.more)], one.detail)
        for one in found(dotted, source, cart)
        if one.relation is relation
    ]


def test_calls_of_a_function_are_counted_for_each_caller() -> None:
    source = "def pay():\n    add(1)\n    add(2)\nadd(3)\n"
    assert places("cart.add", Relation.CALLS, source) == [
        ("shop.pay", [3, 4], ""),
        ("shop", [5], ""),
    ]


def test_a_function_is_called_under_any_name() -> None:
    source = (
        "import functools, cart\n"
        "def run(callback): return callback(1)\n"
        "later = functools.partial(add, 1)\n"
        "def pay():\n    run(cart.add)\n    later()\n"
    )
    assert places("cart.add", Relation.CALLS, source) == [
        ("shop.run", [3], ""),
        ("shop.pay", [7], ""),
    ]


def test_a_method_is_called_on_what_gets_there() -> None:
    source = (
        "class Other:\n    def total(self): return 1\n"
        "def pay(cart): return cart.total()\n"
        "def skip(other): return other.total()\n"
        "pay(Cart(1))\nskip(Other())\n"
    )
    assert places("cart.Cart.total", Relation.CALLS, source) == [
        ("cart.Cart.__init__", [7], ""),
        ("cart.Gift.total", [23], ""),
        ("shop.pay", [4], ""),
    ]


def test_a_method_may_answer_for_the_class_above() -> None:
    assert places("cart.Gift.total", Relation.CALLS) == [
        ("cart.Cart.__init__", [7], ""),
    ]


def test_a_method_that_is_taken_along_is_read() -> None:
    source = "def pay():\n    cart = Cart(1)\n    return print, [cart.total]\n"
    assert places("cart.Cart.total", Relation.READS, source) == [("shop.pay", [4], "")]


def test_a_method_behind_an_unknown_decorator_is_called() -> None:
    source = (
        "from elsewhere import wrapped\n"
        "class Odd:\n    @wrapped\n    def go(self): return 1\n"
        "def run(odd): return odd.go()\n"
        "run(Odd())\n"
    )
    assert places("shop.Odd.go", Relation.CALLS, source) == [("shop.run", [6], "")]


def test_constructors_are_calls_of_the_class() -> None:
    source = "def pay():\n    Gift(2)\n    return Cart(1)\n"
    assert places("cart.Cart", Relation.CREATES, source) == [
        ("cart.Cart.empty", [14], ""),
        ("shop.pay", [4], ""),
    ]


def test_calls_of_a_class_call_its_constructor() -> None:
    source = "def pay():\n    return Gift(2)\n"
    assert places("cart.Cart.__init__", Relation.CALLS, source) == [
        ("cart.Cart.empty", [14], "to create `Cart`"),
        ("shop.pay", [3], "to create `Gift`"),
    ]


def test_an_object_is_called_through_its_class() -> None:
    source = (
        "class Task:\n    def __call__(self): return 1\n"
        "def run(task): return task()\n"
        "run(Task())\n"
    )
    assert places("shop.Task.__call__", Relation.CALLS, source) == [
        ("shop.run", [4], "")
    ]


def test_attributes_are_read_and_written() -> None:
    source = (
        "class Other:\n    size = 1\n"
        "def grow(cart):\n    cart.size = cart.size + 1\n    return cart.size\n"
        "def skip(other): return other.size\n"
        "grow(Gift(1))\nskip(Other())\n"
    )
    assert places("cart.Cart.size", Relation.WRITES, source) == [
        ("cart.Cart.__init__", [6], ""),
        ("shop.grow", [5], ""),
    ]
    assert places("cart.Cart.size", Relation.READS, source) == [
        ("cart.Cart.total", [10], ""),
        ("shop.grow", [5, 6], ""),
    ]


def test_class_attributes_and_properties_are_read() -> None:
    source = "def show():\n    return Cart.kind, Cart(1).label\n"
    assert places("cart.Cart.kind", Relation.READS, source) == [("shop.show", [3], "")]
    assert places("cart.Cart.label", Relation.READS, source) == [("shop.show", [3], "")]


def test_slots_that_hold_objects_say_how_they_got_there() -> None:
    source = (
        "class Till:\n    def __init__(self, cart): self.cart = cart\n"
        "    def pay(self): return self.cart.total()\n"
        "Till(Cart(1))\n"
    )
    held = [one for one in found("cart.Cart", source) if one.relation is Relation.HOLDS]
    assert [(one.dotted, one.span.line, one.detail) for one in held] == [
        ("shop.Till.cart", 3, "and uses `total`")
    ]
    assert [step.text for step in held[0].chain] == [
        "`Cart` is created",
        "is passed to `Till.__init__` as `cart`",
        "is stored as `Till.cart`",
    ]


def test_a_function_with_several_bodies_is_one_caller() -> None:
    source = (
        "class Till:\n    def __init__(self, cart):\n        self.paid = cart.total()\n"
        "class Late(Till): pass\n"
        "Till(Cart(1))\nLate(Cart(2))\n"
    )
    calls = places("cart.Cart.total", Relation.CALLS, source)
    assert ("shop.Till.__init__", [4], "") in calls
    assert len(calls) == 3


def test_tests_are_not_followed() -> None:
    program = linked(
        {"cart.py": CART, "tests/test_cart.py": "from cart import add\nadd(1)\n"}
    )
    (target,) = targets(program, "cart.add")
    relations = {one.relation for one in impact(program, target).dependants}
    assert relations == {Relation.IMPORTS}


def test_places_are_in_the_order_of_the_text() -> None:
    ((_, (outer, inner)),) = [
        (one.dotted, (one.span, *one.more))
        for one in found("cart.add", "def pay(): return add(add(1))\n")
        if one.relation is Relation.CALLS
    ]
    assert outer.column < inner.column


def test_a_place_is_listed_once_and_as_certain_as_it_is() -> None:
    source = (
        "class Big(Cart):\n    def total(self): return 3\n"
        "def pay(cart): return cart.total()\n"
        "class Base(Cart):\n    def go(self): pay(self)\n"
        "Base(1).go()\npay(Big(1))\n"
        "class Below(Base):\n    def total(self): return 4\n"
        "pay(Below(1))\n"
    )
    calls = places("shop.Below.total", Relation.CALLS, source)
    assert ("shop.pay", [4], "") in calls
    assert len(calls) == 2


def test_another_constructor_below_is_not_called() -> None:
    source = "class Own(Cart):\n    def __init__(self): self.a = 1\ndef f(): Own()\n"
    (made,) = places("cart.Cart.__init__", Relation.CALLS, source)
    assert made[0] == "cart.Cart.empty"


def test_another_class_that_uses_itself_does_not_count() -> None:
    source = (
        "class Other:\n    def total(self): return 1\n    def go(self): self.total()"
    )
    assert len(places("cart.Gift.total", Relation.CALLS, source)) == 1


def test_of_two_ways_into_a_slot_the_shorter_is_told() -> None:
    source = (
        "class Own:\n"
        "    def start(self): relay(self)\n"
        "    def ring(self): return 1\n"
        "def relay(own): pay(own)\n"
        "def pay(own): return own.ring()\n"
        "def make(): pay(Own())\n"
        "make()\n"
    )
    for text in (source, source.replace("relay(self)", "pay(self)")):
        (held,) = (
            one
            for one in found("shop.Own", text)
            if one.relation is Relation.HOLDS and one.dotted == "shop.pay(own)"
        )
        assert held.chain[-1].text == "is passed to `pay` as `own`"
        assert len(held.chain) == (2 if text == source else 1)


def test_an_attribute_is_read_for_certain_if_one_object_is_certain() -> None:
    source = (
        "def show(own): return own.extra\n"
        "class Base:\n    def go(self): show(self)\n"
        "class Own(Base):\n    def __init__(self): self.extra = 1\n"
        "def relay(own): show(own)\n"
        "relay(Own())\n"
    )
    assert places("shop.Own.extra", Relation.READS, source) == [("shop.show", [2], "")]
    alone = source.replace("relay(Own())", "")
    assert places("shop.Own.extra", Relation.READS, alone) == [
        ("shop.show", [2], "on `Base` or a class below it")
    ]
