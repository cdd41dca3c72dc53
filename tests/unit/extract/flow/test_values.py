import pytest

from ssot_audit.extract.flow_facts import Kind
from tests.support.flows import bound, calls, flow, function, returned, shown


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("return x.a.b(y)[0]", "<x>.a.b(<y>)[0]"),
        ("x = y\nreturn x", "<y>"),
        ("x = A()\nx = B()\nreturn x", "B()"),
        ("if c:\n    x = A()\nelse:\n    x = B()\nreturn x", "A() | B()"),
        (
            "if c:\n    x = A()\nelif d:\n    x = B()\nelse:\n    x = C()\nreturn x",
            "A() | B() | C()",
        ),
        ("if x is None:\n    x = A()\nreturn x", "<x> | A()"),
        ("if x is None:\n    return\n    x = A()\nreturn x", "<x>"),
        ("if c:\n    x = A()\n    raise E\nreturn x", "<x>"),
        ("x = x or A()\nreturn x", "<x> | A()"),
        ("return x and y", "<y>"),
        ("return x if c else y", "<x> | <y>"),
        ("x += 1\nreturn [x]", "[]"),
        ("del x\nreturn [x]", "[]"),
        ("return (z := A()), z", "tuple[A(), A()]"),
        ("if (z := A()):\n    pass\nreturn z", "A()"),
        ("[z := i for i in y]\nreturn z", "<y>[]"),
        ("a, b = x\nreturn b", "<x>[1]"),
        ("a, *b = x\nreturn b", "[<x>[]]"),
        ("a, b = x, y\nreturn b", "<y>"),
        ("a = b = A()\nreturn b", "A()"),
        ("(a, b), d = x\nreturn b", "<x>[0][1]"),
        ("return await x.go()", "await <x>.go()"),
        ("with x as z:\n    return z", "<x>.__enter__()"),
        ("async with x as z:\n    return z", "<x>.__aenter__()"),
        ("with x as (z, t):\n    return t", "<x>.__enter__()[1]"),
        ("return cast('T', x)", "<x>"),
        ("return typing.cast(T, x)", "<x>"),
        ("return list(x)", "[*<x>]"),
        ("return next(iter(x), None)", "[*<x>][]"),
        ("return [x, *y]", "[<x>, *<y>]"),
        ("return {1: x, **y}", "[<x>, <y>]"),
        ("return dict(a=x)", "[<x>]"),
        ("return super().go()", "super().go()"),
        ("return lambda x: x.a", "lambda: ?"),
        ("return lambda z: x.a", "lambda: <x>.a"),
        ("(lambda x: x)\nreturn x", "<x>"),
        ("return g(x, *y, k=x, **d)", "g(<x>, *<y>, k=<x>, **=d)"),
        ("return [i.a for i in x]", "[<x>[].a]"),
        ("return {k: i.a for k, i in x}", "[<x>[][1].a]"),
        ("[x for x in y]\nreturn x", "<x>"),
        ("[0 for x in x]\nreturn x", "<x>"),
        ("return [x for x in x]", "[<x>[]]"),
        ("return [j for i in x for j in i.a]", "[<x>[].a[]]"),
        ("match x:\n    case A():\n        y = B()\nreturn y", "<y> | B()"),
        ("match x:\n    case _:\n        y = B()\nreturn y", "B()"),
        ("match x:\n    case z:\n        return z", "<x>"),
        ("import m\nreturn m.a", "f.<locals>.m.a"),
        ("from m import a as b\nreturn b()", "f.<locals>.b()"),
        ("class A:\n    pass\nreturn A()", "f.<locals>.A()"),
    ],
)
def test_result_of_a_function_is_what_its_names_hold(body: str, result: str) -> None:
    lines = "\n    ".join(body.split("\n"))
    (found,) = returned(f"async def f(x, y):\n    {lines}\n")
    assert found == result


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("for x in y:\n    pass\nreturn x", "<x> | <y>[]"),
        ("for i in y:\n    x = x.next\nreturn x", "<x> | (<x> | ^).next"),
        ("while x.more:\n    x = x.next\nreturn x", "<x> | (<x> | ^).next"),
        (
            "for i in y:\n    if c:\n        x = A()\n        break\nreturn x",
            "<x> | A()",
        ),
        (
            "for i in y:\n    x = A()\n    if c: continue\n    x = B()\nreturn x",
            "<x> | A() | B()",
        ),
        ("for i in y:\n    x = A()\n    return x", "A()"),
        ("for i in y:\n    pass\nelse:\n    x = A()\nreturn x", "A()"),
    ],
)
def test_loop_carries_values_from_round_to_round(body: str, result: str) -> None:
    lines = "\n    ".join(body.split("\n"))
    (found,) = returned(f"def f(x, y):\n    {lines}\n")
    options = {o.strip() for o in found.replace("(", "").replace(")", "").split("|")}
    wanted = {o.strip() for o in result.replace("(", "").replace(")", "").split("|")}
    assert options - {"^"} == wanted - {"^"}


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("try:\n    x = A()\nexcept E:\n    pass\nreturn x", "A() | <x> | A()"),
        ("try:\n    x = A()\nexcept E:\n    x = B()\nreturn x", "A() | B()"),
        ("try:\n    x = A()\nexcept E:\n    raise\nreturn x", "A()"),
        ("try:\n    x = A()\nfinally:\n    y.end()\nreturn x", "A()"),
        ("try:\n    go()\nfinally:\n    x = A()\nreturn x", "A()"),
        ("try:\n    go()\nexcept E:\n    return\nelse:\n    x = A()\nreturn x", "A()"),
        ("try:\n    raise E\nexcept E as x:\n    pass\nreturn [x]", "[]"),
        ("try:\n    x = A()\n    raise E\nexcept E:\n    pass\nreturn x", "<x> | A()"),
        ("with suppress(E):\n    x = A()\n    raise E\nreturn x", "<x> | A()"),
        ("with lock:\n    raise E\nreturn x", None),
    ],
)
def test_handler_may_follow_any_part_of_the_body(body: str, result: str | None) -> None:
    lines = "\n    ".join(body.split("\n"))
    found = returned(f"def f(x, y):\n    {lines}\n")
    assert found == ([] if result is None else [result])


