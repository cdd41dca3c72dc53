"""Which class owes what to which interface, and whether it keeps it."""

import abc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.link.obligations import Held, Obligation
from tests.support.projects import Files, linked, settings_for

PRELUDE = "import abc, collections.abc, typing\n"
CONTRACT = '[[contract]]\ninterface = "app.P"\nimplementers = ["*Socket"]'


def obligations(source: str, toml: str = "") -> list[Obligation]:
    files: Files = {"app.py": PRELUDE + source}
    contracts = settings_for(files, toml).contracts
    return list(linked(files, toml).obligations(contracts).all)


def owed(source: str, toml: str = "") -> dict[tuple[str, str], list[str]]:
    """Return the names of the owed members by implementer and interface."""
    return {
        (one.implementer.name, one.interface.name): [m.name for m in one.owed]
        for one in obligations(source, toml)
    }


PROTOCOL = """
class P(typing.Protocol):
    attribute: int
    constant = 1
    def stub(self): ...
    def refusal(self): raise NotImplementedError
    def default(self): return 1
    @abc.abstractmethod
    def abstract(self): return 1
    @property
    def value(self) -> int: ...
"""


def test_a_subclass_of_a_protocol_owes_what_has_no_default() -> None:
    demands = ["attribute", "stub", "refusal", "abstract", "value"]
    assert owed(f"{PROTOCOL}class C(P): ...\nC()") == {("C", "P"): demands}
    assert owed(f"{PROTOCOL}class BaseForOthers(P): ...") == {}


def test_a_declared_implementer_of_a_protocol_owes_all_of_it() -> None:
    everything = [
        *("attribute", "constant", "stub", "refusal"),
        *("default", "abstract", "value"),
    ]
    found = owed(f"{PROTOCOL}class WebSocket: ...", CONTRACT)
    assert found == {("WebSocket", "P"): everything}


@pytest.mark.parametrize("toml", ["", CONTRACT])
def test_of_an_abstract_class_only_abstract_members_are_owed(toml: str) -> None:
    source = """
class P(abc.ABC):
    attribute: int
    def default(self): ...
    @abc.abstractmethod
    def abstract(self): ...
"""
    heir = "class C(P): ..." if not toml else "class WebSocket: ..."
    assert list(owed(source + heir, toml).values()) == [["abstract"]]


def test_a_declared_implementer_owes_the_bases_of_its_interface_too() -> None:
    source = """
class Q(typing.Protocol):
    def q(self): ...
    def both(self): ...
class P(Q, typing.Protocol):
    def both(self): ...
class WebSocket: ...
"""
    assert owed(source, CONTRACT) == {("WebSocket", "P"): ["both", "q"]}


def test_a_member_that_two_interfaces_demand_is_owed_to_the_nearest() -> None:
    source = """
class Q(typing.Protocol):
    def both(self): ...
    def q(self): ...
class P(Q, typing.Protocol):
    def both(self): ...
class C(P): ...
class S(collections.abc.Collection): ...
"""
    found = owed(source)
    assert (found["C", "P"], found["C", "Q"]) == (["both"], ["q"])
    names = [name for (cls, _), known in found.items() if cls == "S" for name in known]
    assert sorted(names) == ["__contains__", "__iter__", "__len__"]


def test_two_interfaces_that_know_nothing_of_each_other_are_owed_both() -> None:
    source = """
class P(typing.Protocol):
    def both(self): ...
class Q(typing.Protocol):
    def both(self): ...
class C(P, Q): ...
"""
    assert owed(source) == {("C", "P"): ["both"], ("C", "Q"): ["both"]}


@pytest.mark.parametrize(
    "source",
    [
        "class C(P, typing.Protocol): ...",
        "class C(P, abc.ABC): ...",
        "class C(P):\n    @abc.abstractmethod\n    def more(self): ...",
        "class C(P): ...\nclass D(C):\n    def m(self): return 1",
        "class C(P):\n    @classmethod\n    def load(cls): ...",
    ],
)
def test_what_is_not_meant_to_be_instantiated_is_held_to_nothing(source: str) -> None:
    protocol = "class P(typing.Protocol):\n    def m(self): ...\n"
    assert not [one for one in obligations(protocol + source) if one.missing]


