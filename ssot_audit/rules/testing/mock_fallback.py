"""A stand-in takes the place of a real resource where that cannot be had.

## Why

A fixture tries to connect, and gives its tests a mock when that fails. From the day the
server is down the tests talk to the mock, and report success. Production code that does
the same reports success to its users.

## Bad

```python title="tests/test_chat.py"
import pytest
import websockets


class MockWebSocket:
    def send(self, text): ...


@pytest.fixture
def socket():
    try:
        return websockets.connect("ws://localhost")
    except OSError:
        return MockWebSocket()  # expect: SSOT604


def test_sends(socket):
    assert socket.send("hello") is None
```

## Good

```python title="tests/test_chat.py"
import pytest
import websockets


@pytest.fixture
def socket():
    try:
        return websockets.connect("ws://localhost")
    except OSError as error:
        pytest.skip(f"no server: {error}")


def test_sends(socket):
    assert socket.send("hello") is None
```

## Not reported

Handlers and branches that skip, fail or raise. Handlers for what a look-up raises, such
as `KeyError`. Imports whose handler also notes the failure, `HAS_REDIS = False`, or
makes something that skips: tests are skipped by that. Imports in files without tests,
such as migrations. Where a mock would be given in any case: what is tried is one, or
the library of mocks, or the function is called after them, `fake_redis`. Parameters
with a default: `if client is None: client = Mock()`.

Production modules that are there for tests: those with `test` in their name or path,
those called after mocks or fakes, those that import `pytest` or more of `unittest`,
those that define a function `test`, scripts outside of packages, and what only tests
import and lies below a `conftest.py` of their own.

## Limits

What is found is a stand-in that a handler, or the branch of `if not HAS_REDIS` or
`if redis is None`, gives to the name that the real thing would have had, or returns or
yields. A stand-in is what `unittest.mock` makes, or a class with `Mock`, `Fake`, `Stub`
or `Dummy` as a word in its name. In production only mocks count: a `DummyTracer` that
does nothing is what the code is to do without a tracer. There the rule also finds every
import of `unittest.mock`.
"""

import re
from collections.abc import Iterator

from ssot_audit.discover.paths import join, parent_of, upwards
from ssot_audit.extract.facts import TYPE_ONLY, Import
from ssot_audit.extract.testing.facts import Fallback, Way
from ssot_audit.link.located import Module
from ssot_audit.link.testing.fallbacks import (
    Root,
    consumers,
    functions,
    is_of_library,
    mock_imports,
    roots,
)
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    rule,
)
from ssot_audit.rules.test_support import is_named_for_tests

_MOCK = re.compile(r"Mock(?![a-z])")
_STAND_INS = re.compile(r"(?i)mock|fake|stub|fixture|(?:^|[._])evals?(?:$|[._])")
"""What is in the names of modules that make stand-ins for others."""
_LIBRARY = "unittest.mock"


@rule("SSOT604", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each function and module that falls back, and mocks in production."""
    for module in program.modules:
        if module.is_test:
            for root in roots(program, module):
                yield _fallback(program, root, root.fallbacks)
        elif program.is_shipped(module):
            found = tuple(_in_production(program, module))
            if found and not (_is_for_tests(module) or _is_sample(program, module)):
                yield from found


def _is_for_tests(module: Module) -> bool:
    """Tell whether a production module is there for tests."""
    return (
        is_named_for_tests(module)
        or bool(_STAND_INS.search(module.name))
        or any(
            found.module in {"pytest", "unittest"} and found.name != "mock"
            for found in module.facts.imports
        )
        or any(made.qualname.startswith("test") for made in functions(module))
    )


def _is_sample(program: Program, module: Module) -> bool:
    """Tell whether a module is among the tests, and they alone import it.

    That alone is not enough: production may load a module by its name.
    """
    above = {join(folder, "conftest.py") for folder in upwards(parent_of(module.path))}
    if not any(other.path in above for other in program.modules):
        return False
    edges = (edge for edges in program.imports.edges.values() for edge in edges)
    importers = [edge.importer for edge in edges if edge.target is module]
    return bool(importers) and all(importer.is_test for importer in importers)


def _in_production(program: Program, module: Module) -> Iterator[Finding]:
    uses_library = False
    for root in roots(program, module):
        made = [f for f in root.fallbacks if is_of_library(program, module, f)]
        named = [f for f in root.fallbacks if _MOCK.search(f.stand_in)]
        if made or named:
            yield _fallback(program, root, (*{*made, *named},))
        uses_library = uses_library or bool(made)
    imports = [i for i in mock_imports(program, module) if not i.guard & TYPE_ONLY]
    if imports and not uses_library:
        yield _import(module, imports)


def _fallback(program: Program, root: Root, found: tuple[Fallback, ...]) -> Finding:
    module = root.module
    found = tuple(sorted(found, key=lambda fallback: fallback.span))
    first, *others = found
    more = f" (and {len(others)} more)" if others else ""
    return Finding(
        code="SSOT604",
        place=Place.of(module, first.span),
        module=module.name,
        symbol=root.scope,
        subject="",
        message=f"`{first.stand_in}` stands in {_where(first)}{more}: "
        + ("tests pass without it" if module.is_test else "production runs on a mock"),
        help="Call `pytest.skip`, or let the failure through."
        if module.is_test
        else "Let the failure through, or go on without the mock.",
        parts=tuple(
            Part(Place.of(module, fallback.span), fallback.stand_in)
            for fallback in found
        ),
        evidence=(*_steps(module, found), *_taken(program, root)),
    )


def _where(fallback: Fallback) -> str:
    how = {
        Way.IMPORT: "cannot be imported",
        Way.CALL: "fails",
        Way.CONDITION: "is not there",
    }
    return f"where `{fallback.resource}` {how[Way(fallback.way)]}"


def _steps(module: Module, found: tuple[Fallback, ...]) -> Iterator[Hop]:
    for fallback in found:
        asked = "asked for" if fallback.way == Way.CONDITION else "tried"
        target = f"given to `{fallback.target}`" if fallback.target else "handed out"
        place = Place.of(module, fallback.tried)
        yield Hop(place, f"`{fallback.resource}` is {asked} here")
        place = Place.of(module, fallback.span)
        yield Hop(place, f"`{fallback.stand_in}` is {target} in its stead")


def _taken(program: Program, root: Root) -> Iterator[Hop]:
    """Yield the first test that takes a fixture, and how many do."""
    takers = consumers(program, root)
    if takers:
        first = takers[0]
        count = "1 test takes" if len(takers) == 1 else f"{len(takers)} tests take"
        name = root.scope.rpartition(".")[2]
        yield Hop(Place.of(first.module, first.test.span), f"{count} `{name}`")


def _import(module: Module, found: list[Import]) -> Finding:
    places = [Place.of(module, one.span) for one in found]
    return Finding(
        code="SSOT604",
        place=places[0],
        module=module.name,
        symbol="",
        subject=_LIBRARY,
        message=f"`{module.name}` is production code, and imports `{_LIBRARY}`",
        help="Move what needs mocks into the tests.",
        parts=tuple(
            Part(place, one.name or one.module)
            for place, one in zip(places, found, strict=True)
        ),
    )
