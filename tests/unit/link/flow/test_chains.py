"""How an object got to its consumer, told step by step."""

import itertools

import pytest

from tests.support.supplies import chain_of, of_slot

CLASSES = (
    "class Mail:\n    def send(self): ...\n\n\n"
    "class Sender:\n    def __init__(self, channel):\n        self.channel = channel\n"
    "\n"
    "    def run(self):\n        self.channel.send()\n"
)


def test_each_step_is_told_in_order() -> None:
    source = {
        "app.py": CLASSES,
        "main.py": (
            "from app import Mail, Sender\n\nmail = Mail()\n\n\n"
            "def connect(channel):\n    return Sender(channel=channel)\n\n\n"
            "connect(mail)\n"
        ),
    }
    assert chain_of("Sender.channel", "Mail", source) == [
        "`Mail` is created",
        "becomes `mail`",
        "is passed to `connect` as `channel`",
        "is passed to `Sender.__init__` as `channel`",
        "is stored as `Sender.channel`",
    ]


def test_a_step_says_where_it_happens() -> None:
    source = {"app.py": CLASSES, "main.py": "from app import *\n\nSender(Mail())\n"}
    (supply,) = of_slot("Sender.channel", "Mail", source)
    places = [(step.module.path, step.span.line) for step in supply.chain]
    assert places == [("main.py", 3), ("main.py", 3), ("app.py", 7)]


def test_a_default_is_marked_as_one() -> None:
    source = CLASSES + "\n\ndef f(a=Mail()):\n    Sender(a)\n"
    (supply,) = of_slot("Sender.channel", "Mail", source)
    assert [step.text for step in supply.chain if step.is_default] == [
        "is the default of `a` of `f`"
    ]


LONG = "def far(a):\n    near(a)\n\n\n"
NEAR = "def near(a):\n    Sender(a)\n\n\n"
CALLS = ("far(Mail())\n", "near(Mail())\n", "Sender(Mail())\n")


@pytest.mark.parametrize("order", list(itertools.permutations(CALLS)))
def test_of_several_ways_the_shortest_is_told(order: tuple[str, ...]) -> None:
    source = f"{CLASSES}\n\n{LONG}{NEAR}{''.join(order)}"
    assert chain_of("Sender.channel", "Mail", source) == [
        "`Mail` is created",
        "is passed to `Sender.__init__` as `channel`",
        "is stored as `Sender.channel`",
    ]


def test_a_long_way_without_steps_to_tell_does_not_make_a_chain_longer() -> None:
    source = (
        f"{CLASSES}\n\ndef f(a):\n    Sender(a)\n\n\ndef g(x):\n    a = Mail()\n"
        "    for _ in x:\n        if x:\n            b = a if x else (a or None)\n"
        "            c = b if x else None\n            d = c if x else None\n"
        "            Sender(d)\n\n\nf(Mail())\n"
    )
    assert len(chain_of("Sender.channel", "Mail", source)) == 3


def test_of_two_ways_of_one_length_that_outside_of_functions_is_told() -> None:
    source = f"{CLASSES}\n\ndef a():\n    Sender(Mail())\n\n\nSender(Mail())\n"
    (supply,) = of_slot("Sender.channel", "Mail", source)
    lines = [step.span.line for step in supply.chain]
    assert lines == [17, 17, 7]


@pytest.mark.parametrize("names", [("a.py", "z.py"), ("z.py", "a.py")])
def test_of_two_files_the_first_by_path_is_told(names: tuple[str, str]) -> None:
    text = "from app import *\n\n\ndef f():\n    Sender(Mail())\n"
    source = {"app.py": CLASSES, **dict.fromkeys(names, text)}
    (supply,) = of_slot("Sender.channel", "Mail", source)
    assert supply.chain[0].module.path == "a.py"
