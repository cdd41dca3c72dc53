"""The matrix: interfaces, who is held to them, and what is not kept."""

from ssot_audit.link.matrix import Contract, Origin, Row, matrix
from tests.support.projects import linked, settings_for

PRELUDE = "import abc, collections.abc, typing\n"
TOML = '[[contract]]\ninterface = "app.P"\nimplementers = ["*Socket"]\nbecause = "why"'
PROTOCOL = """
class P(typing.Protocol):
    size: int
    def send(self, text): ...
    def close(self): ...
"""


def contracts(source: str, toml: str = "") -> dict[str, Contract]:
    files = {"app.py": PRELUDE + source}
    program = linked(files, toml)
    found = matrix(program, settings_for(files, toml).contracts)
    return {contract.name: contract for contract in found}


def rows(source: str, toml: str = "", of: str = "app.P") -> dict[str, Row]:
    return {row.holder: row for row in contracts(source, toml)[of].rows}


def test_an_interface_without_classes_is_listed() -> None:
    assert contracts(PROTOCOL)["app.P"].rows == ()
    assert contracts(PROTOCOL)["app.P"].members == ("size", "send", "close")


def test_an_interface_that_asks_for_nothing_is_not() -> None:
    assert contracts("class P(typing.Protocol): pass") == {}


def test_missing_and_incompatible_members_are_told_apart() -> None:
    body = "class Web(P):\n    def send(self): ...\n    size = 1\n"
    row = rows(PROTOCOL + body)["app.Web"]
    assert row.owed == ("size", "send", "close")
    assert [lapse.member for lapse in row.missing] == ["close"]
    assert [lapse.member for lapse in row.incompatible] == ["send"]
    assert row.present == 2


def test_why_a_class_is_held_is_said() -> None:
    inherited = rows(PROTOCOL + "class Base(P): pass\nclass Web(Base): size = 1\n")
    assert inherited["app.Web"].held == ("inherits it through `Base`",)
    declared = rows(PROTOCOL + "class WebSocket:\n    size = 1\n", TOML)
    assert declared["app.WebSocket"].held == (
        "is declared an implementer in ssot-audit.toml: contract[0]",
        "why",
    )


def test_an_open_class_is_listed_but_not_judged() -> None:
    body = "class Web(P):\n    def __getattr__(self, name): ...\n"
    row = rows(PROTOCOL + body)["app.Web"]
    assert row.unknown == "`Web` defines `__getattr__`"
    assert row.lapses == ()


def test_an_open_class_is_listed_for_each_of_its_interfaces() -> None:
    source = (
        "class P(typing.Protocol):\n    def send(self): ...\n"
        "class Q(typing.Protocol):\n    def close(self): ...\n"
        "class Web(P, Q):\n    def __getattr__(self, name): ...\n"
    )
    assert [len(one.rows) for one in contracts(source).values()] == [1, 1]


def test_those_who_keep_least_come_first() -> None:
    source = (
        PROTOCOL
        + "class A(P):\n    size = 1\n    def send(self, text): return 1\n"
        + "class B(P):\n    size = 1\n"
    )
    assert list(rows(source)) == ["app.B", "app.A"]


def test_an_interface_of_the_standard_library_has_no_place() -> None:
    source = "class Box(collections.abc.Sized):\n    pass\nBox()\n"
    contract = contracts(source)["collections.abc.Sized"]
    assert contract.site is None
    assert [row.holder for row in contract.rows] == ["app.Box"]


def test_a_class_that_the_configuration_names_is_a_contract() -> None:
    source = "class P:\n    def send(self): return 1\nclass WebSocket: pass\n"
    contract = contracts(source, TOML)["app.P"]
    assert contract.origin is Origin.CLASS
    assert [len(row.missing) for row in contract.rows] == [1]
