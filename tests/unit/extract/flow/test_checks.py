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


@pytest.mark.parametrize(
    ("body", "holds", "fails"),
    [
        ("ok = isinstance(x, A)", "<x>{A}", "<x>{!A}"),
        ("ok = not isinstance(x, A)", "<x>{!A}", "<x>{A}"),
        ("ok = hasattr(x, 'a')", "<x>{.a}", "<x>{!.a}"),
        ("ok = x is not None", "<x>", "?"),
        ("is_a = isinstance(x, A)\nok = y and is_a", "<x>{A}", "<x>"),
        ("ok = hasattr(x, 'a') and hasattr(x, 'b')", "<x>{.a}{.b}", "<x>"),
        ("ok = isinstance(x, A)\nassert isinstance(x, B)", "<x>{B}{A}", "<x>{B}{!A}"),
        ("ok = isinstance(x, A)\ny = x", "<x>{A}", "<x>{!A}"),
        ("ok = isinstance(x, A)\nfor z in y:\n    z()", "<x>{A}", "<x>{!A}"),
        ("ok = isinstance(x, A)\nx = y", "<y>", "<y>"),
        ("ok = isinstance(x, A)\nif y:\n    x = y", "<x> | <y>", "<x> | <y>"),
        ("ok = isinstance(x, A)\nfor x in y:\n    x()", "<x> | <y>[]", "<x> | <y>[]"),
        ("ok = isinstance(x, A)\nok = y()", "<x>", "<x>"),
        ("ok = y()\nif y:\n    ok = isinstance(x, A)", "<x>", "<x>"),
        ("ok = isinstance(x, A)\nok += 1", "<x>", "<x>"),
        ("ok = isinstance(x, A)\nok, z = y", "<x>", "<x>"),
        ("ok = isinstance(x, A)\nfor ok in y:\n    ok()", "<x>", "<x>"),
        ("ok = isinstance(x, A)\nwith y as ok:\n    ok()", "<x>", "<x>"),
        ("ok = isinstance(x, A)\nprint(ok := y)", "<x>", "<x>"),
        ("y = isinstance(x, A)\nok = y", "<x>", "<x>"),
        ("ok = isinstance(x, A)\ndef h():\n    nonlocal ok", "<x>", "<x>"),
        ("global ok\nok = isinstance(x, A)", "<x>", "<x>"),
    ],
)
def test_name_of_a_test_stands_for_it(body: str, holds: str, fails: str) -> None:
    asked = f"{body}\nif ok:\n    g(x)\nelse:\n    g(x)"
    assert passed(asked) == [holds, fails]
    assert passed(f"{body}\nz = g(x) if not ok else g(x)") == [fails, holds]


@pytest.mark.parametrize(
    ("between", "holds"),
    [
        ("", "<x>.a.b{A}"),
        ("y.z = y", "<x>.a.b{A}"),
        ("x.a.b = y", "<x>.a.b"),
        ("x.a = y", "<x>.a.b"),
        ("setattr(x, 'a', y)", "<x>.a.b"),
    ],
)
def test_name_of_a_test_of_an_attribute_stands_for_it(between: str, holds: str) -> None:
    body = f"ok = isinstance(x.a.b, A)\n{between}\nif ok:\n    g(x.a.b)"
    assert passed(body) == [holds]


def test_parameter_that_becomes_the_name_of_a_test_does_not_stand_for_it() -> None:
    assert passed("if x.a:\n    y = isinstance(x, A)\nif y:\n    g(x)") == ["<x>"]


def test_name_of_a_test_means_something_else_in_an_inner_scope() -> None:
    body = "ok = isinstance(x, A)\n[g(x) for ok in y if ok]\n[g(x) for x in y if ok]"
    assert passed(body) == ["<x>", "<y>[]"]


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (
            "while not isinstance(x, A):\n    x = x.b\ng(x)",
            "(<x> | (<x> | ^){!A}.b){A}",
        ),
        ("while not isinstance(x, A):\n    y()\ng(x)", "<x>{A}"),
        ("while not isinstance(x, A):\n    y()\nelse:\n    g(x)", "<x>{A}"),
        ("while y and not isinstance(x, A):\n    y()\ng(x)", "<x>"),
        ("while not isinstance(x, A):\n    continue\ng(x)", "<x>{A}"),
        ("while not isinstance(x, A):\n    if y:\n        break\ng(x)", "<x>"),
        (
            "while not isinstance(x, A):\n    for i in y:\n        break\ng(x)",
            "<x>{A}",
        ),
        (
            "while not isinstance(x, A):\n    if y: break\n    while y: y()\ng(x)",
            "<x>",
        ),
        ("while x is not None:\n    x = x.next\ng(x)", "<x> | (<x> | ^).next"),
        ("while x:\n    x.pop()\ng(x)", "<x>"),
    ],
)
def test_condition_of_a_loop_does_not_hold_after_it(body: str, result: str) -> None:
    assert passed(body) == [result]
