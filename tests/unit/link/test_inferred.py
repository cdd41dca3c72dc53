"""Contracts that nobody has written: what consumers use, and who gets there."""

from ssot_audit.link.inferred import Tally, inferred, shortfalls
from ssot_audit.link.matrix import Asked, Contract, Origin, Row
from ssot_audit.link.obligations import BreachKind
from tests.support.projects import linked

CHAT = """
class Emitter:
    def __init__(self, manager):
        self.manager = manager

    async def emit(self, user):
        if self.manager.is_active(user):
            await self.manager.send(user, text="hello")
            await self.manager.send(user, text="again")
        if hasattr(self.manager, "flush"):
            self.manager.flush()


class Manager:
    def is_active(self, user): return True
    async def send(self, user, text): return text


class Bridge:
    async def send(self, user): return user
"""
MANAGER = "chat.Emitter.manager"


def contracts(source: str) -> dict[str, Contract]:
    return {one.name: one for one in inferred(linked({"chat.py": CHAT + source}))}


def rows(source: str, of: str = MANAGER) -> dict[str, Row]:
    return {row.holder: row for row in contracts(source)[of].rows}


def test_a_contract_is_what_a_consumer_uses() -> None:
    contract = contracts("Emitter(Manager())")[MANAGER]
    assert contract.origin is Origin.CONSUMER
    assert contract.members == ("is_active", "send")
    asked = {one.member: (one.needed, one.guarded) for one in contract.asked}
    assert asked == {"is_active": (1, 0), "send": (2, 0), "flush": (0, 1)}
    assert contract.asked[0].first.span.line == 7
    assert contract.site
    assert contract.site.span.line == 4


def test_who_has_all_members_keeps_it() -> None:
    row = rows("Emitter(Manager())")["chat.Manager"]
    assert (row.present, row.owed, row.lapses) == (2, ("is_active", "send"), ())


def test_missing_and_refusing_members_are_told_apart() -> None:
    row = rows("Emitter(Bridge())")["chat.Bridge"]
    assert [lapse.member for lapse in row.missing] == ["is_active"]
    (refused,) = row.incompatible
    assert (refused.member, refused.kind) == ("send", BreachKind.SIGNATURE)
    assert refused.detail == "does not accept keyword `text`"
    assert row.present == 1


def test_a_wrong_await_is_a_lapse_of_its_own_kind() -> None:
    plain = "class Plain(Manager):\n    def send(self, user, text): return 1\n"
    row = rows(f"{plain}Emitter(Plain())")["chat.Plain"]
    assert [lapse.kind for lapse in row.incompatible] == [BreachKind.ASYNC]


def test_an_inherited_refusal_counts_for_each_class() -> None:
    source = (
        "class Web(Bridge):\n    def is_active(self, user): return True\n"
        "Emitter(Web())\nEmitter(Bridge())\n"
    )
    assert {
        holder: [lapse.member for lapse in row.incompatible]
        for holder, row in rows(source).items()
    } == {"chat.Web": ["send"], "chat.Bridge": ["send"]}


def test_every_hop_to_the_consumer_is_told() -> None:
    row = rows("def make():\n    return Emitter(manager=Manager())")["chat.Manager"]
    assert [(step.span.line, step.text) for step in row.chain] == [
        (22, "`Manager` is created"),
        (22, "is passed to `Emitter.__init__` as `manager`"),
        (4, "is stored as `Emitter.manager`"),
    ]


def test_an_open_class_is_not_judged() -> None:
    proxy = "class Proxy:\n    def __getattr__(self, name): return 1\n"
    row = rows(f"{proxy}Emitter(Proxy())")["chat.Proxy"]
    assert row.unknown == "`Proxy` defines `__getattr__`"
    assert row.lapses == ()


def test_a_class_that_offers_nothing_among_others_is_not_judged() -> None:
    other = "class Other:\n    pass\n"
    row = rows(f"{other}Emitter(Manager())\nEmitter(Other())")["chat.Other"]
    assert row.unknown
    assert row.unknown.startswith("it offers none of these members")
    assert row.lapses == ()


def test_a_member_that_is_set_from_outside_is_not_certain() -> None:
    source = (
        "class Late:\n    async def send(self, user, text): return 1\n"
        "def tune(late):\n    late.is_active = print\n"
        "Emitter(Late())\n"
    )
    row = rows(source)["chat.Late"]
    assert (row.unsure, row.missing, row.present) == (("is_active",), (), 1)


def test_parameters_and_module_variables_are_slots() -> None:
    source = (
        "def poll(manager):\n    return manager.is_active(1)\n"
        "shared = Manager()\n"
        "def run():\n    poll(shared)\n    return shared.send(1, text='a')\n"
    )
    found = contracts(source)
    assert {"chat.poll(manager)", "chat.shared"} <= set(found)
    lines = {name: one.site.span.line for name, one in found.items() if one.site}
    assert (lines["chat.poll(manager)"], lines["chat.shared"]) == (21, 23)


def test_what_only_tests_pass_on_is_not_held() -> None:
    source = "from chat import *\nEmitter(Bridge())\n"
    program = linked({"chat.py": CHAT, "tests/test_chat.py": source})
    assert inferred(program) == ()


def test_only_those_who_fall_short_are_left() -> None:
    found = tuple(contracts("Emitter(Manager())\nEmitter(Bridge())").values())
    (short,) = shortfalls(found)
    assert [row.holder for row in short.rows] == ["chat.Bridge"]
    assert short.others == 1
    assert Tally.of(found) == Tally(all=1, not_kept=1)


def test_a_use_in_two_methods_is_counted_where_it_stands() -> None:
    source = (
        "class Loud(Emitter):\n    def shout(self):\n"
        "        return self.manager.is_active(2)\n"
        "Loud(Manager())\nEmitter(Manager())\n"
    )
    (active, *_) = contracts(source)[MANAGER].asked
    assert isinstance(active, Asked)
    assert active.needed == 2


def test_of_two_ways_the_shorter_is_told() -> None:
    source = (
        "class Own(Manager):\n"
        "    def start(self):\n        other = self\n        return relay(other)\n"
        "def relay(own): return relay_on(own)\n"
        "def relay_on(own): return Emitter(own)\n"
        "Own().start()\nEmitter(Own())\n"
    )
    chain = rows(source)["chat.Own"].chain
    assert [step.text for step in chain] == [
        "`Own` is created",
        "is passed to `Emitter.__init__` as `manager`",
        "is stored as `Emitter.manager`",
    ]


def test_a_class_whose_objects_are_rewritten_is_not_judged() -> None:
    source = (
        "def fill(bridge, known):\n    bridge.__dict__ = known\n"
        "def make():\n    bridge = Bridge()\n    fill(bridge, {})\n"
        "    return Emitter(bridge)\n"
    )
    row = rows(source)["chat.Bridge"]
    assert row.unknown == "it gets attributes under names that are not known"


def test_a_refusal_counts_only_for_who_gets_to_the_call() -> None:
    source = (
        "class Loud:\n"
        "    def __init__(self, manager): self.manager = manager\n"
        "    def quiet(self): return self.manager.send(1)\n"
        "class Louder(Loud):\n"
        "    def shout(self): return self.manager.send(1, loud=True)\n"
        "class Web(Bridge): pass\n"
        "Loud(Bridge())\nLouder(Web())\n"
    )
    found = rows(source, "chat.Loud.manager")
    assert [lapse.member for lapse in found["chat.Web"].incompatible] == ["send"]
    assert found["chat.Bridge"].lapses == ()
