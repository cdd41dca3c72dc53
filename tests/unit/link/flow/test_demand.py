"""What a consumer asks of what it gets, and what it can do without."""

import textwrap

import pytest

from tests.support.supplies import findings_of, of_slot, uses_of

CONSUMER = """\
class Bare:
    def known(self): ...


class Holder:
    def __init__(self, it):
        self.it = it

    async def run(self, flag, items):
        {body}


Holder(Bare())
"""


def holder(body: str) -> str:
    """Return a program where a class without `use` reaches `self.it`."""
    indented = textwrap.indent(textwrap.dedent(body), " " * 8).strip()
    return CONSUMER.replace("{body}", f"self.it.known()\n        {indented}")


def finding(names: str, extra: str = "") -> list[str]:
    return [f"SSOT105 `Bare` reaches `Holder.it` but lacks {names}{extra}"]


@pytest.mark.parametrize(
    "body",
    [
        "self.it.use()",
        "return self.it.use",
        "await self.it.use()",
        "print(self.it.use)",
        "if flag:\n    self.it.use()",
        "it = self.it\nit.use()",
        "for it in [self.it]:\n    self.it.use()",
        "f'{self.it.use}'",
        "lambda: self.it.use()",
        "[self.it.use for _ in items]",
        "self.it.use.further()",
        "self.it.use[0]",
        "with self.it.use:\n    pass",
        "getattr(self.it, 'use')",
        "if hasattr(self.it, 'other'):\n    pass\nself.it.use()",
        "if hasattr(flag, 'use'):\n    self.it.use()",
        "if not hasattr(self.it, 'use'):\n    pass\nself.it.use()",
        "try:\n    self.it.use()\nexcept KeyError:\n    pass",
        "try:\n    pass\nexcept AttributeError:\n    self.it.use()",
        "if self.it is not None:\n    self.it.use()",
        "if self.it:\n    self.it.use()",
    ],
)
def test_a_member_that_is_used_and_not_there_is_found(body: str) -> None:
    assert findings_of(holder(body)) == finding("`use` (1 unguarded use)")


@pytest.mark.parametrize(
    "body",
    [
        "if hasattr(self.it, 'use'):\n    self.it.use()",
        "if not hasattr(self.it, 'use'):\n    return\nself.it.use()",
        "getattr(self.it, 'use', None)",
        "use = getattr(self.it, 'use', None)\nif callable(use):\n    use()",
        "if callable(getattr(self.it, 'use', None)):\n    self.it.use()",
        "try:\n    self.it.use()\nexcept AttributeError:\n    pass",
        (
            "import contextlib\nwith contextlib.suppress(AttributeError):\n"
            "    self.it.use()"
        ),
        "if isinstance(self.it, flag):\n    self.it.use()",
        "assert isinstance(self.it, flag)\nself.it.use()",
        "self.it.use = 1\nself.it.use()",
        "return self.it.__class__",
        "if isinstance(self.it, str):\n    return\nself.it.use()",
    ],
)
def test_a_member_that_the_consumer_makes_sure_of_is_not_asked_for(body: str) -> None:
    assert not findings_of(holder(body))


@pytest.mark.parametrize("caught", ["Exception", "BaseException", ""])
def test_a_handler_for_everything_is_no_guard_and_is_spoken_of(caught: str) -> None:
    body = f"try:\n    self.it.use()\nexcept {caught}:\n    pass"
    assert findings_of(holder(body)) == finding(
        "`use` (1 unguarded use)", "; a handler for every exception hides all"
    )


def test_uses_are_counted_by_member() -> None:
    body = "self.it.use()\nself.it.other\nself.it.use(1)"
    assert findings_of(holder(body)) == finding("`use` (2 unguarded uses), `other` (1)")


def test_only_the_uses_without_guard_count() -> None:
    body = "self.it.use()\nif hasattr(self.it, 'use'):\n    self.it.use()"
    assert findings_of(holder(body)) == finding("`use` (1 unguarded use)")


@pytest.mark.parametrize(
    "provider",
    [
        "class Bare:\n    def known(self): ...\n    def use(self): ...\n",
        "class Bare:\n    def known(self): ...\n    use = 1\n",
        "class Bare:\n    def known(self):\n        self.use = 1\n",
        (
            "class Base:\n    def use(self): ...\n\n\n"
            "class Bare(Base):\n    def known(self): ...\n"
        ),
        "class Bare:\n    def known(self): ...\n    def __getattr__(self, name): ...\n",
        "import web\n\n\nclass Bare(web.Base):\n    def known(self): ...\n",
        "import web\n\n\n@web.completed\nclass Bare:\n    def known(self): ...\n",
        "class Bare:\n    def known(self): ...\n\n\nBare.use = len\n",
        "class Bare:\n    def known(self):\n        self.__dict__.update(a=1)\n",
        (
            "class Bare:\n    def known(self, names):\n        for name in names:\n"
            "            setattr(self, name, 1)\n"
        ),
    ],
)
def test_a_class_that_has_the_member_or_may_have_it_is_left_alone(
    provider: str,
) -> None:
    rest = holder("self.it.use()").partition("class Holder")
    source = provider + "\n\n" + "".join(rest[1:])
    assert of_slot("Holder.it", "Bare", source)
    assert not findings_of(source)