def test_an_open_class_is_counted_but_not_judged() -> None:
    source = """
from vendor import V
class P(typing.Protocol):
    def m(self): ...
class C(V, P): ...
class WebSocket(V): ...
"""
    files: Files = {"app.py": PRELUDE + source}
    found = linked(files).obligations(settings_for(files, CONTRACT).contracts)
    assert found.all == ()
    assert [one.implementer.name for one in found.unknown] == ["C", "WebSocket"]


def test_an_obligation_says_why_it_is_one() -> None:
    source = "class P(typing.Protocol):\n    def m(self): ...\nclass C(P): ...\n"
    first, second = obligations(f"{source}class WebSocket: ...", CONTRACT)
    assert (first.held, first.declaration) == (Held.INHERITS, None)
    assert second.held is Held.DECLARED
    assert second.declaration is not None
    assert second.declaration.where == "ssot-audit.toml: contract[0]"


def test_a_class_that_inherits_its_declared_interface_is_held_to_it_once() -> None:
    source = "class P(typing.Protocol):\n    def m(self): ...\nclass WebSocket(P): ..."
    (only,) = obligations(source, CONTRACT)
    assert only.held is Held.INHERITS


def test_a_breach_names_the_class_whose_body_is_at_fault() -> None:
    source = """
class P(typing.Protocol):
    def m(self, a): ...
    def n(self): ...
class Mixin:
    def m(self): return 1
class C(Mixin, P): ...
"""
    (obligation,) = obligations(source)
    assert [
        (breach.kind.value, breach.member.name, breach.owner.name, breach.detail)
        for breach in obligation.breaches
    ] == [
        ("signature", "m", "Mixin", "does not accept the argument `a`"),
        ("missing", "n", "C", "is missing"),
    ]


def test_a_declared_implementer_keeps_what_every_object_has() -> None:
    source = """
class P(typing.Protocol):
    def __eq__(self, other: object) -> bool: ...
    def __str__(self) -> str: ...
class WebSocket: ...
"""
    (obligation,) = obligations(source, CONTRACT)
    assert obligation.breaches == ()


@st.composite
def abstract_classes(draw: st.DrawFn) -> str:
    """Return a root with abstract methods, mixins, and classes made of both."""
    lines = ["class C0(abc.ABC):"]
    lines += [f"    @abc.abstractmethod\n    def {name}(self): ..." for name in "mn"]
    below_root = {0}
    for index in range(1, draw(st.integers(2, 7))):
        bases = draw(st.lists(st.integers(0, index - 1), unique=True, max_size=3))
        if not below_root.isdisjoint(bases):
            below_root.add(index)
        lines.append(f"class C{index}({', '.join(f'C{base}' for base in bases)}):")
        lines.append("    def other(self): ...")
        for name in "mn":
            kind = draw(st.sampled_from(["absent", "abstract", "real"]))
            if kind == "abstract" and index in below_root:
                lines.append("    @abc.abstractmethod")
            if kind != "absent":
                lines.append(f"    def {name}(self): return 1")
    return "\n".join(lines)


@settings(max_examples=300)
@given(abstract_classes())
def test_what_is_missing_is_what_python_calls_abstract(source: str) -> None:
    namespace: dict[str, type] = {}
    with suppress(TypeError):  # no consistent order: what is above was made
        exec(source, {"abc": abc}, namespace)  # noqa: S102 - our own text
    missing: dict[str, set[str]] = {}
    for obligation in obligations(source):
        names = {breach.member.name for breach in obligation.missing}
        missing.setdefault(obligation.implementer.name, set()).update(names)
    for name in missing.keys() & namespace.keys():
        abstract: frozenset[str] = getattr(
            namespace[name], "__abstractmethods__", frozenset()
        )
        assert missing[name] == abstract, name
