import pytest

from ssot_audit.extract.flow_facts import Guard, Kind
from tests.support.flows import function, guard

NONE = Guard(0)


def of(body: str) -> Guard:
    """Return the guard of `.use` in a function with these statements."""
    lines = body.split("\n")
    return guard("\n    ".join(["async def f(x, y):", *lines]) + "\n")


@pytest.mark.parametrize(
    "body",
    [
        'if hasattr(x, "use"):\n    x.use()',
        'if y and hasattr(x, "use"):\n    x.use()',
        'if not hasattr(x, "use"):\n    return\nx.use()',
        'if not hasattr(x, "use"):\n    raise TypeError\nx.use()',
        'if not hasattr(x, "use"):\n    return\nelif y:\n    pass\nx.use()',
        'if y:\n    return\nelif not hasattr(x, "use"):\n    return\nx.use()',
        'if y or not hasattr(x, "use"):\n    return\nx.use()',
        'if hasattr(x, "use"):\n    pass\nelse:\n    return\nx.use()',
        'with y:\n    if not hasattr(x, "use"):\n        return\nx.use()',
        'for i in y:\n    if not hasattr(i, "use"):\n        continue\n    i.use()',
        'while hasattr(x, "use"):\n    x.use()',
        'while not hasattr(x, "use"):\n    x = x.inner\nx.use()',
        'ok = hasattr(x, "use")\nif ok:\n    x.use()',
        'ok = hasattr(x, "use")\nif not ok:\n    return\nx.use()',
        'assert hasattr(x, "use")\nx.use()',
        'assert hasattr(x, "use"), x.other\nx.use()',
        'z = x.use if hasattr(x, "use") else None',
        'z = None if not hasattr(x, "use") else x.use',
        'z = hasattr(x, "use") and x.use()',
        'z = not hasattr(x, "use") or x.use()',
        'z = [i.use for i in y if hasattr(i, "use")]',
        'z = {i.use: 1 for i in y if i if hasattr(i, "use")}',
        'z = any(i.use for i in y if hasattr(i, "use"))',
        'if hasattr(x.a.b, "use"):\n    x.a.b.use()',
        'z = getattr(x, "use", None)',
        'z = getattr(x, "use", y)',
        'if callable(z := getattr(x, "use", 0)):\n    z()',
        "try:\n    x.use()\nexcept AttributeError:\n    pass",
        "try:\n    x.use()\nexcept (KeyError, AttributeError):\n    pass",
        "try:\n    with y:\n        x.use()\nexcept builtins.AttributeError:\n    pass",
        "with suppress(AttributeError):\n    x.use()",
        "with contextlib.suppress(KeyError, AttributeError):\n    x.use()",
    ],
)
def test_tested_attribute_says_so(body: str) -> None:
    assert Guard.TESTED in of(body)


def test_test_by_callable_guards_what_is_called_after_it() -> None:
    source = """
        def f(x):
            if callable(getattr(x, "use", None)):
                x.use()
            if callable(x.other):
                x.other()
    """
    uses = [
        (value.name, Guard(value.guard))
        for value in function(source).values
        if value.kind == Kind.ATTRIBUTE
    ]
    assert uses == [
        ("use", Guard.TESTED),
        ("use", Guard.TESTED),
        ("other", NONE),
        ("other", Guard.TESTED),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "if isinstance(x, A):\n    x.use()",
        "if not isinstance(x, A):\n    return\nx.use()",
        "if isinstance(x, A):\n    return\nx.use()",
        "if isinstance(x, A):\n    pass\nelse:\n    x.use()",
        "if isinstance(x, A):\n    y\nelif type(x) is B: y\nelse: return\nx.use()",
        "assert isinstance(x, A)\nx.use()",
        "z = x.use if isinstance(x, A) else None",
        "z = isinstance(x, A) and x.use",
        "z = [i.use for i in y if isinstance(i, A)]",
        "if type(x) is A:\n    x.use()",
        "if type(x) == A:\n    x.use()",
        "if x.__class__ is A:\n    x.use()",
        "if issubclass(x, A):\n    x.use()",
        "match x:\n    case A():\n        x.use()",
    ],
)
def test_object_whose_class_was_asked_for_is_narrowed(body: str) -> None:
    assert of(body) is Guard.NARROWED


