"""What others see of a file, and where its spans went."""

from textwrap import dedent

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import Span
from ssot_audit.extract.use_facts import ModuleUses, decoded
from ssot_audit.link.face import Moves, Shown, Unlike, moves
from tests.support.looks import seen

FILE = """\
import os
from shop import prices
from tests.support.looks import seen

class Cart(prices.Base):
    LIMIT = 3

    def add(self, item):
        self.items = [item]
        self.check(item)
        print(item)

    def total(self):
        return sum(self.items)

def tax(value):
    return value
"""


def moved(
    old: str,
    new: str,
    combiners: tuple[str, ...] = (),
    *,
    shows_flow: bool = True,
    shows_uses: bool = False,
) -> Moves:
    before, after = extract(old.encode()), extract(new.encode())
    looks = [(uses_of(old), uses_of(new))] if shows_uses else []
    return moves(before, after, combiners, Shown(flow=shows_flow), looks)


def uses_of(source: str) -> ModuleUses:
    return decoded(seen("uses", source.encode()))


def is_seen(old: str, new: str, combiners: tuple[str, ...] = ()) -> bool:
    try:
        moved(old, new, combiners)
    except Unlike:
        return True
    return False


def edited(before: str, after: str) -> str:
    assert before in FILE
    return FILE.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n", "# a remark\nimport os\n"),
        ("import os\n", "import   os\n"),
        ("print(item)", "x = 1  # ssot: ignore[SSOT107] reason='it'"),
        ("import os\n", "import os  # ssot: ignore[SSOT206]\n"),
        ("print(item)", "print(len(item), 2)"),
        ("        print(item)\n", ""),
        ("return value", "return value; os.environ['ITEM']"),
        ("LIMIT = 3", "LIMIT = 4"),
    ],
)
def test_what_only_the_file_is_asked_for_is_no_part_of_its_face(
    before: str, after: str
) -> None:
    assert not is_seen(FILE, edited(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n", "import os, sys\n"),
        ("import os\n", "# Generated: do not edit.\nimport os\n"),
        ("from shop import prices", "from shop import prices as p"),
        ("import os\nfrom shop import prices", "from shop import prices\nimport os"),
        ("class Cart(prices.Base)", "class Cart(prices.Other)"),
        ("class Cart", "@final\nclass Cart"),
        ("LIMIT = 3", "LIMIT: int"),
        ("LIMIT = 3", "MAXIMUM = 3"),
        ("def add(self, item)", "def add(self, item, count)"),
        ("def add(self, item)", "def add(self, item=None)"),
        ("def add(self", "async def add(self"),
        ("self.items = [item]", "self.goods = [item]"),
        ("self.check(item)", "self.examine(item)"),
        ("self.check(item)", "super().add(item)"),
        ("self.check(item)", "setattr(self, item, 1)"),
        ("print(item)", "import json"),
        ("print(item)", "prices.Mock(item)"),
        ("print(item)", "os.local()"),
        ("print(item)", "undefined_anywhere(item)"),
        ("print(item)", "global seen; seen = item"),
        ("print(item)", "self.assertTrue(item)"),
        ("print(item)", "os.log(item, level=2)"),
        ("print(item)", "Cart(item)"),
        ("print(item)", "os.environ['ITEM']"),
        ("print(item)", "item.attribute = 1"),
        ("print(item)", "item = found = Cart"),
        ("print(item)", "self.check(item)"),
        ("self.check(item)", "pass"),
        ("return value", "return value + 1"),
        ("def tax(value)", "def tax(value, rate)"),
        ("def tax", "TAX = 1\ndef tax"),
        ("def tax", "__all__ = ['Cart']\ndef tax"),
        ("def tax", "def __getattr__(name): ...\ndef tax"),
        ("def tax", "globals()['x'] = 1\ndef tax"),
        ("return value", "return value +"),
        ("return value", "raise NotImplementedError"),
        ("return sum(self.items)", "return 1"),
    ],
)
def test_what_others_see_is(before: str, after: str) -> None:
    assert is_seen(FILE, edited(before, after))


