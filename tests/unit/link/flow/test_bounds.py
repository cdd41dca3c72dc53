"""Where the flow stops, and that it stops."""

import textwrap

import pytest

from ssot_audit.link.flow.shortfalls import MOST_STRANGERS
from tests.support.supplies import findings_of, reaching, supplies_of

HOLDER = """\
class Holder:
    def __init__(self, it):
        self.it = it

    def run(self):
        self.it.known()
        self.it.use()


"""
MOST = 40


def many(count: int) -> str:
    classes = "".join(
        f"class C{n}:\n    def known(self): ...\n\n\nHolder(C{n}())\n\n\n"
        for n in range(count)
    )
    return HOLDER + classes


def test_a_slot_says_which_classes_reach_it() -> None:
    assert len(reaching("Holder.it", many(MOST))) == MOST
    assert len(findings_of(many(MOST_STRANGERS))) == MOST_STRANGERS
    assert not findings_of(many(MOST_STRANGERS + 1))


def test_a_slot_that_too_many_classes_reach_is_silent() -> None:
    assert not findings_of(many(MOST + 1))
    assert not reaching("Holder.it", many(MOST + 1))


def test_a_slot_that_too_many_reach_leaves_others_alone() -> None:
    other = HOLDER.replace("Holder", "Other") + "Other(C0())\n"
    assert reaching("Other.it", many(MOST + 1) + other) == {"C0"}


def test_many_objects_of_one_class_are_one() -> None:
    source = HOLDER + "class A:\n    def known(self): ...\n\n\n" + "Holder(A())\n" * 100
    assert reaching("Holder.it", source) == {"A"}


A = "class A:\n    def known(self): ...\n\n\n"
RECURSIONS = {
    "a function that calls itself": """
        def f(it):
            Holder(it)
            f(it)


        f(A())
    """,
    "a function that hands back what it calls itself with": """
        def f(it, n):
            return f(it, n - 1) if n else it


        Holder(f(A(), 3))
    """,
    "two functions that call each other": """
        def f(it):
            return g(it)


        def g(it):
            Holder(it)
            return f(it)


        f(A())
    """,
    "a constructor that makes its own class": """
        class Node:
            def __init__(self, it, depth):
                self.it = it
                self.child = Node(it, depth - 1) if depth else None
                Holder(it)


        Node(A(), 4)
    """,
    "an object that contains itself": """
        class Node:
            def __init__(self, it):
                self.me = self
                self.it = it

            def run(self):
                Holder(self.me.me.me.it)


        Node(A())
    """,
    "objects that contain each other": """
        class Left:
            def __init__(self):
                self.right = Right(self)
                self.it = A()


        class Right:
            def __init__(self, left):
                self.left = left

            def run(self):
                Holder(self.left.right.left.it)


        Left()
    """,
    "a list that contains itself": """
        def f():
            items = [A()]
            items.append(items)
            for it in items:
                Holder(it)
                for inner in it:
                    Holder(inner)
    """,
    "a wrapper of wrappers": """
        class Wrapper:
            def __init__(self, inner):
                self.inner = inner

            def wrapped(self):
                return Wrapper(self)

            def unwrapped(self):
                return self.inner


        def f(n):
            it = Wrapper(A())
            while n:
                it = Wrapper(it).wrapped()
            Holder(it.unwrapped())
    """,
    "a partial of a partial": """
        from functools import partial


        def f(x, y, it):
            Holder(it)


        g = partial(partial(f, 1), 2)
        g(A())
    """,
    "a partial of itself": """
        from functools import partial

        make = Holder
        make = partial(make, A())
        make()
    """,
    "a loop of partials": """
        from functools import partial


        def f(n):
            make = Holder
            for _ in n:
                make = partial(make, A())
                make()
    """,
    "a function that is passed to itself": """
        def f(g, it):
            Holder(it)
            g(g, it)


        f(f, A())
    """,
    "a generator of itself": """
        def f(n):
            yield A()
            yield from f(n)


        for it in f(1):
            Holder(it)
    """,
    "a function that returns itself": """
        def f(it):
            Holder(it)
            return f


        f(1)(2)(A())
    """,
    "properties that read each other": """
        class P:
            @property
            def a(self):
                return self.b

            @property
            def b(self):
                return self.a or A()

            def run(self):
                Holder(self.a)
    """,
    "a class that inherits from itself": """
        class B(B):
            def __init__(self):
                super().__init__()
                Holder(A())


        B()
    """,
}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            source,
            id=name,
            marks=[
                pytest.mark.xfail(
                    raises=AssertionError, reason="a partial of a partial is given up"
                )
            ]
            if name == "a partial of a partial"
            else [],
        )
        for name, source in RECURSIONS.items()
    ],
)
def test_recursion_comes_to_an_end(source: str) -> None:
    program = HOLDER + A + textwrap.dedent(source)
    assert "A" in reaching("Holder.it", program)


def test_deep_calls_are_followed() -> None:
    steps = "".join(f"def f{n}(it):\n    f{n + 1}(it)\n\n\n" for n in range(500))
    last = "def f500(it):\n    Holder(it)\n\n\nf0(A())\n"
    assert reaching("Holder.it", HOLDER + A + steps + last) == {"A"}


def test_deep_wrappers_are_followed() -> None:
    wrappers = "".join(
        f"class W{n}:\n    def __init__(self, it):\n        self.it = it\n\n"
        f"    def inner(self):\n        return self.it\n\n\n"
        for n in range(40)
    )
    made = "A()"
    for n in range(40):
        made = f"W{n}({made})"
    taken = "it" + ".inner()" * 40
    source = f"{HOLDER}{A}{wrappers}def f(it):\n    Holder({taken})\n\n\nf({made})\n"
    assert reaching("Holder.it", source) == {"A"}


def test_production_gets_nothing_that_tests_make() -> None:
    files = {
        "app.py": HOLDER + A,
        "tests/test_app.py": (
            "from app import A, Holder\n\n\nclass Fake:\n    def known(self): ...\n\n\n"
            "def test_it():\n    Holder(A())\n    Holder(Fake())\n"
        ),
    }
    assert not supplies_of(files)
    assert not findings_of(files)


def test_what_tests_store_is_not_stored_in_production() -> None:
    files = {
        "app.py": HOLDER + A + "Holder(A())\n",
        "tests/test_app.py": (
            "from app import A\n\n\ndef test_it():\n    a = A()\n    a.use = 1\n"
        ),
    }
    assert len(findings_of(files)) == 1