def test_variable_that_an_inner_function_sees_stays_a_name() -> None:
    source = """
        def f(x, y):
            x = A()
            def g(y):
                return x.go(y)
            return g, x, y
    """
    assert returned(source) == ["tuple[def#2, f.<locals>.x, <y>]"]
    assert bound(source, "f") == [("f.<locals>.x", "<x>"), ("f.<locals>.x", "A()")]
    assert returned(source, "f.<locals>.g") == ["f.<locals>.x.go(<y>)"]


def test_nonlocal_and_global_bind_the_names_they_say() -> None:
    source = """
        def f(x):
            def g(a):
                nonlocal x
                global y
                x = y = a
            return g
    """
    assert bound(source, "f.<locals>.g") == [("f.<locals>.x", "<a>"), ("y", "<a>")]


def test_global_means_the_module_even_below_a_function_that_has_the_name() -> None:
    source = """
        x = A()
        def f(x):
            def g():
                global x
                return x
            return g
    """
    assert returned(source, "f.<locals>.g") == ["x"]


def test_names_of_modules_and_classes_outlive_the_code() -> None:
    source = """
        import m
        x = m.A()
        class C:
            y = m.B()
            z = y
            class D:
                t = m.C()
        for i in m.all:
            if i:
                w = i
        (v := m.D())
    """
    assert bound(source) == [
        ("x", "m.A()"),
        ("C.y", "m.B()"),
        ("C.z", "C.y"),
        ("C.D.t", "m.C()"),
        ("i", "m.all[]"),
        ("w", "i"),
        ("v", "m.D()"),
    ]


def test_methods_do_not_see_the_names_of_their_class() -> None:
    source = "class C:\n    y = 1\n    def f(self):\n        return y\n"
    assert returned(source, "C.f") == ["y"]


def test_variables_of_comprehensions_bind_nothing() -> None:
    assert bound("x = [i for i in m.all]\n") == [("x", "[m.all[]]")]


def test_defaults_are_values_of_the_code_around() -> None:
    source = "def f(a, b=m.x, *, c, d=m.y, e=None): pass\n"
    frame = flow(source).functions[0]
    assert [(n, p, shown(frame, v)) for n, p, v in frame.defaults] == [
        (1, "b", "m.x"),
        (1, "d", "m.y"),
    ]


def test_decorated_inner_function_is_unknown_and_its_decorator_is_named() -> None:
    source = """
        def f(x):
            from m import deco
            @deco(1)
            def g(): pass
            return [g]
    """
    assert returned(source) == ["[]"]
    assert function(source, "f.<locals>.g").decorators == ("f.<locals>.deco",)


