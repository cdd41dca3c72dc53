"""Projects of generated tests: which plugins they declare, what settings they have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.awaited.cases import (
    BASES,
    DECORATORS,
    FAR,
    RECORD,
    Generated,
    file_of_cases,
)
from benchmarks.awaited.functions import (
    IN_FILES,
    MARKED,
    Stated,
    file_of_functions,
)

ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {
    "none": ("pytest==9.2.0",),
    "old": ("pytest==8.3.5",),
    "asyncio": ("pytest==9.2.0", "pytest-asyncio==1.5.0"),
    "anyio": ("pytest==9.2.0", "anyio==4.16.0"),
    "trio": ("pytest==9.2.0", "pytest-trio==0.8.0"),
    "all": ("pytest==9.2.0", "pytest-asyncio==1.5.0", "anyio==4.16.0"),
    "aiohttp": ("pytest==9.2.0", "pytest-aiohttp==1.1.0"),
    "tornasync": ("pytest==9.2.0", "pytest-tornasync==0.6.0.post2"),
}
"""What is installed, by the name of the environment."""
_SETTINGS = """[pytest]
markers =
    anyio
    asyncio
    slow
    trio
"""
_MARKING = """
import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.asyncio)
"""
_CALLING = """
import asyncio
import inspect

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        names = pyfuncitem._fixtureinfo.argnames
        given = {name: pyfuncitem.funcargs[name] for name in names}
        asyncio.run(pyfuncitem.obj(**given))
        return True
"""
_BACKED = """
import pytest


@pytest.fixture
def tmp_path(anyio_backend):
    return anyio_backend
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """One project, which is run once."""

    environment: str
    settings: str = ""
    """Lines of `pytest.ini`."""
    marked: bool = True
    """Whether some of its tests are marked for plugins."""
    conftest: str = ""
    declared: tuple[str, ...] | None = None
    """What it declares, if not what is installed."""
    is_open: bool = False
    """Whether nobody could know what runs its test functions."""


SETUPS: Mapping[str, Setup] = {
    "no plugin, no marks": Setup("none", marked=False),
    "no plugin, marks": Setup("none", is_open=True),
    "pytest 8.3, no plugin": Setup("old", marked=False),
    "nothing declared": Setup("none", marked=False, declared=(), is_open=True),
    "asyncio strict": Setup("asyncio"),
    "asyncio strict, set": Setup("asyncio", "asyncio_mode = strict"),
    "asyncio strict, no marks": Setup("asyncio", marked=False, is_open=True),
    "asyncio auto": Setup("asyncio", "asyncio_mode = auto"),
    "asyncio auto, option": Setup("asyncio", "addopts = --asyncio-mode=auto"),
    "asyncio auto, override": Setup("asyncio", "addopts = -o asyncio_mode=auto"),
    "asyncio auto, no marks": Setup("asyncio", "asyncio_mode = auto", marked=False),
    "asyncio, marking hook": Setup("asyncio", conftest=_MARKING, is_open=True),
    "no plugin, calling hook": Setup(
        "none", conftest=_CALLING, marked=False, is_open=True
    ),
    "anyio strict": Setup("anyio"),
    "anyio strict, no marks": Setup("anyio", marked=False),
    "anyio strict, backed": Setup("anyio", conftest=_BACKED, is_open=True),
    "anyio auto": Setup("anyio", "anyio_mode = auto"),
    "trio": Setup("trio"),
    "trio mode": Setup("trio", "trio_mode = true"),
    "asyncio and anyio": Setup("all"),
    "aiohttp": Setup("aiohttp", is_open=True),
    "aiohttp auto": Setup("aiohttp", "asyncio_mode = auto", is_open=True),
    "tornasync": Setup("tornasync", marked=False, is_open=True),
}


def project(setup: Setup, into: Path) -> list[Generated]:
    """Write the files of a project and return its tests."""
    tests = []
    for path, text, generated in _files(setup):
        (into / path).write_text(text, encoding="utf-8")
        tests += generated
    return tests


def _files(setup: Setup) -> Iterator[tuple[str, str, list[Generated]]]:
    declared = setup.declared
    if declared is None:
        declared = ENVIRONMENTS[setup.environment]
    yield "requirements.txt", "\n".join(declared), []
    yield "pytest.ini", f"{_SETTINGS}{setup.settings}\n", []
    texts = {"record": RECORD, "decorators": DECORATORS, "bases": BASES, "far": FAR}
    for name, text in texts.items():
        yield f"{name}.py", text, []
    if setup.conftest:
        yield "conftest.py", setup.conftest, []
    cases, tests = file_of_cases("test_cases", is_marked=setup.marked)
    yield "test_cases.py", cases, tests
    if setup.marked:
        yield "marked.py", MARKED, []
    for name, stated in IN_FILES.items():
        if setup.marked or not stated.marks:
            yield _file_of_functions(setup, f"test_{name}", stated)


def _file_of_functions(
    setup: Setup, module: str, stated: Stated
) -> tuple[str, str, list[Generated]]:
    text, tests = file_of_functions(module, stated, is_marked=setup.marked)
    if setup.is_open:
        tests = [Generated(test.name, test.excuse or "plugins") for test in tests]
    return f"{module}.py", text, tests
