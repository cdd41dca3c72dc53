"""What a class offers under a name."""

import pytest

from ssot_audit.link.members import ClassMember
from ssot_audit.link.stdlib_classes import MemberKind
from tests.support.classes import class_in

PRELUDE = """
import abc, contextlib, functools, typing
from vendor import unknown
"""


def member(body: str, name: str = "m") -> ClassMember:
    """Return a member of the class that has this body."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return class_in(f"{PRELUDE}\nclass A:\n{lines}\n").members[name]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("def m(self): ...", MemberKind.METHOD),
        ("@abc.abstractmethod\ndef m(self): ...", MemberKind.METHOD),
        ("@functools.lru_cache(1)\ndef m(self): ...", MemberKind.METHOD),
        ("@staticmethod\ndef m(): ...", MemberKind.STATICMETHOD),
        ("@classmethod\n@abc.abstractmethod\ndef m(cls): ...", MemberKind.CLASSMETHOD),
        ("@property\ndef m(self): ...", MemberKind.PROPERTY),
        ("@functools.cached_property\ndef m(self): ...", MemberKind.PROPERTY),
        ("@abc.abstractproperty\ndef m(self): ...", MemberKind.PROPERTY),
        ("m: int", MemberKind.ATTRIBUTE),
        ("m = 1", MemberKind.ATTRIBUTE),
        ("m = ['a']", MemberKind.ATTRIBUTE),
        ("__slots__ = ('m',)", None),
        ("class m: ...", MemberKind.CLASS),
        ("m = make()", None),
        ("m = None", None),
        ("from os import m", None),
        ("@unknown\ndef m(self): ...", None),
        ("@property\n@unknown\ndef m(self): ...", None),
        ("@unknown.m.setter\ndef m(self, value): ...", None),
        ("def __init__(self): self.m = 1", MemberKind.ATTRIBUTE),
        ("m: int\ndef __init__(self): self.m = 1", MemberKind.ATTRIBUTE),
    ],
)
def test_the_kind_of_a_member_is_told_by_how_it_is_bound(
    body: str, kind: MemberKind | None
) -> None:
    assert member(body).kind is kind


def test_the_last_binding_of_a_name_counts() -> None:
    assert member("m = 1\ndef m(self): ...").kind is MemberKind.METHOD
    assert member("def m(self): ...\nm = 1").kind is MemberKind.ATTRIBUTE


@pytest.mark.parametrize(
    ("body", "is_settable"),
    [
        ("m: int", True),
        ("@property\ndef m(self): ...", False),
        ("@property\ndef m(self): ...\n@m.setter\ndef m(self, value): ...", True),
        ("@property\ndef m(self): ...\n@m.deleter\ndef m(self): ...", False),
        ("@functools.cached_property\ndef m(self): ...", True),
    ],
)
def test_a_property_can_be_assigned_if_it_has_a_setter(
    body: str,
    is_settable: bool,
) -> None:
    assert member(body).is_settable is is_settable


def test_an_overloaded_method_has_a_kind_but_no_signature() -> None:
    body = "@typing.overload\ndef m(self, a: int): ...\ndef m(self, a): return a"
    found = member(body)
    assert found.kind is MemberKind.METHOD
    assert found.parameters is None
    assert not found.is_stub


def test_alternatives_keep_what_they_have_in_common() -> None:
    same = "if x:\n    def m(self): ...\nelse:\n    def m(self): return 1"
    found = member(same)
    assert found.kind is MemberKind.METHOD
    assert found.parameters is not None
    assert not found.is_stub
    other = "if x:\n    m = 1\nelse:\n    def m(self, a): ..."
    assert member(other).kind is None
    assert member(other).parameters is None


@pytest.mark.parametrize(
    ("body", "is_coroutine", "is_async_generator"),
    [
        ("def m(self): ...", False, False),
        ("async def m(self): ...", True, False),
        ("async def m(self): yield 1", False, True),
        ("@contextlib.asynccontextmanager\nasync def m(self): yield 1", False, False),
        ("async def m(self):\n    def inner(): yield 1\n    return inner", True, False),
    ],
)
def test_what_a_call_gives_depends_on_async_and_yield(
    body: str,
    is_coroutine: bool,
    is_async_generator: bool,
) -> None:
    found = member(body)
    assert found.is_coroutine is is_coroutine
    assert found.is_async_generator is is_async_generator


@pytest.mark.parametrize(
    ("body", "is_stub"),
    [
        ("def m(self): ...", True),
        ("def m(self): pass", True),
        ("def m(self):\n    '''Say.'''", True),
        ("def m(self): raise NotImplementedError", True),
        ("def m(self):\n    '''Say.'''\n    raise NotImplementedError('m')", True),
        ("def m(self): raise ValueError", False),
        ("def m(self): return None", False),
    ],
)
def test_a_body_that_does_nothing_is_a_stub(
    body: str,
    is_stub: bool,
) -> None:
    assert member(body).is_stub is is_stub


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("typing.Optional[int]", "builtins.int"),
        ("int | None", "builtins.int"),
        ("'int | None'", ""),
        ("'typing.List[int]'", "builtins.list"),
        ("typing.Final[int]", "typing.Final"),
        ("A", "app.A"),
        ("None", "builtins.None"),
        ("f()", ""),
    ],
)
def test_an_annotation_is_known_by_the_full_name_of_its_outermost_type(
    annotation: str, expected: str
) -> None:
    assert member(f"m: {annotation}").annotation == expected
    assert member(f"def m(self) -> {annotation}: ...").returns == expected
