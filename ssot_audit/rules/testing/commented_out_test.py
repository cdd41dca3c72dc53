"""A test that is commented out, or skipped and nobody says why.

## Why

It stands in the file, and so everybody believes that something is tested. A comment is
not run, and a skip without a reason or after its date is one that nobody dares to
remove.

## Bad

```python title="tests/test_cart.py"
import pytest

# def test_discount():  # expect: SSOT606
#     assert Cart().discount() == 0


@pytest.mark.skip  # expect: SSOT606
def test_tax():
    assert Cart().tax() == 0


@pytest.mark.skip(reason="flaky until 2020-01-31")  # expect: SSOT606
def test_price():
    assert Cart().price() == 0
```

## Good

```python title="tests/test_cart.py"
import pytest


def test_total():
    assert Cart().total() == 0


@pytest.mark.skip(reason="needs the tax tables of 2025, see #118")
def test_tax():
    assert Cart().tax() == 0
```

## Options

`unchecked`, off by default: also, as notes, tests that do nothing, and tests that call
something and compare nothing. An empty test passes whatever happens, but it may be a
placeholder on purpose. That nothing is raised can be all that a test is about.

## Not reported

Comments that do not parse, and examples in documentation. Empty tests with a fixture,
with a decorator that may do the work, or that subclasses replace. Skips under a
condition: it tells why. A comment beside or above a skip counts as its reason, as does
one at the top of the test that speaks of the skip.

A check is `assert`, `raise` under a condition, or a call whose name lets one expect a
comparison (assert, check, raises, verify, …), in the test or in what it reaches among
the tests: functions, methods, fixtures, hooks of the class. Calls of methods that only
an unknown base can have, and of the test utilities of others, count as checks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.facts import Skip
from ssot_audit.link.located import Module
from ssot_audit.link.testing.idle_tests import IdleTests, idle_tests
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    rule,
)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    unchecked: bool = False
    """Whether to report tests that are empty or compare nothing."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way of saying nothing."""

    subject: str
    fact: str
    """What is said of the tests, after their number or names and `is` or `are`."""
    advice: str
    level: Level | None = None


_COMMENTED = _Kind(
    "commented-out",
    "commented out",
    "Bring them back, or delete them: the history keeps them.",
)
_EMPTY = _Kind(
    "empty", "empty", "Write what is to be checked, or delete them.", Level.NOTE
)
_SKIPPED = _Kind(
    "skipped", "skipped without a reason", "Give the reason, or let them run."
)
_UNCHECKED = _Kind(
    "unchecked",
    "without a check",
    "Compare what they get with what it should be.",
    Level.NOTE,
)


@rule("SSOT606", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each file at most once for each kind of idleness, with the tests."""
    options = policy.own(Options)
    for module, idle in idle_tests(program):
        yield from _grouped(module, _COMMENTED, _runs(module, idle))
        yield from _grouped(module, _SKIPPED, _parts(module, idle.unexplained))
        yield from _expired(module, idle)
        if options.unchecked:
            yield from _grouped(module, _EMPTY, _parts(module, idle.empty))
            yield from _grouped(module, _UNCHECKED, _parts(module, idle.unchecked))


def _parts(module: Module, tests: Iterable[Function | Skip]) -> Iterator[Part]:
    for test in tests:
        yield Part(Place.of(module, test.span), test.qualname or module.name)


def _runs(module: Module, idle: IdleTests) -> Iterator[Part]:
    for run in idle.commented:
        lines = f"{run.lines} line{'s' if run.lines > 1 else ''}"
        names = ", ".join(f"`{name}`" for name in run.names)
        place = Place.of(module, run.span)
        yield Part(place, ", ".join(run.names), f"{names} ({lines})")


def _grouped(module: Module, kind: _Kind, found: Iterable[Part]) -> Iterator[Finding]:
    parts = tuple(found)
    if not parts:
        return
    listed = ", ".join(part.message or f"`{part.name}`" for part in parts)
    yield Finding(
        code="SSOT606",
        place=parts[0].place,
        module=module.name,
        symbol="",
        subject=kind.subject,
        message=f"{kind.fact}: {listed}",
        help=kind.advice,
        parts=parts,
        listing=f"{kind.fact}: {{}}",
        level=kind.level,
    )


def _expired(module: Module, idle: IdleTests) -> Iterator[Finding]:
    for skip, date in idle.dated:
        (part,) = _parts(module, [skip])
        yield Finding(
            code="SSOT606",
            place=part.place,
            module=module.name,
            symbol=skip.qualname,
            subject="expired",
            message=f"`{part.name}` was to be skipped until {date}",
            help="Let it run again, or give a new reason.",
            parts=(part,),
            after=date,
        )
