"""Fallbacks to stand-ins, by what they stand in, and the tests that get them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.discover.paths import parent_of
from ssot_audit.extract.facts import Function, Import
from ssot_audit.extract.testing.facts import Fallback, Way
from ssot_audit.link.located import External, Module
from ssot_audit.link.program import Program

_LIBRARIES = ("unittest.mock", "mock")
_CONFTEST = "conftest"


@dataclass(frozen=True, slots=True)
class Root:
    """A function, class or module that falls back to stand-ins."""

    module: Module
    scope: str
    """Qualified name; empty: the module itself."""
    fallbacks: tuple[Fallback, ...]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A test that takes what a fixture makes."""

    module: Module
    test: Function


def roots(program: Program, module: Module) -> Iterator[Root]:
    """Yield what falls back to stand-ins in a module."""
    by_scope: dict[str, list[Fallback]] = {}
    for fallback in program.tests_in(module).fallbacks:
        if fallback.way != Way.IMPORT or _is_for_tests_of_its_own(module):
            by_scope.setdefault(fallback.scope, []).append(fallback)
    for scope, found in by_scope.items():
        yield Root(module, scope, tuple(found))


def _is_for_tests_of_its_own(module: Module) -> bool:
    """Tell whether what a file imports is for its own code, or that of its tests.

    Other files among the tests, like migrations, are there for whoever can run them.
    """
    return (
        not module.is_test
        or module.location.rpartition("/")[2] == _CONFTEST
        or any(_is_test(function) for function in functions(module))
    )


def functions(module: Module) -> Iterator[Function]:
    """Yield the functions of a module and the methods of its classes."""
    yield from module.facts.functions
    for made in module.facts.classes:
        for member in made.members:
            if member.function is not None:
                yield member.function


def _is_test(function: Function) -> bool:
    return function.qualname.rpartition(".")[2].startswith("test")


def consumers(program: Program, root: Root) -> Sequence[Consumer]:
    """Return the tests that take a fixture by its name; none if it is no fixture."""
    if not any(
        function.qualname == root.scope
        and any(d.rpartition(".")[2].endswith("fixture") for d in function.decorators)
        for function in functions(root.module)
    ):
        return ()
    fixture = root.scope.rpartition(".")[2]
    return tuple(
        Consumer(module, test)
        for module in _reached(program, root.module)
        for test in functions(module)
        if _is_test(test) and any(p.name == fixture for p in test.parameters)
    )


def _reached(program: Program, module: Module) -> Iterator[Module]:
    """Yield the modules whose tests know the fixtures of a module."""
    if module.location.rpartition("/")[2] != _CONFTEST:
        yield module
        return
    directory = parent_of(module.location)
    for other in program.modules:
        if not directory or other.location.startswith(f"{directory}/"):
            yield other


def mock_imports(program: Program, module: Module) -> Iterator[Import]:
    """Yield the imports of a module that take something from a library of mocks."""
    for found in module.facts.imports:
        if "mock" not in found.module and found.name != "mock":
            continue  # so it is with nearly all
        if "mock" in {*found.module.split("."), found.name}:
            target = program.imported(module, found)
            if isinstance(target, External) and _is_library(target.dotted):
                yield found


def is_of_library(program: Program, module: Module, fallback: Fallback) -> bool:
    """Tell whether a stand-in is made by a library of mocks."""
    return any(
        _is_library(program.full_name(module, reference))
        for reference in _references(fallback)
    )


def _references(fallback: Fallback) -> Iterator[str]:
    """Yield what a stand-in may be called, from the innermost scope outwards."""
    scope = fallback.scope
    while scope:
        yield f"{scope}.<locals>.{fallback.stand_in}"
        scope = scope.rpartition(".<locals>.")[0]
    yield fallback.stand_in


def _is_library(dotted: str) -> bool:
    return any(
        dotted == library or dotted.startswith(f"{library}.") for library in _LIBRARIES
    )