@pytest.mark.parametrize(
    "body",
    [
        "try:\n    x.use()\nexcept Exception:\n    pass",
        "try:\n    x.use()\nexcept BaseException as error:\n    raise",
        "try:\n    x.use()\nexcept:\n    pass",
        "try:\n    x.use()\nexcept (ValueError, Exception):\n    pass",
        "with suppress(Exception):\n    x.use()",
    ],
)
def test_broad_handler_swallows_and_is_no_test(body: str) -> None:
    assert of(body) is Guard.SWALLOWED


@pytest.mark.parametrize(
    "body",
    [
        "try:\n    x.use()\nexcept TypeError:\n    pass",
        "try:\n    x.use()\nexcept (KeyError, builtins.TypeError):\n    pass",
        "with suppress(TypeError):\n    x.use()",
    ],
)
def test_handler_of_type_errors_forgives_a_call(body: str) -> None:
    assert of(body) is Guard.FORGIVEN


def test_part_of_a_try_that_no_handler_sees_is_not_forgiven() -> None:
    handled = "try:\n    pass\nexcept TypeError:\n    x.use()"
    afterwards = "try:\n    pass\nexcept TypeError:\n    pass\nelse:\n    x.use()"
    assert of(handled) is of(afterwards) is NONE


def test_presence_of_an_attribute_says_nothing_more_of_that_attribute() -> None:
    assert of('if hasattr(x, "use"):\n    x.use()') is Guard.TESTED
    both = Guard.TESTED | Guard.CORRELATED
    assert of('if hasattr(x, "use") and x.flag:\n    x.use()') is both


@pytest.mark.parametrize(
    "body",
    [
        "if x.kind == 1:\n    x.use()",
        "if x.flag:\n    x.use()",
        "if y in KINDS:\n    y.use()",
        'if hasattr(x, "other"):\n    x.use()',
        'if hasattr(x, "use"):\n    pass\nelse:\n    x.use()',
        'z = hasattr(x, "use") or x.use()',
    ],
)
def test_condition_on_the_data_of_an_object_is_correlated(body: str) -> None:
    assert of(body) is Guard.CORRELATED


@pytest.mark.parametrize(
    "body",
    [
        "x.use()",
        'if hasattr(y, "use"):\n    x.use()',
        'if hasattr(x, "use"):\n    pass\nx.use()',
        'if not hasattr(x, "use"):\n    y = 1\nx.use()',
        'if y or hasattr(x, "use"):\n    x.use()',
        'z = [i.use for i in y]\nif hasattr(x, "use"):\n    pass',
        'z = getattr(x, "use")',
        "if isinstance(x, A):\n    pass\nx.use()",
        "if x is None:\n    pass\nx.use()",
        "if x:\n    x.use()",
        "if x is not None:\n    x.use()",
        "try:\n    x.use()\nexcept KeyError:\n    pass",
        "try:\n    pass\nexcept AttributeError:\n    x.use()",
        "try:\n    pass\nexcept AttributeError:\n    pass\nelse:\n    x.use()",
        "try:\n    pass\nexcept AttributeError:\n    pass\nfinally:\n    x.use()",
        "with suppress(AttributeError):\n    pass\nx.use()",
        "match x:\n    case A():\n        pass\nx.use()",
        'while hasattr(x, "use"):\n    pass\nx.use()',
        "while x.flag:\n    pass\nx.use()",
        'ok = hasattr(x, "use")\nx = y\nif ok:\n    x.use()',
    ],
)
def test_other_use_is_not_guarded(body: str) -> None:
    assert of(body) is NONE