@pytest.mark.parametrize("word", ["prices.__path__ = []", "declare_namespace()"])
def test_what_moves_the_modules_of_a_package_is_seen(word: str) -> None:
    assert is_seen(FILE, FILE + word + "\n")


def test_a_class_handed_to_what_derives_classes_from_it_is_seen() -> None:
    # Where nobody gets to, nothing flows.
    new = edited("print(item)", "return; combine(Cart)")
    assert not is_seen(edited("print(item)", "return; combine(item)"), new)
    assert is_seen(edited("print(item)", "return; combine(item)"), new, ("combine",))


def test_the_last_assertion_of_a_class_is_seen_to_go() -> None:
    old = "class A:\n    def f(self): self.assertTrue(1); return 1\n"
    assert is_seen(old, "class A:\n    def f(self): return 1\n")


def test_a_class_handed_to_type_is_seen() -> None:
    assert is_seen(FILE, edited("print(item)", "type('Sub', (Cart,), {})"))


def test_redefinitions_must_not_move_since_a_message_has_their_line() -> None:
    twice = "def f(): ...\ndef f(): ...\n"
    assert not is_seen(twice, twice + "# a remark\n")
    assert is_seen(twice, "# a remark\n" + twice)


def test_a_span_is_found_where_its_fact_is_now() -> None:
    found = moved("import os\nimport sys\n", "import os\n\nimport  sys\n")
    assert found.of(Span(1, 1, 1, 10)) == Span(1, 1, 1, 10)
    assert found.of(Span(2, 1, 2, 11)) == Span(3, 1, 3, 12)


def test_a_span_of_no_fact_is_found_nowhere() -> None:
    with pytest.raises(Unlike):
        moved(FILE, FILE).of(Span(7, 7, 7, 8))


def test_rearranged_uses_are_lost_and_others_are_not() -> None:
    old = dedent("""\
        class A:
            def f(self): return 1; self.x; self.x
        class B:
            def f(self): self.y
    """)
    found = moved(old, old.replace("self.x; self.x", "self.x; 1"))
    assert {span.line for span in found.lost} == {2}
    with pytest.raises(Unlike):
        found.of(Span(2, 28, 2, 34))


def test_what_was_lost_is_not_found_even_if_another_fact_has_its_span() -> None:
    span = Span(1, 1, 1, 2)
    assert Moves({span: span}, frozenset()).of(span) == span
    with pytest.raises(Unlike):
        Moves({span: span}, frozenset({span})).of(span)


def test_the_order_of_definitions_of_different_kinds_is_seen() -> None:
    assert is_seen("x = 1\ndef x(): ...\n", "def x(): ...\nx = 1\n")


@pytest.mark.parametrize(
    ("after", "is_alike"),
    [
        ("print(item)  # said", True),
        ("self.check(1)", False),
        ("item.add(1)", False),
    ],
)
def test_bodies_show_only_where_somebody_looks_at_the_flow(
    after: str, *, is_alike: bool
) -> None:
    edit = edited("print(item)", after)
    assert is_seen(FILE, edit) is not is_alike
    assert moved(FILE, edit, shows_flow=False).spans


@pytest.mark.parametrize(
    ("after", "is_alike"),
    [
        ("print(item)  # said", True),
        ("print(len(item))", True),
        ("os.getcwd()", False),
    ],
)
def test_uses_of_imports_show_only_where_somebody_looks_at_them(
    after: str, *, is_alike: bool
) -> None:
    edit = edited("print(item)", after)
    assert moved(FILE, edit, shows_flow=False).spans
    if is_alike:
        assert moved(FILE, edit, shows_flow=False, shows_uses=True).spans
    else:
        with pytest.raises(Unlike):
            moved(FILE, edit, shows_flow=False, shows_uses=True)


def test_a_comment_that_takes_an_import_out_of_the_graph_is_seen() -> None:
    waived = "from shop import prices  # ssot: ignore[SSOT205]"
    with_comment = edited("from shop import prices", waived)
    assert is_seen(FILE, with_comment)
    assert is_seen(with_comment, FILE)
    assert not is_seen(with_comment, f"# a remark\n{with_comment}")
