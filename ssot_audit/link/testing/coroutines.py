"""Tests that are `async`, and what their decorators make of them."""

import enum
from collections.abc import Callable, Iterator

from ssot_audit.extract.facts import Function
from ssot_audit.link.class_node import ClassNode

FullName = Callable[[str], str]
"""Gives the full dotted name that a reference in a file stands for, or nothing."""

MARK = "pytest.mark."
_SKIPS = frozenset({"unittest.case.skip", "pytest.mark.skip"})
_TRANSPARENT = (
    *("unittest.case.skip", "unittest.case.expectedFailure", "builtins.classmethod"),
    *("unittest.mock.patch", "mock.patch", "mock.mock.patch"),
    *("typing.", "typing_extensions.", "parameterized.parameterized.expand"),
    *("freezegun.freeze_time", "django.test.override_settings", "django.test.tag"),
)
"""Beginnings of the names of decorators that leave a coroutine what it is."""
HOOKS = frozenset({"setUp", "tearDown", "setUpClass", "tearDownClass"})
"""What every case of `unittest` calls, and awaits in none."""


class Wrapping(enum.Enum):
    """What the decorators of a test do to it."""

    NOTHING = "nothing"
    SKIPS = "skips"
    """It does not run at all."""
    UNKNOWN = "unknown"
    """One may run the coroutine."""


def wrapping(function: Function, full_name: FullName) -> Wrapping:
    """Tell what the decorators of a test do to it, those of pytest's marks aside."""
    names = [
        full_name(reference) if reference else "" for reference in function.decorators
    ]
    if not _SKIPS.isdisjoint(names):
        return Wrapping.SKIPS
    if all(name.startswith((MARK, *_TRANSPARENT)) for name in names):
        return Wrapping.NOTHING
    return Wrapping.UNKNOWN


def own_async_tests(node: ClassNode) -> Iterator[Function]:
    """Yield the `async` tests that stand in the body of a class of ours."""
    for member in node.source[1].members:
        function = member.function
        if function and function.is_async and member.name.startswith("test"):
            yield function


def has_tests(node: ClassNode) -> bool:
    """Tell whether tests stand in the body of a class of ours."""
    members = node.source[1].members
    return any(m.function and m.name.startswith("test") for m in members)


def async_hooks(node: ClassNode) -> Iterator[Function]:
    """Yield the `async` hooks of `unittest` in the body of a class of ours."""
    for member in node.source[1].members:
        if member.name in HOOKS:
            function = member.function
            if function is not None and function.is_async:
                yield function
