"""Tests as they are written, and as a runner would list them."""

import enum
from dataclasses import dataclass

import msgspec

from ssot_audit.extract.facts import Function, Span
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module


class LostKind(enum.Enum):
    """Why no runner collects a test."""

    CONSTRUCTOR = "constructor"
    """Its class has an `__init__` or `__new__`."""
    IMPORT = "import"
    """Its file cannot be imported."""
    REPLACED = "replaced"
    """A later definition takes its name."""
    NAMESAKE = "namesake"
    """Another file is imported under the name of its own."""
    GENERATOR = "generator"
    """It has a `yield`, which pytest refuses."""
    ELSEWHERE = "elsewhere"
    """The runner does not look where it is; another command may."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Why no runner collects a test, and where that comes from."""

    kind: LostKind
    cause: str
    """What is at fault: a class, a missing module or name, a test, a path."""
    module: Module
    span: Span
    detail: str = ""
    """How a class comes by its constructor; of what is replaced, whether that is a
    `class` or a `function`; of a namesake, the outermost package it is in."""


class WrittenTest(msgspec.Struct, frozen=True, eq=False):
    """A function that is a test by its name and its home."""

    module: Module
    node: ClassNode | None
    """The class it is a method of."""
    function: Function
    lost: Lost | None
    """Why no runner collects it; None: one does, or that is not known."""
    doubt: str = ""
    """Why it cannot be told whether it is collected; empty: it can."""


class Item(msgspec.Struct, frozen=True, eq=False):
    """What `pytest --collect-only -q` prints on a line, without parameters."""

    module: Module
    """The one it is collected from."""
    qualname: str
    """With `::`, as in a node id: `TestCart::test_total`."""
    suite: ClassNode | None
    """The class it is collected in: that of the test, or one that inherits it."""
    test: WrittenTest
    """The same for all classes that inherit it, and all files that import it."""
    lost: Lost | None = None
    """Why it is not collected although it would be."""
    doubt: str = ""


def may_end(stops: str) -> str:
    """Return the doubt about the tests of a file that may be skipped as a whole."""
    return f"`{stops}` may end its import" if stops else ""


@dataclass(frozen=True, slots=True)
class Guess:
    """Where there may be tests that only a run can tell."""

    module: Module
    qualname: str
    """As of an item; empty: anywhere in the file."""
    reason: str
