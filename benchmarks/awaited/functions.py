"""Generated tests of pytest's own: where marks stand, decorators, fixtures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.awaited.cases import WRAPPINGS, Generated

MARKED = """
import pytest

pytestmark = pytest.mark.asyncio
"""
HEAD = """
import unittest
from unittest import mock

import pytest
from decorators import passing_on, running
from record import ran

slow = pytest.mark.slow
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """A way in which a file or class marks its tests."""

    marks: frozenset[str] = frozenset()
    """The plugins that it asks for; `?` is for one that cannot be seen."""
    text: str = ""
    """What stands in the file or class."""
    above: str = ""
    bases: str = ""


NOTHING = Stated()
IN_FILES: Mapping[str, Stated] = {
    "bare": NOTHING,
    "asyncio": Stated(frozenset({"asyncio"}), "pytestmark = pytest.mark.asyncio"),
    "anyio": Stated(
        frozenset({"anyio"}), "pytestmark = [pytest.mark.slow, pytest.mark.anyio]"
    ),
    "slow": Stated(text="pytestmark = [slow, pytest.mark.slow(reason='big')]"),
    "added": Stated(
        frozenset({"asyncio"}),
        "pytestmark = [pytest.mark.slow]\npytestmark += [pytest.mark.asyncio]",
    ),
    "imported": Stated(frozenset({"?"}), "from marked import pytestmark"),
}
IN_CLASSES: Mapping[str, Stated] = {
    "Bare": NOTHING,
    "Decorated": Stated(
        frozenset({"asyncio"}), above="@pytest.mark.asyncio(loop_scope='class')"
    ),
    "Listed": Stated(
        frozenset({"anyio"}), "pytestmark = [pytest.mark.slow, pytest.mark.anyio]"
    ),
    "OfMarked": Stated(frozenset({"asyncio"}), bases="(MarkedBase)"),
    "OfBare": Stated(bases="(BareBase)"),
    "Slow": Stated(above="@pytest.mark.slow"),
    "Trio": Stated(frozenset({"trio"}), above="@pytest.mark.trio"),
}
BASES = """
@pytest.mark.asyncio
class MarkedBase:
    pass


class BareBase:
    async def test_of_base(self):
        ran(f"{type(self).__module__}.{type(self).__qualname__}.test_of_base")
"""
MARKS: Mapping[str, str] = {
    "": "",
    "asyncio": "@pytest.mark.asyncio",
    "anyio": "@pytest.mark.anyio",
    "trio": "@pytest.mark.trio",
    "slow": "@pytest.mark.slow",
}
PARAMETERS: Mapping[str, str] = {
    "": "",
    "path": "tmp_path",
    "backend": "anyio_backend_name",
}
WRAPPED = ("surroundings", "passed_on", "run")


@dataclass(frozen=True, slots=True)
class Function:
    """A test without its home."""

    name: str
    lines: tuple[str, ...]
    marks: frozenset[str]
    is_open: bool


def file_of_functions(
    module: str, stated: Stated, *, is_marked: bool
) -> tuple[str, list[Generated]]:
    """Return the text of a file and the tests in it.

    Without `is_marked` the tests that are marked for plugins are left out.
    """
    text, tests = [HEAD, stated.text, BASES], []
    for function in _functions(is_marked=is_marked, self=""):
        text += ["", *function.lines]
        tests.append(_generated(module, function, stated.marks))
    for name, of_class in IN_CLASSES.items():
        if of_class.marks and not is_marked:
            continue
        text += [
            "",
            *filter(None, [of_class.above]),
            f"class Test{name}{of_class.bases}:",
        ]
        text.append(f"    {of_class.text or 'one = 1'}")
        owner, marks = f"{module}.Test{name}", stated.marks | of_class.marks
        for function in _functions(is_marked=is_marked, self="self"):
            text += [f"    {line}" for line in function.lines]
            tests.append(_generated(owner, function, marks))
        if "BareBase" in of_class.bases:
            tests.append(Generated(f"{owner}.test_of_base", ", ".join(sorted(marks))))
    return "\n".join(text), tests


def _generated(owner: str, function: Function, marks: frozenset[str]) -> Generated:
    """Excuse what is marked for some plugin: it may come from anywhere."""
    every = marks | function.marks
    excuse = "decorator" if function.is_open else ", ".join(sorted(every))
    return Generated(f"{owner}.{function.name}", excuse)


def _functions(*, is_marked: bool, self: str) -> Iterator[Function]:
    """Yield what every file and class has."""
    for mark, marker in MARKS.items():
        if is_marked or mark in {"", "slow"}:
            for parameter in PARAMETERS:
                yield _function("coroutine", "bare", (mark, marker), parameter, self)
            yield _function("generator", "bare", (mark, marker), "", self)
            yield _function("plain", "bare", (mark, marker), "path", self)
    for wrapping in WRAPPED:
        yield _function("coroutine", wrapping, ("", ""), "", self)


def _function(
    form: str, wrapping: str, mark: tuple[str, str], parameter: str, self: str
) -> Function:
    decorator, excuse = WRAPPINGS[wrapping]
    name = "_".join(filter(None, ("test", form, wrapping, mark[0], parameter)))
    given = ", ".join(filter(None, (self, PARAMETERS[parameter])))
    home = "{type(self).__module__}.{type(self).__qualname__}" if self else "{__name__}"
    lines = (
        *filter(None, (mark[1], decorator)),
        f"{'def' if form == 'plain' else 'async def'} {name}({given}):",
        f'    ran(f"{home}.{name}")',
        *(["    yield"] if form == "generator" else []),
    )
    asks = {"anyio"} if parameter == "backend" else set[str]()
    return Function(
        name, lines, frozenset({mark[0], *asks} - {"", "slow"}), bool(excuse)
    )
