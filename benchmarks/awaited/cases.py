"""Generated cases of `unittest`: orders of bases, hands in the calling, decorators."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

RECORD = """
import os


def ran(name):
    with open(os.environ["AWAITED_RAN"], "a") as file:
        file.write(name + "\\n")
"""
DECORATORS = """
import asyncio
import functools


def passing_on(function):
    @functools.wraps(function)
    def called(*args, **kwargs):
        return function(*args, **kwargs)

    return called


def running(function):
    @functools.wraps(function)
    def called(*args, **kwargs):
        return asyncio.run(function(*args, **kwargs))

    return called
"""
BASES = '''
import abc
import asyncio
import functools
import inspect
import typing
import unittest
import unittest as renamed
from unittest import IsolatedAsyncioTestCase as Isolated, TestCase

from record import ran

T = typing.TypeVar("T")


class Plain:
    """A mixin without tests."""


class Checking:
    """A mixin with tests."""

    async def test_of_mixin(self):
        ran(f"{type(self).__module__}.{type(self).__qualname__}.test_of_mixin")


class SyncBase(TestCase):
    pass


class Middle(Plain, SyncBase):
    pass


class WithTests(TestCase):
    __test__ = True

    async def test_of_base(self):
        ran(f"{type(self).__module__}.{type(self).__qualname__}.test_of_base")


class AsyncBase(Isolated):
    pass


class Generic(TestCase, typing.Generic[T]):
    pass


class Abstract(TestCase, metaclass=abc.ABCMeta):
    pass


class Setting(TestCase):
    def setUp(self):
        for name in ("one", "two"):
            setattr(self, name, 1)


class Looking(TestCase):
    def __getattr__(self, name):
        raise AttributeError(name)


class Calling(TestCase):
    def _callTestMethod(self, method):
        result = method()
        if inspect.isawaitable(result):
            asyncio.run(result)


class Running(TestCase):
    def run(self, result=None):
        name = self._testMethodName
        method = getattr(self, name)
        if inspect.iscoroutinefunction(method):
            setattr(self, name, lambda: asyncio.run(method()))
        return super().run(result)


class RunningOn(TestCase):
    def run(self, result=None):
        return super().run(result)


class Initialised(TestCase):
    def __init__(self, name="runTest"):
        super().__init__(name)
        method = getattr(self, name, None)
        if inspect.iscoroutinefunction(method):
            setattr(self, name, lambda: asyncio.run(method()))


class Subclassing(TestCase):
    def __init_subclass__(cls):
        for name, value in list(vars(cls).items()):
            if name.startswith("test") and inspect.iscoroutinefunction(value):
                setattr(cls, name, awaited(value))


class Meta(type):
    def __new__(mcs, name, bases, body):
        for key, value in list(body.items()):
            if key.startswith("test") and inspect.iscoroutinefunction(value):
                body[key] = awaited(value)
        return super().__new__(mcs, name, bases, body)


class Made(TestCase, metaclass=Meta):
    pass


def awaited(function):
    if not inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    def called(self):
        return asyncio.run(function(self))

    return called


def all_awaited(cls):
    for name, value in list(vars(cls).items()):
        if name.startswith("test") and inspect.iscoroutinefunction(value):
            setattr(cls, name, awaited(value))
    return cls


def made(base=TestCase):
    return base
'''
FAR = "from bases import AsyncBase as FarAsync, SyncBase as FarSync\n"


@dataclass(frozen=True, slots=True)
class Order:
    """Bases of a generated class, and what the verdict on it may be."""

    bases: str
    above: str = ""
    """What stands above the class."""
    below: str = ""
    """What stands below it; `{}` is its name."""
    is_open: bool = False
    """Whether nobody could know, but by running it."""
    inherits: tuple[str, ...] = ()
    """Tests that its bases bring."""


ORDERS: Mapping[str, Order] = {
    "OfCase": Order("TestCase"),
    "Dotted": Order("unittest.TestCase"),
    "Renamed": Order("bases.renamed.TestCase"),
    "MixinCase": Order("Plain, TestCase"),
    "CaseMixin": Order("TestCase, Plain"),
    "TestingCase": Order("Checking, TestCase", inherits=("test_of_mixin",)),
    "CaseTesting": Order("TestCase, Checking", inherits=("test_of_mixin",)),
    "Sync": Order("SyncBase"),
    "Mid": Order("Middle"),
    "Far": Order("far.FarSync"),
    "Inherits": Order("WithTests", inherits=("test_of_base",)),
    "OfGeneric": Order("Generic[int]"),
    "OfAbstract": Order("Abstract"),
    "OfSetting": Order("Setting"),
    "Skippable": Order("TestCase", above="@unittest.skipIf(False, 'never')"),
    "Patched": Order("TestCase", above="@mock.patch.dict('os.environ', {'A': 'b'})"),
    "Isolated": Order("unittest.IsolatedAsyncioTestCase"),
    "MixinIsolated": Order("Plain, Isolated"),
    "TestingIsolated": Order("Checking, Isolated", inherits=("test_of_mixin",)),
    "IsolatedTesting": Order("Isolated, Checking", inherits=("test_of_mixin",)),
    "IsolatedCase": Order("Isolated, TestCase"),
    "SyncIsolated": Order("SyncBase, Isolated"),
    "IsolatedSync": Order("Isolated, SyncBase"),
    "WithTestsIsolated": Order("WithTests, Isolated", inherits=("test_of_base",)),
    "FarIsolated": Order("far.FarAsync"),
    "OfLooking": Order("Looking"),
    "OfCalling": Order("Calling", is_open=True),
    "OfRunning": Order("Running", is_open=True),
    "OfRunningOn": Order("RunningOn", is_open=True),
    "OfInitialised": Order("Initialised", is_open=True),
    "OfSubclassing": Order("Subclassing", is_open=True),
    "OfMade": Order("Made", is_open=True),
    "Decorated": Order("TestCase", above="@all_awaited", is_open=True),
    "Changed": Order(
        "TestCase",
        below="for key in list(vars({0})):\n"
        "    if key.startswith('test') and callable(vars({0})[key]):\n"
        "        setattr({0}, key, awaited(vars({0})[key]))",
        is_open=True,
    ),
    "Computed": Order("made()", is_open=True),
    "ComputedIsolated": Order("made(Isolated)", is_open=True),
}
MARKS: Mapping[str, tuple[str, str]] = {
    "": ("", ""),
    "Marked": ("@pytest.mark.asyncio", ""),
    "Stated": ("", "pytestmark = pytest.mark.anyio"),
    "Trio": ("@pytest.mark.trio", ""),
}
"""What stands above and in a class that is marked for a plugin."""
_TAKING = ("anyio", "trio")
"""Marks by which plugins run even the tests of cases."""
_MARKED = frozenset({"OfCase", "TestingCase", "Isolated", "OfMade"})
"""The orders of which there are marked classes, too."""
WRAPPINGS: Mapping[str, tuple[str, str]] = {
    "bare": ("", ""),
    "marked": ("@pytest.mark.asyncio", ""),
    "marked_anyio": ("@pytest.mark.anyio", "anyio"),
    "skippable": ("@unittest.skipIf(False, 'never')", ""),
    "patched": ("@mock.patch('os.sep', '/')", ""),
    "surroundings": ("@mock.patch.dict('os.environ', {'A': 'b'})", ""),
    "passed_on": ("@passing_on", "decorator"),
    "run": ("@running", ""),
}
"""Decorators of tests, and why nobody could know what they do, if so."""
HEAD = """
import inspect
import unittest
from unittest import TestCase, mock

