"""The ways by which an object gets to its consumer, and those by which it does not."""

import textwrap
from pathlib import Path

import pytest

from tests.support.examples import examples
from tests.support.supplies import reaching, supplies_of

CLASSES = """\
class Mail:
    def send(self): ...


class Other:
    def send(self): ...


class Sender:
    def __init__(self, channel=None, *, spare=None):
        self.channel = channel
        self.spare = spare

    def run(self):
        self.channel.send()
        self.spare.send()


"""


def written(source: str) -> str:
    """Return a file with the two classes in question and some statements."""
    return CLASSES + textwrap.dedent(source)


CASES = examples((Path(__file__).parent / "ways.md").read_text("utf-8"))


def ways(heading: str, *marks: pytest.MarkDecorator) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "source",
        [
            pytest.param(case.files["app.py"], id=case.heading[-1], marks=marks)
            for case in CASES
            if case.heading[1] == heading
        ],
    )


def gets_there(source: str) -> bool:
    return bool(reaching("Sender.channel", written(source)) & {"Mail", "Web", "Sub"})


@ways("It gets there")
def test_an_object_gets_to_its_consumer(source: str) -> None:
    assert gets_there(source)


@ways(
    "It gets there, but is not seen",
    pytest.mark.xfail(raises=AssertionError, reason="see ways.md"),
)
def test_an_object_gets_to_its_consumer_unseen(source: str) -> None:
    assert gets_there(source)


@ways("It does not get there")
def test_what_does_not_get_there_is_not_said_to(source: str) -> None:
    assert not gets_there(source)


@pytest.mark.parametrize(
    ("imports", "made"),
    [
        ("from shop.mail import Mail, Sender", "Sender(Mail())"),
        ("from shop import Mail, Sender", "Sender(Mail())"),
        ("import shop", "shop.Sender(shop.Mail())"),
        ("import shop.mail as m", "m.Sender(m.Mail())"),
        ("from shop.mail import *", "Sender(Mail())"),
        ("from shop.mail import Mail as M, Sender as S", "S(M())"),
        ("from shop.again import Mail, Sender", "Sender(Mail())"),
        ("from shop import mail", "mail.Sender(mail.Mail())"),
    ],
)
@pytest.mark.parametrize("is_local", [True, False])
def test_imports_lead_to_the_same_class(
    imports: str, made: str, *, is_local: bool
) -> None:
    main = f"{imports}\n\n{made}\n"
    if is_local and "*" not in imports:
        main = f"def f():\n    {imports}\n\n    {made}\n"
    files = {
        "shop/__init__.py": "from shop.mail import Mail, Sender\n",
        "shop/mail.py": CLASSES,
        "shop/again.py": "from . import Mail\nfrom .mail import Sender\n",
        "main.py": main,
    }
    assert reaching("Sender.channel", files) == {"Mail"}


def test_slots_of_one_consumer_are_told_apart() -> None:
    found = supplies_of(written("Sender(Mail(), spare=Other())"))
    assert found["Sender.channel"] == {"Mail"}
    assert found["Sender.spare"] == {"Other"}


@pytest.mark.parametrize(
    ("definition", "slot"),
    [
        ("def f(a):\n    a.send()\n\n\nf(Mail())", "f(a)"),
        ("mail = Mail()\nmail.send()", "app.mail"),
        ("def f():\n    mail.send()\n\n\nmail = Mail()", "app.mail"),
        (
            "class C:\n    def m(self, a):\n        a.send()\n\n\nC().m(Mail())",
            "C.m(a)",
        ),
        (
            "class C:\n    mail = Mail()\n\n    def m(self):\n        self.mail.send()",
            "C.mail",
        ),
        ("def f(a):\n    b = a\n    b.send()\n\n\nf(Mail())", "f(a)"),
        ("def f(a, b):\n    (a or b).send()\n\n\nf(None, Mail())", "f(b)"),
        (
            (
                "mail = Mail()\n\n\ndef f(a=None):\n    if a is None:\n"
                "        a = mail\n    a.send()\n"
            ),
            "app.mail",
        ),
        (
            (
                "class C(Sender):\n    def m(self):\n        self.channel.send()\n\n\n"
                "C(Mail())\n"
            ),
            "Sender.channel",
        ),
    ],
)
def test_where_an_object_is_used_is_named(definition: str, slot: str) -> None:
    assert "Mail" in reaching(slot, written(definition))


@pytest.mark.parametrize(
    "body",
    [
        "a.send()\n\n    def inner():\n        return a\n",
        "def inner():\n        a.send()\n\n    inner()\n",
    ],
)
def test_a_parameter_that_an_inner_function_sees_is_a_slot(body: str) -> None:
    assert reaching("f(a)", written(f"def f(a):\n    {body}\n\nf(Mail())\n"))


@pytest.mark.parametrize(
    "header",
    [
        "import dataclasses\n\n\n@dataclasses.dataclass\n",
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True, slots=True)\n",
        "import attr\n\n\n@attr.s(auto_attribs=True)\n",
        "from attrs import define\n\n\n@define\n",
    ],
)
@pytest.mark.parametrize(
    "arguments", ["1, Mail()", "1, mail=Mail()", "mail=Mail(), x=1"]
)
def test_fields_are_set_by_the_constructor(header: str, arguments: str) -> None:
    source = (
        f"{header}class Job:\n    x: int\n    mail: object\n\n"
        f"    def run(self):\n        self.mail.send()\n\n\nJob({arguments})\n"
    )
    assert reaching("Job.mail", written(source)) == {"Mail"}


def test_fields_of_a_data_class_come_after_those_of_its_base() -> None:
    source = """
        from dataclasses import dataclass


        @dataclass
        class Base:
            first: object


        @dataclass
        class Job(Base):
            second: object

            def run(self):
                self.first.send()
                self.second.send()


        Job(Mail(), Other())
    """
    found = supplies_of(written(source))
    assert found["Job.first"] == {"Mail"}
    assert found["Job.second"] == {"Other"}


@pytest.mark.parametrize(
    "default", ["field(default_factory=Mail)", "field(default=Mail())"]
)
def test_a_field_has_a_default(default: str) -> None:
    source = f"""
        from dataclasses import dataclass, field


        @dataclass
        class Job:
            mail: object = {default}

            def run(self):
                self.mail.send()


        Job()
    """
    assert reaching("Job.mail", written(source)) == {"Mail"}


def test_values_beat_an_annotation() -> None:
    source = """
        def f(a: "Other"):
            a.send()


        f(Mail())
    """
    assert "Mail" in reaching("f(a)", written(source))


@pytest.mark.parametrize(
    "annotation", ["Mail", '"Mail"', "Mail | None", "Optional[Mail]"]
)
def test_an_annotation_tells_where_no_value_does(annotation: str) -> None:
    source = f"""
        from typing import Optional


        def f(a: {annotation}):
            Sender(a)
    """
    assert reaching("Sender.channel", written(source)) == {"Mail"}
