"""Which settings of pytest apply to a file.

They come from the nearest directory upwards that has a configuration: the first of its
files, in pytest's order, that counts as one. `pytest.toml` and `pytest.ini` always do,
others only with a section or table for pytest. Source: `_pytest/config/findpaths.py`
and `_pytest/config/__init__.py` of pytest 9.2.
"""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.discover.paths import name_of, parent_of
from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.facts import PytestTable, RegisteredMark
from ssot_audit.extract.facts import Span
from ssot_audit.link.documents import Documents, LocatedDocument
from ssot_audit.link.located import Module
from ssot_audit.link.testing.command_line import CommandLine

_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "pytest.toml": ("pytest",),
    ".pytest.toml": ("pytest",),
    "pytest.ini": ("pytest",),
    ".pytest.ini": ("pytest",),
    "pyproject.toml": ("tool.pytest", "tool.pytest.ini_options"),
    "tox.ini": ("pytest",),
    "setup.cfg": ("tool:pytest",),
}
"""What is looked for in which file, in the order in which files are looked at."""
_ALWAYS = frozenset({"pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"})
_KINDS = (DocumentKind.PYTEST, DocumentKind.INI, DocumentKind.PYPROJECT)
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "python_files": ("test_*.py", "*_test.py"),
    "python_classes": ("Test",),
    "python_functions": ("test",),
    "norecursedirs": (
        *("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv"),
        "{arch}",
    ),
}
_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})
NO_TABLE = PytestTable("")


@dataclass(frozen=True)
class PytestSettings:
    """What pytest is told, by one file or by none."""

    directory: str = ""
    """The root of the tests, relative to that of the project."""
    path: str = ""
    """Of the file; empty: there are only defaults."""
    table: PytestTable = NO_TABLE

    @cached_property
    def command_line(self) -> CommandLine:
        """What is added to every command line."""
        return CommandLine(self._args("addopts"))

    @cached_property
    def _values(self) -> Mapping[str, str | tuple[str, ...]]:
        return {option.name: option.value for option in self.table.options}

    def option(self, name: str) -> str | tuple[str, ...] | None:
        """Return the value of an option, `-o` in `addopts` included."""
        if name != "addopts" and name in self.command_line.overrides:
            return self.command_line.overrides[name]
        return self._values.get(name)

    def text(self, name: str) -> str | None:
        """Return an option that is one text, such as `asyncio_mode`."""
        value = self.option(name)
        return " ".join(value) if isinstance(value, tuple) else value

    def is_on(self, name: str) -> bool:
        """Tell whether an option is set to a true value."""
        return (self.text(name) or "").strip().lower() in _TRUE

    def span_of(self, name: str) -> Span | None:
        """Return where an option is set in the file; None: it is not."""
        spans = (one.span for one in self.table.options if one.name == name)
        return next(spans, None)

    @cached_property
    def python_files(self) -> tuple[str, ...]:
        """Patterns of the files that hold tests."""
        return self._args("python_files")

    @cached_property
    def python_classes(self) -> tuple[str, ...]:
        """Prefixes or patterns of the classes that hold tests."""
        return self._args("python_classes")

    @cached_property
    def python_functions(self) -> tuple[str, ...]:
        """Prefixes or patterns of the functions that are tests."""
        return self._args("python_functions")

    @cached_property
    def testpaths(self) -> tuple[str, ...]:
        """Where tests are looked for, below the root of the tests; none: there."""
        return self._args("testpaths")

    @cached_property
    def norecursedirs(self) -> tuple[str, ...]:
        """Patterns of directories that are not looked into."""
        return self._args("norecursedirs")

    @property
    def markers(self) -> tuple[RegisteredMark, ...]:
        """The markers that the file registers."""
        return self.table.markers

    @cached_property
    def is_strict(self) -> bool:
        """Whether an unknown marker ends the collection of its file."""
        if self.command_line.has("--strict-markers"):
            return True
        if self.option("strict_markers") is not None:
            return self.is_on("strict_markers")
        return self.command_line.has("--strict") or self.is_on("strict")

    def _args(self, name: str) -> tuple[str, ...]:
        value = self.option(name)
        if value is None:
            return _DEFAULTS.get(name, ())
        if isinstance(value, tuple):
            return value
        try:
            return tuple(shlex.split(value))
        except ValueError:  # pytest itself fails then
            return ()


class SettingsOfTests:
    """Finds the settings that apply to files."""

    def __init__(self, documents: Documents, setups: Iterable[str]) -> None:
        """Read nothing yet; `setups` are the directories with a `setup.py`."""
        self._documents = documents
        self._setups = frozenset(setups)
        self._known: dict[str, PytestSettings] = {}

    def of(self, module: Module) -> PytestSettings:
        """Return the settings that apply to a file."""
        return self.at(parent_of(module.path))

    def at(self, directory: str) -> PytestSettings:
        """Return the settings that apply to the files in a directory."""
        if directory not in self._known:
            self._known[directory] = self._found(directory)
        return self._known[directory]

    def all_at(self, directory: str) -> Iterable[PytestSettings]:
        """Yield those of a directory, and of those above with a file of their own."""
        settings = self.at(directory)
        while settings.path:
            yield settings
            if not settings.directory:
                return
            settings = self.at(parent_of(settings.directory))

    def project_file(self, directory: str) -> str | None:
        """Return the `pyproject.toml` of a directory, if it has one."""
        for document in self._by_directory.get(directory, ()):
            if name_of(document.path) == "pyproject.toml":
                return document.path
        return None

    def _found(self, directory: str) -> PytestSettings:
        for document in self._by_directory.get(directory, ()):
            table = _table(document)
            if table is not None:
                return PytestSettings(directory, document.path, table)
        if directory:
            return self._upwards(directory)
        return PytestSettings()

    def _upwards(self, directory: str) -> PytestSettings:
        """Return those above; where no file has any, this may be the root of tests."""
        above = self.at(parent_of(directory))
        if above.path or not self._is_root(directory):
            return above
        return PytestSettings(directory)

    def _is_root(self, directory: str) -> bool:
        return directory in self._setups or self.project_file(directory) is not None

    @cached_property
    def _by_directory(self) -> Mapping[str, list[LocatedDocument]]:
        order = {name: number for number, name in enumerate(_SECTIONS)}
        found: dict[str, list[LocatedDocument]] = {}
        for document in self._documents.of(*_KINDS):
            if name_of(document.path) in order:
                found.setdefault(parent_of(document.path), []).append(document)
        for documents in found.values():
            documents.sort(key=lambda document: order[name_of(document.path)])
        return found


def _table(document: LocatedDocument) -> PytestTable | None:
    """Return what a document says as a configuration; None: it is none."""
    name = name_of(document.path)
    for table in document.facts.pytest:
        if table.section in _SECTIONS[name]:
            return table
    return NO_TABLE if name in _ALWAYS else None