import bases
import far
import pytest
from bases import (
    Abstract, Calling, Generic, Initialised, Isolated, Looking, Made, Middle, Plain,
    Running, RunningOn, Setting, Subclassing, SyncBase, Checking, WithTests,
    all_awaited, awaited, made,
)
from decorators import passing_on, running
from record import ran
"""


HOOKED: Mapping[str, bool] = {
    "TestCase": False,
    "Isolated": False,
    "SyncBase, Isolated": False,
    "Calling": True,
    "made()": True,
}
"""Bases of cases with `async` hooks, and whether nobody could know what they do."""
HOOKS = ("setUp", "tearDown", "setUpClass", "tearDownClass")


@dataclass(frozen=True, slots=True)
class Generated:
    """A test, and whether no verdict on it is excused."""

    name: str
    """Its file's module, class and name, with dots."""
    excuse: str = ""
    """Why it may go unreported although its body never ran; empty: it may not."""


def file_of_cases(module: str, *, is_marked: bool) -> tuple[str, list[Generated]]:
    """Return the text of a file and the tests in it.

    Without `is_marked` no test is marked for a plugin.
    """
    text = [HEAD]
    tests: list[Generated] = []
    methods = [
        method for method in _methods() if is_marked or "_marked" not in method.name
    ]
    for name, order in ORDERS.items():
        for mark, (above, inside) in MARKS.items():
            if not mark or (is_marked and name in _MARKED):
                made = f"Test{name}{mark}"
                text.append(_class(made, order, above, inside, methods))
                taken = next((m for m in _TAKING if m in above + inside), "")
                tests += _tests(f"{module}.{made}", order, methods, taken)
    for number, (bases, is_open) in enumerate(HOOKED.items()):
        text.append(_hooked(f"TestHooks{number}", bases))
        excuse = "class" if is_open else ""
        owner = f"{module}.TestHooks{number}"
        tests.append(Generated(f"{owner}.test_after_hooks"))
        tests += [Generated(f"{owner}.{hook}", excuse) for hook in HOOKS]
    return "\n".join(text), tests


