"""Whether some plugin of pytest can run an `async` test that carries no mark for it.

pytest itself awaits nothing. Plugins run what is marked for them; some run everything,
of themselves or if a setting says so. Which are installed is told by what the project
declares, so whatever it leaves open makes the answer unknown.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from ssot_audit.discover.paths import name_of, parent_of
from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.facts import Function
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.documents import Documents
from ssot_audit.link.located import Module
from ssot_audit.link.testing.settings import PytestSettings

ASYNC_WORDS = re.compile(r"async|anyio|trio|curio|tornado|twisted|gen_?test|aio|loop")
"""In the name of a mark or plugin that may run coroutines."""
_BACKEND = "anyio_backend"
"""The fixture by which anyio knows the tests that it runs, and what begins so."""
_STRICT_PLUGINS: Mapping[str, str] = {
    "asyncio": "pytest-asyncio",
    "anyio": "anyio",
    "trio": "pytest-trio",
}
"""Those that run only what is marked, if no setting says otherwise, by the mark."""
_BRINGERS = re.compile(
    r".*(?:async|anyio|trio|curio|tornado|twisted|aiohttp|sanic|homeassistant).*"
)
"""Plugins that run more than that, or bring one that may, by a word in the name."""
_MODE, _OBJECT = "asyncio_mode", "obj"
SETTABLE = frozenset({_MODE, _OBJECT})
"""Attributes of pytest's options and items that a `conftest.py` may set: how tests are
run, and what is run.
"""
_MODES = (_MODE, "anyio_mode")
_HOOKS = frozenset(
    {
        *("pytest_collection_modifyitems", "pytest_itemcollected"),
        *("pytest_pycollect_makeitem", "pytest_pyfunc_call", "pytest_runtest_call"),
        *("pytest_runtest_protocol", "pytest_generate_tests"),
    }
)
"""Hooks by which a `conftest.py` marks tests, or runs them itself."""
_DECLARING = (DocumentKind.PYPROJECT, DocumentKind.REQUIREMENTS, DocumentKind.INI)


class AsyncPlugins:
    """Answers for the files of a program."""

    def __init__(
        self,
        modules: Iterable[Module],
        documents: Documents,
        dependencies: AbstractSet[str],
        tests_in: Callable[[Module], ModuleTests],
    ) -> None:
        """Look at nothing yet; `dependencies` are names of what is declared."""
        self._modules = modules
        self._documents = documents
        self._dependencies = dependencies
        self._tests_in = tests_in

    def is_open(self, module: Module) -> bool:
        """Tell whether it is unknown what runs the tests of a file."""
        return (
            not self._are_declared
            or self._brings_more
            or any(_governs(hooked, module) for hooked in self._hooked)
        )

    def replace_tests(self, module: Module, settings: PytestSettings) -> bool:
        """Tell whether what is run of a test of a file may be another function."""
        return settings.is_on("trio_mode") or any(
            _OBJECT in hooked.facts.stored_attributes and _governs(hooked, module)
            for hooked in self._hooked
        )

    def run_unmarked(self, settings: PytestSettings) -> bool:
        """Tell whether tests may be run that carry no mark for it."""
        return self._requests_backend or _is_automatic(settings)

    @cached_property
    def _are_declared(self) -> bool:
        """Whether the project says what its tests need."""
        return any(name.startswith("pytest") for name in self._declared)

    def lacks_any(self, marks: AbstractSet[str]) -> bool:
        """Tell whether no plugin is there, given all marks that are used for one."""
        declared = self._declared.intersection(_STRICT_PLUGINS.values())
        return not marks and declared <= {"anyio"}

    def wants_marks(self, marks: AbstractSet[str], settings: PytestSettings) -> bool:
        """Tell whether one that is there wants marks: by a setting, or tests have them.

        Where neither is so, something else may run the tests.
        """
        return any(
            plugin in self._declared
            and (mark in marks or settings.text(f"{mark}_mode"))
            for mark, plugin in _STRICT_PLUGINS.items()
        )

    @cached_property
    def _declared(self) -> frozenset[str]:
        found = set(self._dependencies)
        for document in self._documents.of(*_DECLARING):
            found.update(one.name for one in document.facts.requirements)
            found.update(document.facts.installed)
        return frozenset(found)

    @cached_property
    def _brings_more(self) -> bool:
        """Whether a plugin may be there that runs what is not marked."""
        plugins = self._declared.difference(_STRICT_PLUGINS.values())
        if any("pytest" in name and _BRINGERS.fullmatch(name) for name in plugins):
            return True
        return any(
            ASYNC_WORDS.search(name)
            for module in self._modules
            for name in self._tests_in(module).plugins
        )

    @cached_property
    def _requests_backend(self) -> bool:
        """Whether a fixture asks for anyio's, and so all tests that ask for it."""
        return any(
            requests_backend(function)
            for module in self._modules
            for function in _functions(module)
            if not function.qualname.rpartition(".")[2].startswith("test")
        )

    @cached_property
    def _hooked(self) -> tuple[Module, ...]:
        """The files with hooks that may run or mark tests."""
        return tuple(module for module in self._modules if _is_hooked(module))


def requests_backend(function: Function) -> bool:
    """Tell whether anyio runs a test because of the fixtures that it asks for."""
    return any(p.name.startswith(_BACKEND) for p in function.parameters)


def _functions(module: Module) -> Iterator[Function]:
    yield from module.facts.functions
    for made in module.facts.classes:
        yield from (m.function for m in made.members if m.function is not None)


def _is_hooked(module: Module) -> bool:
    if _MODE in module.facts.stored_attributes:
        return True
    return any(function.qualname in _HOOKS for function in module.facts.functions)


def _governs(hooked: Module, module: Module) -> bool:
    """Tell whether hooks of one file are called for the tests of another."""
    home = parent_of(hooked.path)
    if name_of(hooked.path) != "conftest.py":
        return True
    return not home or module.path.startswith(f"{home}/")


def _is_automatic(settings: PytestSettings) -> bool:
    """Tell whether a setting has all `async` tests run."""
    line = settings.command_line
    modes = {
        *((settings.text(name) or "strict").strip().lower() for name in _MODES),
        *line.values("--asyncio-mode", "--anyio-mode"),
    }
    if not modes <= {"strict", "legacy"} or settings.is_on("trio_mode"):
        return True
    return any(ASYNC_WORDS.search(name) for name in line.values("-p"))
