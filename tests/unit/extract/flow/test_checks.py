import pytest

from ssot_audit.extract.flow_facts import Guard
from tests.support.flows import bound, calls, function, guard, returned, shown


def passed(body: str, call: str = "g") -> list[str]:
    """Return what is handed to each call of `g` in a function of x, y, *, A, …."""
    lines = "\n    ".join(body.split("\n"))
    found = calls(f"async def f(x, y):\n    {lines}\n")
    return [c.removeprefix(f"{call}(")[:-1] for c in found if c.startswith(f"{call}(")]


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ("isinstance(x, A)", "<x>{A}", "<x>{!A}"),
        ("isinstance(x, (A, (m.B, C)))", "<x>{A,m.B,C}", "<x>{!A,m.B,C}"),
        ("isinstance(x, A | B)", "<x>{A,B}", "<x>{!A,B}"),
        ("isinstance(x, TYPES[0])", "<x>{?}", "<x>"),
        ("isinstance(x, (A, *B))", "<x>{A,?}", "<x>{!A,?}"),
        ("type(x) is A", "<x>{=A}", "<x>{!=A}"),
        ("type(x) == A", "<x>{=A}", "<x>{!=A}"),
        ("type(x) is not A", "<x>{!=A}", "<x>{=A}"),
        ("type(x) in (A, B)", "<x>{=A,B}", "<x>{!=A,B}"),
        ("x.__class__ is A", "<x>{=A}", "<x>{!=A}"),
        ("hasattr(x, 'a')", "<x>{.a}", "<x>{!.a}"),
        ("getattr(x, 'a', None)", "<x>{.a}", "<x>"),
        ("callable(getattr(x, 'a', None))", "<x>{.a}", "<x>{!.a}"),
        ("callable(x)", "<x>{.__call__}", "<x>{!.__call__}"),
        ("x is None", "?", "<x>"),
        ("x == None", "?", "<x>"),
        ("x is not None", "<x>", "?"),
        ("x is True", "?", "<x>"),
        ("x", "<x>", "?"),
        ("bool(x)", "<x>", "?"),
        ("any(x)", "<x>", "<x>"),
        ("x == 'text'", "<x>", "<x>"),
        ("x is DEFAULT", "<x>{is DEFAULT}", "<x>{!is DEFAULT}"),
        ("x is m.DEFAULT", "<x>{is m.DEFAULT}", "<x>{!is m.DEFAULT}"),
        ("x is y", "<x>", "<x>"),
        ("x < A", "<x>", "<x>"),
        ("x is A is B", "<x>", "<x>"),
        ("isinstance(x, A) and y", "<x>{A}", "<x>"),
        ("y and isinstance(x, A)", "<x>{A}", "<x>"),
        ("isinstance(x, A) and hasattr(x, 'a')", "<x>{A}{.a}", "<x>"),
        ("isinstance(x, A) or isinstance(x, B)", "<x>{A,B}", "<x>{!A,B}"),
        ("x is None or isinstance(x, A)", "<x>{A}", "<x>{!A}"),
        ("not x or not isinstance(x, A)", "<x>{!A}", "<x>{A}"),
        ("not isinstance(x, A) and not isinstance(x, B)", "<x>{!A,B}", "<x>{A,B}"),
        ("isinstance(x, A) or hasattr(x, 'a')", "<x>", "<x>{!A}{!.a}"),
        ("isinstance(x, A) or y", "<x>", "<x>{!A}"),
        ("x is None or not x", "?", "<x>"),
    ],
)
def test_branches_get_what_passes_and_what_fails(
    condition: str, holds: str, fails: str
) -> None:
    branches = f"if {condition}:\n    g(x)\nelse:\n    g(x)"
    assert passed(branches) == [holds, fails]
    assert passed(f"if not ({condition}):\n    g(x)\nelse:\n    g(x)") == [fails, holds]
    assert passed(f"z = g(x) if {condition} else g(x)") == [holds, fails]
    assert passed(f"if {condition}:\n    return\ng(x)") == [fails]
    assert passed(f"{branches}\ng(x)")[2] == "<x>"


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("assert isinstance(x, A)\ng(x)", "<x>{A}"),
        ("if not isinstance(x, A):\n    raise E\ng(x)", "<x>{A}"),
        ("if not isinstance(x, A):\n    x = A(x)\ng(x)", "A(<x>{!A}) | <x>{A}"),
        ("if isinstance(x, str):\n    x = A(x)\ng(x)", "A(<x>{str}) | <x>{!str}"),
        ("if x is None:\n    x = A()\ng(x)", "<x> | A()"),
        ("if x is not None:\n    x = A(x)\ng(x)", "A(<x>)"),
        ("if not x:\n    x = A()\ng(x)", "<x> | A()"),
        ("if x is None:\n    return\ng(x)", "<x>"),
        ("isinstance(x, A) and g(x)", "<x>{A}"),
        ("isinstance(x, A) or g(x)", "<x>{!A}"),
        ("isinstance(x, A) and y\ng(x)", "<x>"),
        ("isinstance(x, A) and (x := y)\ng(x)", "<y>"),
        ("(x if isinstance(x, A) else y)\ng(x)", "<x>"),
        ("g(x if isinstance(x, A) else A(x))", "<x>{A} | A(<x>{!A})"),
        ("g([i for i in x if isinstance(i, A)])", "[<x>[]{A}]"),
        ("[y for i in y if isinstance(x, A)]\ng(x)", "<x>"),
        ("g([x for i in y if isinstance(x, A)])", "[<x>{A}]"),
        ("for i in y:\n    if not isinstance(i, A): continue\n    g(i)", "<y>[]{A}"),
        ("for i in y:\n    if isinstance(x, A): break\ng(x)", "<x>"),
        ("while isinstance(x, A):\n    g(x)", "<x>{A}"),
        ("if isinstance(z := y.go(), A):\n    g(z)", "<y>.go(){A}"),
        ("if not (z := y.go()):\n    g(z)", "?"),
        ("if isinstance(x, A) and isinstance(x, A):\n    g(x)", "<x>{A}"),
        ("if isinstance(x, A): pass\nelif y: pass\nelse: return\ng(x)", "<x>"),
        ("if isinstance(x, A): return\nelif y: pass\nelse: pass\ng(x)", "<x>{!A}"),
        (
            "if isinstance(x, A): return\nelif hasattr(x, 'a'): y\nelse: y\ng(x)",
            "<x>{!A}",
        ),
        ("x = []\nif not x:\n    g(x)", "[]"),
        ("from m import A as B\nif isinstance(x, B):\n    g(x)", "<x>{f.<locals>.B}"),
        ("match x:\n    case A():\n        g(x)", "<x>{A}"),
        ("match x:\n    case A(a=1):\n        g(x)", "<x>{A}"),
        ("match y.go():\n    case A() as z:\n        g(z)", "<y>.go(){A}"),
        ("match x:\n    case A() | B():\n        g(x)", "<x>{A,B}"),
        ("match x:\n    case None:\n        g(x)", "?"),
        ("match x:\n    case A(): pass\n    case _: g(x)", "<x>{!A}"),
        ("match x:\n    case A(a=1): pass\n    case _: g(x)", "<x>"),
        ("match x:\n    case A() if y: pass\n    case _: g(x)", "<x>"),
        ("match x:\n    case A(): pass\ng(x)", "<x>"),
        ("match x:\n    case A(): return\ng(x)", "<x>{!A}"),
    ],
)
def test_checked_name_holds_what_passes_until_it_is_bound(
    body: str, result: str
) -> None:
    assert passed(body) == [result]


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("if isinstance(x.a, A):\n    g(x.a)", "<x>.a{A}"),
        ("if isinstance(x.a.b, A):\n    g(x.a.b)", "<x>.a.b{A}"),
        ("if isinstance(x.a, A):\n    g(x.a.b)", "<x>.a{A}.b"),
        ("if not isinstance(x.a, A):\n    return\ng(x.a)", "<x>.a{A}"),
        ("if isinstance(x.a, A):\n    pass\ng(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    x.a = y\n    g(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    y.a = y\n    g(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    x.b = y\n    g(x.a)", "<x>.a{A}"),
        ("if isinstance(x.a, A):\n    x = y\n    g(x.a)", "<y>.a"),
        ("if isinstance(x.a, A):\n    del x.a\n    g(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    x.a += 1\n    g(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    setattr(x, 'a', y)\n    g(x.a)", "<x>.a"),
        ("if not isinstance(x.a, A):\n    x.a = A()\ng(x.a)", "<x>.a"),
        ("if x.a is None:\n    g(x.a)", "<x>.a"),
        ("if isinstance(x.a, A):\n    [g(x.a) for x in y]", "<y>[].a"),
        ("[i for i in y if isinstance(i.a, A)]\nfor i in y:\n    g(i.a)", "<y>[].a"),
        ("if isinstance(V, A):\n    g(V)", "V{A}"),
        ("if isinstance(V, A):\n    pass\ng(V)", "V"),
        ("global V\nif isinstance(V, A):\n    V = y\n    g(V)", "V"),
        ("if V is None:\n    g(V)", "V"),
        ("if hasattr(m.a, 'b'):\n    g(m.a)", "m.a{.b}"),
    ],
)
def test_checked_chain_passes_until_something_is_stored(body: str, result: str) -> None:
    assert passed(body) == [result]