def test_annotations_are_read_in_the_scope_around() -> None:
    source = """
        def f(A: A, b: "m.B | None", *, c: Optional[C] = None) -> list[D]:
            x: E = b
            self.y: F = b
    """
    assert [(a.name, a.types) for a in function(source).annotations] == [
        ("A", ("A",)),
        ("b", ("m.B",)),
        ("c", ("C",)),
        ("return", ("list",)),
        ("x", ("E",)),
        ("self.y", ("F",)),
    ]


def test_function_that_yields_where_no_one_gets_is_a_generator() -> None:
    assert function("def f():\n    raise E\n    yield\n").is_generator
    assert function("def f():\n    if x:\n        return\n        yield\n").is_generator
    assert not function("def f():\n    return\n    def g(): yield\n").is_generator
    assert not function("def f():\n    return lambda: (yield x)\n").is_generator


def test_setting_an_attribute_by_name_stores_it() -> None:
    source = """
        def f(x, y, n):
            x.a = y
            setattr(x, "b", y)
            object.__setattr__(x, "c", y)
            setattr(x, n, y)
    """
    frame = function(source)
    stores = [
        (shown(frame, s.base), s.name, shown(frame, s.value)) for s in frame.stores
    ]
    assert stores == [("<x>", name, "<y>") for name in "abc"]
    assert calls(source) == ["setattr(<x>, <n>, <y>)"]


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("patch('a.b.C')", "patch('a.b.C')"),
        (
            "mock.patch.object(x, 'name', new=1)",
            "mock.patch.object(<x>, 'name', new=?)",
        ),
        ("mock.patch.multiple('a.b', c='d')", "mock.patch.multiple('a.b', c='d')"),
        ("monkeypatch.setattr(x, 'a', 1)", "monkeypatch.setattr(<x>, 'a', ?)"),
        ("patch.dict('os.environ')", "patch.dict('os.environ')"),
        ("hasattr(x, 'a')", "hasattr(<x>, 'a')"),
        ("delattr(x, 'a')", "delattr(<x>, 'a')"),
        ("Mock(name='a.b', spec='c')", "Mock(name='a.b', spec=?)"),
        ("patch('no name')", "patch(?)"),
        ("g('a.b')", "g(?)"),
        ("object('a')", "object(?)"),
    ],
)
def test_only_texts_that_name_something_are_kept(call: str, result: str) -> None:
    assert calls(f"def f(x):\n    {call}\n") == [result]


def test_putting_into_a_container_is_a_call() -> None:
    assert calls("def f(x, y):\n    x[0] = y\n    x[1] = 2\n") == [
        "<x>.__setitem__(?, <y>)"
    ]


@pytest.mark.parametrize(
    "call", ["len(x.a)", "str(x.a)", "ValueError(x.a)", "int(x.a)"]
)
def test_builtin_that_hands_on_no_object_is_not_kept(call: str) -> None:
    frame = function(f"def f(x):\n    return {call}\n")
    assert [shown(frame, n) for n in range(len(frame.values))] == ["?", "<x>", "<x>.a"]


def test_name_that_hides_a_builtin_is_not_taken_for_it() -> None:
    source = """
        from m import len
        def f(x, list):
            return len(x), list(x), getattr(x, "a")
        def getattr(x, y): pass
    """
    assert returned(source) == ["tuple[len(<x>), <list>(<x>), getattr(<x>, 'a')]"]


def test_use_inside_an_f_string_is_seen() -> None:
    frame = function("def f(x):\n    return f'{x.a:{x.b}} {x.c()!r}'\n")
    assert [v.name for v in frame.values if v.kind == Kind.ATTRIBUTE] == ["a", "b", "c"]


def test_attribute_is_placed_at_its_name_and_a_call_as_a_whole() -> None:
    frame = function("def f(x):\n    'é'; x.abc.de(\n        1)\n")
    spans = [v.span for v in frame.values if v.span is not None]
    assert [(s.line, s.column, s.end_line, s.end_column) for s in spans] == [
        (2, 12, 2, 15),
        (2, 16, 2, 18),
        (2, 10, 3, 11),
    ]


def test_only_a_call_that_is_a_statement_is_dropped() -> None:
    source = """
        async def f(x):
            x.a()
            (x.b()).c(x.d())
            await x.e()
            x and x.f()
            [x.g()]
            {x.h(): x.i()}
            list(x.j())
            super()
            super().k()
            x.l() < 1
            f"{x.m()}"
            y = x.n()
    """
    found = function(source)
    assert [shown(found, number) for number in found.dropped] == [
        "<x>.a()",
        "<x>.b().c(<x>.d())",
        "super().k()",
    ]
