"""Whether one member can stand in for another, judged by examples and by Python."""

import inspect
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.link.members import ClassMember
from ssot_audit.link.signatures import signature_mismatch
from ssot_audit.link.stdlib_classes import MemberKind

NAMES = "abcd"
EVERY_KEYWORD = frozenset(f"m({name}" for name in NAMES)


def method(parameters: str, kind: MemberKind = MemberKind.METHOD) -> ClassMember:
    """Return a member with these parameters, as they are written."""
    (function,) = extract(f"def m({parameters}): ...".encode()).functions
    return ClassMember("m", kind, None, parameters=function.parameters)


def mismatch(
    wanted: str, found: str, keyword_calls: frozenset[str] = frozenset()
) -> str | None:
    return signature_mismatch(method(wanted), method(found), keyword_calls)


@pytest.mark.parametrize(
    ("wanted", "found", "detail"),
    [
        ("self, a, b", "self, a", "does not accept the argument `b`"),
        ("self, a, b", "self, a, **k", "accepts `b` by keyword only"),
        ("self, a, b, /", "self, a, **k", "does not accept the argument `b`"),
        ("self, a, b", "self, a, *, b", "accepts `b` by keyword only"),
        ("self, *, a", "self", "does not accept keyword `a`"),
        ("self, *, a", "self, a, /", "does not accept keyword `a`"),
        ("self", "self, a", "requires `a`, which the interface does not pass"),
        ("self", "self, *, a", "requires `a`, which the interface does not pass"),
        ("self, a, b, c", "self, a, c", "does not accept the argument `b`"),
        ("self, **k", "self, a, *, b", None),
        ("self, **k", "self, a, /", "requires `a`, which the interface does not pass"),
        ("self, a", "self, a", None),
        ("self, a", "this, a", None),
        ("self, a", "self, a=1, *more, b=2, **rest", None),
        ("self, a, *, b", "self, a, b", None),
        ("self, a, b", "self, *args, **kwargs", None),
        ("self, *args, **kwargs", "self", None),
        ("self, *args", "self, a", None),
    ],
)
def test_every_call_that_is_accepted_must_stay_accepted(
    wanted: str, found: str, detail: str | None
) -> None:
    assert mismatch(wanted, found) == detail


def test_a_renamed_parameter_counts_if_some_call_passes_it_by_keyword() -> None:
    detail = "does not accept keyword `a`, which calls pass"
    assert mismatch("self, a", "self, b") is None
    assert mismatch("self, a", "self, b", frozenset({"m(a"})) == detail
    assert mismatch("self, a", "self, b", frozenset({"n(a"})) is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (method("self, a"), method("a", MemberKind.STATICMETHOD)),
        (
            method("cls, a", MemberKind.CLASSMETHOD),
            method("a", MemberKind.STATICMETHOD),
        ),
        (method("a", MemberKind.STATICMETHOD), method("self, a")),
    ],
)
def test_the_first_parameter_counts_of_static_methods_alone(
    wanted: ClassMember, found: ClassMember
) -> None:
    assert signature_mismatch(wanted, found, EVERY_KEYWORD) is None


def test_nothing_is_said_of_signatures_that_are_unknown_or_none() -> None:
    unknown = ClassMember("m", MemberKind.METHOD, None)
    value = ClassMember("m", MemberKind.ATTRIBUTE, None, parameters=())
    for other in (unknown, value):
        assert signature_mismatch(method("self, a"), other, EVERY_KEYWORD) is None
        assert signature_mismatch(other, method("self, a"), EVERY_KEYWORD) is None


@st.composite
def signatures(draw: st.DrawFn) -> inspect.Signature:
    """Return any signature over a few names, without the first parameter."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, len(NAMES)))]
    ordinary = st.sampled_from([POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, KEYWORD_ONLY])
    kinds = sorted(draw(ordinary) for _ in names)
    parameters = [(name, kind) for name, kind in zip(names, kinds, strict=True)]
    if draw(st.booleans()):
        parameters.append(("args", VAR_POSITIONAL))
    if draw(st.booleans()):
        parameters.append(("kwargs", VAR_KEYWORD))
    made = []
    has_default = False
    for name, kind in sorted(parameters, key=lambda parameter: parameter[1]):
        is_star = kind in (VAR_POSITIONAL, VAR_KEYWORD)
        if kind == KEYWORD_ONLY or not has_default:
            has_default = not is_star and draw(st.booleans())
        default = 0 if has_default and not is_star else inspect.Parameter.empty
        kind_of_python = inspect._ParameterKind(kind)  # noqa: SLF001 - numbered alike
        made.append(inspect.Parameter(name, kind_of_python, default=default))
    return inspect.Signature(made)


def as_member(signature: inspect.Signature) -> ClassMember:
    parameters = tuple(
        Parameter(p.name, int(p.kind), p.default is not inspect.Parameter.empty)
        for p in signature.parameters.values()
    )
    return ClassMember("m", MemberKind.STATICMETHOD, None, parameters=parameters)


def accepts(signature: inspect.Signature, count: int, names: tuple[str, ...]) -> bool:
    try:
        signature.bind(*range(count), **dict.fromkeys(names, 0))
    except TypeError:
        return False
    return True


CALLS = [
    (count, names)
    for count in range(len(NAMES) + 2)
    for size in range(len(NAMES) + 1)
    for names in itertools.combinations(NAMES, size)
]


@given(signatures(), signatures())
@example(inspect.signature(lambda a, b: (a, b)), inspect.signature(lambda b, a: (a, b)))
def test_python_refuses_some_call_wherever_a_mismatch_is_reported(
    wanted: inspect.Signature, found: inspect.Signature
) -> None:
    detail = signature_mismatch(as_member(wanted), as_member(found), EVERY_KEYWORD)
    refused = [
        call for call in CALLS if accepts(wanted, *call) and not accepts(found, *call)
    ]
    assert detail is None or refused