def test_loop_does_not_take_a_chain_for_that_of_the_round_before() -> None:
    body = "if isinstance(x.a, A):\n    while y:\n        g(x.a)\n        x = x.next"
    (found,) = passed(body)
    assert "{A}" not in found


def test_variable_of_an_inner_function_is_checked_too() -> None:
    source = """
        def f(x):
            def g():
                if isinstance(x, A):
                    return x
            return g
    """
    assert returned(source, "f.<locals>.g") == ["f.<locals>.x{A}"]


def test_check_at_the_top_of_a_module_is_kept() -> None:
    source = "x = m.y\nif isinstance(x, A):\n    z = x\nt = x\n"
    assert bound(source) == [("x", "m.y"), ("z", "x{A}"), ("t", "x")]


def test_check_is_no_use_of_an_attribute() -> None:
    frame = function("def f(x):\n    if isinstance(x.a, A):\n        x.a.use()\n")
    uses = [shown(frame, n) for n, v in enumerate(frame.values) if v.span and v.name]
    assert uses == ["<x>.a", "<x>.a", "<x>.a{A}.use"]


def test_use_of_what_was_checked_keeps_its_guard() -> None:
    source = "def f(x):\n    if isinstance(x.a, A):\n        x.a.use()\n"
    assert guard(source) is Guard.NARROWED