def _class(
    name: str, order: Order, above: str, inside: str, methods: Iterable["Method"]
) -> str:
    head = [*filter(None, (order.above, above)), f"class {name}({order.bases}):"]
    if inside:
        head.append(f"    {inside}")
    body = [line for method in methods for line in method.lines]
    return "\n".join([*head, *body, order.below.format(name), ""])


def _hooked(name: str, bases: str) -> str:
    lines = [f"class {name}({bases}):"]
    for hook in (*HOOKS, "test_after_hooks"):
        if hook.endswith("Class"):
            lines.append("    @classmethod")
        keyword = "def" if hook.startswith("test") else "async def"
        lines += [
            f"    {keyword} {hook}(self):",
            f'        ran("{{}}.{name}.{hook}".format(__name__))',
        ]
    return "\n".join([*lines, ""])


@dataclass(frozen=True, slots=True)
class Method:
    """A test of a class."""

    name: str
    lines: tuple[str, ...]
    excuse: str = ""
    """Why nobody could know what its decorator does; empty: it is known."""


def _methods() -> Iterator[Method]:
    """Yield what every class has: each decorator, and each form without one."""
    for wrapping, (decorator, excuse) in WRAPPINGS.items():
        for form in ("coroutine", "generator", "plain"):
            if wrapping != "bare" and form != "coroutine":
                continue
            name = f"test_{form}_{wrapping}"
            place = "{type(self).__module__}.{type(self).__qualname__}"
            keyword = "def" if form == "plain" else "async def"
            lines = (
                *filter(None, [f"    {decorator}".rstrip()]),
                f"    {keyword} {name}(self):",
                f'        ran(f"{place}.{name}")',
                *(["        yield"] if form == "generator" else []),
            )
            yield Method(name, lines, excuse)


def _tests(
    owner: str, order: Order, methods: Iterable[Method], taken: str
) -> Iterator[Generated]:
    """Yield the tests of a class; marked for some plugins, they may run those."""
    of_class = "class" if order.is_open else taken
    for method in methods:
        yield Generated(f"{owner}.{method.name}", method.excuse or of_class)
    for name in order.inherits:
        yield Generated(f"{owner}.{name}", of_class)
