"""Generated cases of `unittest`: orders of bases, hands in the calling, decorators."""

from collections.abc import Iterator, Mapping
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


class Testing:
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
        method = getattr(self, name)
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
    "Case": Order("TestCase"),
    "Dotted": Order("unittest.TestCase"),
    "Renamed": Order("bases.renamed.TestCase"),
    "MixinCase": Order("Plain, TestCase"),
    "CaseMixin": Order("TestCase, Plain"),
    "TestingCase": Order("Testing, TestCase", inherits=("test_of_mixin",)),
    "CaseTesting": Order("TestCase, Testing", inherits=("test_of_mixin",)),
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
    "TestingIsolated": Order("Testing, Isolated", inherits=("test_of_mixin",)),
    "IsolatedTesting": Order("Isolated, Testing", inherits=("test_of_mixin",)),
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
        "    if key.startswith('test') and inspect.iscoroutinefunction(vars({0})[key]):\n"
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
}
"""What stands above and in a class that is marked for a plugin."""
WRAPPINGS: Mapping[str, tuple[str, bool]] = {
    "bare": ("", False),
    "marked": ("@pytest.mark.asyncio", False),
    "skippable": ("@unittest.skipIf(False, 'never')", False),
    "patched": ("@mock.patch('os.sep', '/')", False),
    "surroundings": ("@mock.patch.dict('os.environ', {'A': 'b'})", False),
    "passed_on": ("@passing_on", True),
    "run": ("@running", False),
}
"""Decorators of tests, and whether nobody could know what they do."""
HEAD = """
import inspect
import unittest
from unittest import TestCase, mock

import bases
import far
import pytest
from bases import (
    Abstract, Calling, Generic, Initialised, Isolated, Looking, Made, Middle, Plain,
    Running, RunningOn, Setting, Subclassing, SyncBase, Testing, WithTests,
    all_awaited, awaited, made,
)
from decorators import passing_on, running
from record import ran
"""


@dataclass(frozen=True, slots=True)
class Generated:
    """A test, and whether no verdict on it is excused."""

    name: str
    """Its file's module, class and name, with dots."""
    excuse: str = ""
    """Why it may go unreported although its body never ran; empty: it may not."""


def file_of_cases(module: str) -> tuple[str, list[Generated]]:
    """Return the text of a file and the tests in it."""
    text, tests = [HEAD], []
    for name, order in ORDERS.items():
        for mark, (above, inside) in MARKS.items():
            made = f"Test{name}{mark}"
            text.append(_class(made, order, above, inside))
            tests += _tests(f"{module}.{made}", order)
    return "\n".join(text), tests


def _class(name: str, order: Order, above: str, inside: str) -> str:
    head = [*filter(None, (order.above, above)), f"class {name}({order.bases}):"]
    if inside:
        head.append(f"    {inside}")
    body = [line for _, _, lines in _methods() for line in lines]
    below = order.below.format(name)
    return "\n".join([*head, *body, below, ""])


def _methods() -> Iterator[tuple[str, bool, list[str]]]:
    """Yield the name of each method, whether its decorator is open, and its lines."""
    place = "{type(self).__module__}.{type(self).__qualname__}"
    for wrapping, (decorator, is_open) in WRAPPINGS.items():
        for form in ("coroutine", "generator", "plain"):
            if wrapping == "run" and form != "coroutine":
                continue
            name = f"test_{form}_{wrapping}"
            lines = [f"    {decorator}"] if decorator else []
            keyword = "def" if form == "plain" else "async def"
            lines += [
                f"    {keyword} {name}(self):",
                f'        ran(f"{place}.{name}")',
                *(["        yield"] if form == "generator" else []),
            ]
            yield name, is_open, lines


def _tests(owner: str, order: Order) -> Iterator[Generated]:
    for name, is_open, _ in _methods():
        excuse = "decorator" if is_open else "class" if order.is_open else ""
        yield Generated(f"{owner}.{name}", excuse)
    for name in order.inherits:
        yield Generated(f"{owner}.{name}", "class" if order.is_open else "")