def test_a_use_says_where_it_stands_and_how_it_is_called() -> None:
    body = "await self.it.use(1, flag, *items, mode=2)\nself.it.known"
    used = uses_of("Holder.it", "Bare", holder(body))
    call = used["use"].call
    assert call is not None
    assert (call.positional, call.keywords) == (2, ("mode",))
    assert (call.has_spread, call.is_awaited, call.is_dropped) == (True, True, False)
    assert used["use"].function == "Holder.run"
    assert used["use"].span.line == 11


@pytest.mark.parametrize(
    ("definition", "call", "detail"),
    [
        ("def use(self): ...", "use(mode=1)", "does not accept keyword `mode`"),
        ("def use(self, a): ...", "use()", "requires `a`, which is not passed"),
        (
            "def use(self): ...",
            "use(1)",
            "accepts 0 arguments by position at most, but is given 1",
        ),
        ("def use(self, a): ...", "use(1, a=1)", "is given `a` twice"),
        ("def use(self, *, a): ...", "use()", "requires `a`, which is not passed"),
        ("def use(self, a, /): ...", "use(a=1)", "does not accept keyword `a`"),
        (
            "async def use(self): ...",
            "use()",
            "is `async def`, but is called without `await`",
        ),
    ],
)
def test_a_call_that_is_refused_is_found(
    definition: str, call: str, detail: str
) -> None:
    source = holder(f"self.it.{call}").replace(
        "    def known(self): ...\n", f"    def known(self): ...\n    {definition}\n"
    )
    (found,) = findings_of(source)
    assert found.startswith("SSOT106 `Bare.use(")
    assert f" {detail} (1 call on `Holder.it`)" in found


def test_a_plain_function_that_is_awaited_is_found() -> None:
    source = holder("await self.it.known()").replace(
        "known(self): ...", "known(self):\n        return 1"
    )
    (found,) = findings_of(source)
    assert "is a plain `def`, but its result is awaited" in found


def test_hasattr_does_not_excuse_a_call_that_is_refused() -> None:
    body = "if hasattr(self.it, 'known'):\n    self.it.known(1)"
    assert len(findings_of(holder(body))) == 1


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def use(self, **more): ...", "use(mode=1)"),
        ("def use(self, *more): ...", "use(1, 2)"),
        ("def use(self, a, b=1): ...", "use(*items)"),
        ("def use(self, a): ...", "use(**flag)"),
        ("@web.wrapped\n    def use(self): ...", "use(1)"),
        ("async def use(self): ...", "use"),
        ("def use(self): return web.call()", "known()"),
        ("@staticmethod\n    def use(a): ...", "use(1)"),
        ("@classmethod\n    def use(cls, a): ...", "use(1)"),
        ("@property\n    def use(self): ...", "use(1)"),
        ("use = len", "use(1)"),
    ],
)
def test_a_call_that_is_accepted_or_may_be_is_left_alone(
    definition: str, call: str
) -> None:
    source = holder(f"return self.it.{call}").replace(
        "    def known(self): ...\n", f"    def known(self): ...\n    {definition}\n"
    )
    assert not findings_of(f"import web\n\n\n{source}")


def test_a_method_that_is_replaced_on_the_object_is_left_alone() -> None:
    source = holder("self.it.known(1)").replace(
        "def known(self): ...",
        "def __init__(self):\n        self.known = print\n\n    def known(self): ...",
    )
    assert not findings_of(source)


def test_one_finding_for_each_class_and_slot() -> None:
    source = """
        class A:
            def known(self): ...


        class B:
            def known(self): ...


        class Holder:
            def __init__(self, it, other):
                self.it = it
                self.other = other

            def run(self):
                self.it.known()
                self.it.use()
                self.other.known()
                self.other.use()


        Holder(A(), B())
        Holder(B(), A())
        Holder(B(), A())
    """
    assert sorted(findings_of(source)) == [
        f"SSOT105 `{provider}` reaches `Holder.{slot}` but lacks "
        "`use` (1 unguarded use)"
        for provider in ("A", "B")
        for slot in ("it", "other")
    ]


def test_a_class_of_a_function_is_held_to_its_consumer() -> None:
    source = holder("self.it.use()").replace(
        "Holder(Bare())",
        "def demo():\n    class Local:\n        def known(self): ...\n\n"
        "    return Holder(it=Local())",
    )
    assert findings_of(source) == [
        "SSOT105 `Local` reaches `Holder.it` but lacks `use` (1 unguarded use)"
    ]
