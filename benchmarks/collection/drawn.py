"""Modules of tests with constructs put together at random, that can be imported.

The chooser is Python's own or one that hypothesis makes; it decides everything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

NAMES = ("test_a", "test_b", "test_c", "testd", "helper")
_HEAD = """\
import abc
import asyncio
import dataclasses
import functools
import typing
import unittest
from unittest import IsolatedAsyncioTestCase, TestCase

import pytest

T = typing.TypeVar("T")


def wrapped(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner

"""
_OUTSIDE = {
    "unittest.TestCase": {"case"},
    "TestCase": {"case"},
    "IsolatedAsyncioTestCase": {"case"},
    "abc.ABC": {"abc"},
    "typing.Generic[T]": {"generic"},
    "Exception": {"error"},
}
"""Bases by what must not be inherited twice."""
_CONSTRUCTORS = (
    "def __init__(self, *args): super().__init__(*args)",
    "def __new__(cls, *args): return super().__new__(cls)",
    "def __post_init__(self): pass",
    "__init__ = object.__init__",
)
_SWITCHES = ("False", "False", "True", "True", "0", "1", "None")
_DECORATORS = (
    "@staticmethod",
    "@classmethod",
    "@property",
    "@functools.cached_property",
    "@pytest.mark.skip",
    "@pytest.mark.parametrize('value', [1, 2])",
    "@wrapped",
    "@pytest.fixture",
    "@pytest.fixture(name='other')",
    "@functools.lru_cache",
    "@functools.lru_cache(maxsize=None)",
)
_METHODS_ONLY = ("@staticmethod", "@classmethod", "@property")
_VALUES = ("None", "3", "'text'", "lambda *args: None", "print", "[]")


@dataclass(slots=True)
class Writer:
    """Writes one module line by line."""

    random: Random
    lines: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    """By name in this module, all that a class derives from, itself included."""
    imported: set[str] = field(default_factory=set)
    switched: set[str] = field(default_factory=set)
    """Names that have a `__test__` from outside, or stand for others: they stay so."""
    serial: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    def chance(self, one_in: int) -> bool:
        """Tell whether to do what is done once in so many times."""
        return self.random.randrange(one_in) == 0

    def name(self) -> str:
        """Choose the name of a function, but none whose `__test__` is set already."""
        free = [name for name in NAMES if name not in self.switched]
        return self.random.choice(free or [f"test_{next(self.serial)}"])

    def statement(self, indent: str = "") -> None:
        """Write one statement of the top of a module."""
        makers = [self.function, self.function, self.klass, self.klass, self.klass]
        makers += [self.alias, self.switch, self.condition]
        self.random.choice(makers)(indent)

    def function(self, indent: str = "") -> None:
        """Write a function."""
        name = self.name()
        if self.chance(4):
            decorators = [each for each in _DECORATORS if each not in _METHODS_ONLY]
            self.lines.append(indent + self.random.choice(decorators))
        self.definition(indent, name, "value")
        self.functions.append(name)

    def definition(self, indent: str, name: str, parameters: str) -> None:
        """Write a definition with a body."""
        keyword = "async def" if self.chance(6) else "def"
        self.lines.append(f"{indent}{keyword} {name}({parameters}):")
        self.lines.append(f"{indent}    assert True")

    def klass(self, indent: str = "") -> None:
        """Write a class."""
        number = next(self.serial)
        if number and self.chance(6) and not self.is_settled(number - 1):
            number -= 1
        kind = self.random.choice(("Test", "Test", "Test", "Plain", "Case"))
        name = f"{kind}{number}"
        bases, above = self.bases()
        if not bases and self.chance(10):
            bases = ["typing.NamedTuple"]
        elif "case" not in above and self.chance(8):
            options = self.random.choice(("", "(init=False)", "()", "(frozen=True)"))
            if "frozen" not in options:
                self.lines.append(f"{indent}@dataclasses.dataclass{options}")
        self.lines.append(f"{indent}class {name}({', '.join(bases)}):")
        self.body(indent + "    ", is_tuple=bases == ["typing.NamedTuple"])
        self.classes[name] = above | {name}

    def is_settled(self, number: int) -> bool:
        """Tell whether no class of this number may be defined again."""
        return any(name.endswith(str(number)) for name in self.switched)

    def bases(self) -> tuple[list[str], frozenset[str]]:
        """Choose what a class derives from, and return all that is above it."""
        chosen: list[str] = []
        above: frozenset[str] = frozenset()
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            is_outside = not self.classes or self.chance(3)
            options = tuple(_OUTSIDE if is_outside else self.classes)
            name = self.random.choice(options)
            family = self.classes.get(name) or frozenset(_OUTSIDE[name])
            if not family & above:
                chosen.append(name)
                above |= family
        return chosen, above

    def body(self, indent: str, *, is_tuple: bool) -> None:
        """Write what is in a class."""
        self.lines.append(f"{indent}value: int = 0")
        if self.chance(4) and not is_tuple:
            self.lines.append(indent + self.random.choice(_CONSTRUCTORS))
        if self.chance(4):
            kind = ": bool" if self.chance(4) else ""
            switch = self.random.choice(_SWITCHES)
            self.lines.append(
                f"{indent}__test__{kind if not is_tuple else ''} = {switch}"
            )
        for _ in range(self.random.randrange(5)):
            self.member(indent)
        if self.chance(6) and not is_tuple:
            self.lines.append(
                f"{indent}class TestInner({''.join(self.bases()[0][:1])}):"
            )
            self.member(indent + "    ")

    def member(self, indent: str) -> None:
        """Write a method, or something else of its name."""
        name = self.random.choice((*NAMES, "runTest"))
        if self.chance(8):
            self.lines.append(f"{indent}{name} = {self.random.choice(_VALUES)}")
        else:
            if self.chance(8):
                self.either(indent, name)
                return
            if self.chance(4):
                self.lines.append(indent + self.random.choice(_DECORATORS))
            self.definition(indent, name, "self, value")
            if self.chance(8):
                other = self.random.choice(NAMES)
                self.lines.append(f"{indent}{other} = {name}")
            if self.chance(12):
                self.lines.append(f"{indent}del {name}")

    def alias(self, indent: str = "") -> None:
        """Bind another name to what is there."""
        if self.functions and self.chance(2):
            name, source = self.name(), f"source{next(self.serial)}"
            self.definition(indent, source, "value")
            self.lines.append(f"{indent}{name} = {source}")
            self.functions.append(name)
            self.switched.add(name)
        elif self.classes:
            name = self.random.choice(("TestAlias", "Alias")) + str(next(self.serial))
            source = self.random.choice(sorted(self.classes))
            self.lines.append(f"{indent}{name} = {source}")
            self.classes[name] = self.classes[source]
            self.switched |= {name, source}

    def switch(self, indent: str = "") -> None:
        """Set `__test__` from outside."""
        names = {*self.functions, *self.classes} - self.switched
        if names:
            name = self.random.choice(sorted(names))
            value = self.random.choice(_SWITCHES)
            self.switched.add(name)
            self.lines.append(f"{indent}{name}.__test__ = {value}")

    def condition(self, indent: str = "") -> None:
        """Write a function that is defined in a branch, and in the other one too."""
        name = self.name()
        self.either(indent, name)
        self.functions.append(name)

    def either(self, indent: str, name: str) -> None:
        """Write two definitions of which one is executed."""
        pairs = (("if T:", "else:"), ("try:", "except ImportError:"))
        for opening in self.random.choice(pairs):
            self.lines.append(indent + opening)
            self.definition(indent + "    ", name, "self, value")

    def taken(self, source: str, other: "Writer") -> None:
        """Import from an earlier module."""
        if self.chance(4):
            self.lines.append(f"from {source} import *")
            self.classes |= other.classes
            self.functions += other.functions
            self.imported |= {*other.classes, *other.functions}
            return
        for name in self.random.sample(
            sorted(other.classes), min(2, len(other.classes))
        ):
            as_name = self.random.choice((name, name, f"TestTaken{next(self.serial)}"))
            alias = "" if as_name == name else f" as {as_name}"
            self.lines.append(f"from {source} import {name}{alias}")
            self.classes[as_name] = other.classes[name]
            self.imported.add(as_name)
        plain = sorted({*other.functions})
        if plain and self.chance(2):
            name = self.random.choice(plain)
            self.lines.append(f"from {source} import {name}")
            self.functions.append(name)
            self.imported.add(name)


def package(random: Random, name: str, modules: int) -> Mapping[str, str]:
    """Write a package of test modules of which later ones import from earlier ones."""
    files = {f"{name}/__init__.py": ""}
    writers: list[Writer] = []
    for number in range(modules):
        writer = Writer(random)
        writer.serial = iter(range(number * 100, 10**6))
        if writers and not writer.chance(3):
            source = random.randrange(len(writers))
            writer.taken(f"{name}.test_m{source}", writers[source])
        for _ in range(random.randrange(1, 8)):
            writer.statement()
        files[f"{name}/test_m{number}.py"] = _HEAD + "\n".join(writer.lines) + "\n"
        writers.append(writer)
    return files
