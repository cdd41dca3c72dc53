"""Into which files a runner looks for tests.

Sources: `_pytest/python.py` (`pytest_collect_file`), `_pytest/main.py`
(`pytest_ignore_collect`, `_recurse`), `_pytest/pathlib.py` (`fnmatch_ex`) of pytest 9.2
and `unittest/loader.py` of Python 3.14.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ssot_audit.discover.paths import join, name_of, parent_of, upwards
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.located import Module
from ssot_audit.link.testing.collection_hooks import (
    ANY,
    CHOOSING,
    DECIDING,
    SUBTRACTING,
    CollectionHooks,
)
from ssot_audit.link.testing.runner import Runner
from ssot_audit.link.testing.settings import PytestSettings

_UNITTEST_FILES = ("test*.py", "*_test.py", "tests.py")
"""What loaders other than that of `unittest` look into, too."""


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a runner looks into a file."""

    is_taken: bool
    doubt: str = ""
    """Why that may be otherwise."""
    choice: str = ""
    """Why some of its tests may be left out; none that is lost comes back by it."""
    more: str = ""
    """Why there may be tests that nobody sees."""


_TAKEN, _LEFT = Look(is_taken=True), Look(is_taken=False)


class Lookup:
    """Answers for each file of a program."""

    def __init__(
        self,
        runner: Runner,
        by_location: Mapping[str, Module],
        settings: Callable[[Module], PytestSettings],
        settings_above: Callable[[Module], Iterable[PytestSettings]],
        tests_in: Callable[[Module], ModuleTests],
        hooks: CollectionHooks,
    ) -> None:
        """Remember whom to ask."""
        self._hooks = hooks
        self._runner = runner
        self._by_location = by_location
        self._settings = settings
        self._settings_above = settings_above
        self._tests_in = tests_in

    def look(self, module: Module) -> Look:
        """Return whether a runner looks into a file."""
        if self._runner is Runner.UNITTEST:
            return _look_of_unittest(module, self._tests_in(module))
        settings = self._settings(module)
        if not _is_below_start(module.path, settings):
            return _LEFT
        if not is_test_file(module.path, settings):
            more = _hooked(self._hooks_over(module, settings), DECIDING - SUBTRACTING)
            return Look(is_taken=False, doubt=more, more=more)
        for other in self._settings_above(module):
            if other.path != settings.path and not _recurses(module.path, other):
                doubt = f"`{other.path}` leaves it out"
                return Look(is_taken=True, doubt=doubt)
        return self._look_of_conftests(module, settings)

    def _look_of_conftests(self, module: Module, settings: PytestSettings) -> Look:
        for conftest in self.conftests(module, settings):
            said = self._tests_in(conftest)
            home = parent_of(conftest.path)
            if any(_ignores(join(home, name), module.path) for name in said.ignored):
                return _LEFT
            for name in said.maybe_ignored:
                if _ignores(join(home, name), module.path):
                    doubt = f"`{conftest.path}` ignores it in a branch"
                    return Look(is_taken=True, doubt=doubt)
        hooks = self._hooks_over(module, settings)
        if not hooks:
            return _TAKEN
        return Look(
            is_taken=True,
            doubt=_hooked(hooks, DECIDING),
            choice=_hooked(hooks, frozenset({CHOOSING})),
            more=_hooked(hooks, DECIDING - SUBTRACTING),
        )

    def _hooks_over(
        self, module: Module, settings: PytestSettings
    ) -> list[tuple[str, str]]:
        """Return where each hook is that is called for a file, and its name."""
        found = [
            (plugin, hook)
            for plugin in settings.command_line.values("-p")
            for hook in self._hooks.of_named(module, plugin)
        ]
        for conftest in self.conftests(module, settings):
            found += [(conftest.path, hook) for hook in self._hooks.of(conftest)]
        return found

    def conftests(self, module: Module, settings: PytestSettings) -> Iterator[Module]:
        """Yield the `conftest.py` files that pytest reads for a file, root first."""
        above = ("", *reversed(tuple(upwards(parent_of(module.path)))))
        for directory in above:
            if is_below(directory, settings.directory):
                found = self._by_location.get(join(directory, "conftest"))
                if found is not None:
                    yield found


def _hooked(hooks: list[tuple[str, str]], among: frozenset[str]) -> str:
    """Tell which of some hooks may decide of a file, and where it is."""
    for where, hook in hooks:
        if hook in among:
            return f"`{hook}` in `{where}` decides"
        if hook == ANY:
            return f"`{where}` takes over what nobody sees"
    return ""


def is_test_file(path: str, settings: PytestSettings) -> bool:
    """Tell whether pytest collects a file of this name."""
    return path.endswith(".py") and (
        any(_matches(pattern, path) for pattern in settings.python_files)
        or path in _starts(settings)
    )


def is_below(path: str, directory: str) -> bool:
    """Tell whether a path is a directory or lies in it."""
    return not directory or path == directory or path.startswith(f"{directory}/")


def _is_below_start(path: str, settings: PytestSettings) -> bool:
    """Tell whether pytest gets to a file from where it starts."""
    return not _is_ignored(path, settings) and any(
        _reaches(start, path, settings) for start in _starts(settings)
    )


def _recurses(path: str, settings: PytestSettings) -> bool:
    """Tell whether a configuration lets pytest go down to a file from its root."""
    return not _is_ignored(path, settings) and _reaches(
        settings.directory, path, settings
    )


def _is_ignored(path: str, settings: PytestSettings) -> bool:
    return any(
        _ignores(join(settings.directory, _tidy(ignored)), path)
        for ignored in settings.command_line.values("--ignore", "--ignore-glob")
    )


def _reaches(start: str, path: str, settings: PytestSettings) -> bool:
    if any(sign in start for sign in "*?["):
        parts = path.split("/")
        matching = [
            "/".join(parts[:end])
            for end in range(1, len(parts) + 1)
            if end == start.count("/") + 1 or "**" in start
            if fnmatchcase("/".join(parts[:end]), start)
        ]
        return any(_reaches(found, path, settings) for found in matching)
    if not is_below(path, start):
        return False
    between = path[len(start) :].strip("/").split("/")[:-1]
    directories = [join(start, "/".join(between[: n + 1])) for n in range(len(between))]
    return not any(
        _matches(pattern, directory)
        for directory in directories
        for pattern in settings.norecursedirs
    )


def _starts(settings: PytestSettings) -> tuple[str, ...]:
    if not settings.testpaths:
        return (settings.directory,)
    return tuple(join(settings.directory, _tidy(start)) for start in settings.testpaths)


def _tidy(path: str) -> str:
    return "" if path == "." else path.removeprefix("./").rstrip("/")


def _matches(pattern: str, path: str) -> bool:
    """Match as `_pytest.pathlib.fnmatch_ex` does."""
    if "/" not in pattern:
        return fnmatchcase(name_of(path), pattern)
    return fnmatchcase(f"/{path}", f"*/{pattern.lstrip('/')}")


def _ignores(ignored: str, path: str) -> bool:
    """Tell whether an ignored path, or a pattern of such, covers a file."""
    if any(sign in ignored for sign in "*?["):
        return any(fnmatchcase(above, ignored) for above in upwards(path))
    return is_below(path, ignored)


def _look_of_unittest(module: Module, said: ModuleTests) -> Look:
    if not any(fnmatchcase(name_of(module.path), p) for p in _UNITTEST_FILES):
        return _LEFT
    if "load_tests" in said.hooks:
        return Look(is_taken=True, doubt="`load_tests` decides")
    return _TAKEN
