"""Markers that tests use and nobody registers.

A marker counts as registered if any settings from the file upwards name it, if any
file of the project adds it to them, or if a plugin has it that the project declares.
What conftest files import is there before pytest asks whether a marker is known, so
uses that run then are never asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.discover.paths import name_of, parent_of
from ssot_audit.extract.testing.facts import Mark
from ssot_audit.extract.testing.marks import BUILT_IN
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import closest
from ssot_audit.link.testing.plugins import Plugins, plugins_at, providers
from ssot_audit.link.testing.settings import PytestSettings

_REFUSED = frozenset({"parameterize", "parametrise", "parameterise"})
"""Spellings of `parametrize` that pytest always refuses."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class MarkUse:
    """A place where a marker is asked for."""

    module: Module
    mark: Mark


@dataclass(frozen=True, slots=True)
class UnknownMark:
    """A marker that is not registered for the tests of one configuration."""

    name: str
    settings: PytestSettings
    uses: tuple[MarkUse, ...]
    """At least one, by path and line."""
    providers: tuple[str, ...]
    """Plugins that would register it, of which none is declared."""
    meant: str | None
    """A registered marker of nearly the same name."""

    @property
    def is_refused(self) -> bool:
        """Whether pytest does not collect files that use it."""
        return self.settings.is_strict or self.name in _REFUSED

    def home(self, program: Program) -> str | None:
        """Return the file to register it in; None: there is none, or it is no name."""
        if self.providers or self.meant:
            return None
        directory = self.settings.directory
        return self.settings.path or program.settings_of_tests.project_file(directory)

    @property
    def refused(self) -> tuple[Module, ...]:
        """The files that are not collected, if any marker has to be known."""
        uses = (use.module for use in self.uses if not use.mark.is_deferred)
        return tuple(dict.fromkeys(uses))


def unknown_marks(program: Program) -> Iterator[UnknownMark]:
    """Yield the markers that nobody registers, by configuration and name."""
    return _Reader(program).unknown()


class _Reader:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._plugins: dict[str, Plugins] = {}

    def unknown(self) -> Iterator[UnknownMark]:
        found: dict[tuple[str, str, str], list[MarkUse]] = {}
        for use in self._uses():
            settings = self._program.test_settings(use.module)
            key = (settings.directory, settings.path, use.mark.name)
            found.setdefault(key, []).append(use)
        for (directory, _, name), uses in sorted(found.items(), key=lambda i: i[0]):
            settings = self._program.test_settings(uses[0].module)
            lacking = self._providers(name, directory)
            if lacking is not None:
                meant = self._meant(name, settings)
                yield UnknownMark(name, settings, tuple(uses), lacking, meant)

    def _uses(self) -> Iterator[MarkUse]:
        """Yield the uses of markers that no file of the project registers."""
        for module in self._program.modules:
            marks = self._program.tests_in(module).marks
            if not marks or self._program.is_stray(module):
                continue
            known = self._named_for(module) | self._added
            for mark in marks:
                if mark.name not in known and self._is_asked_about(module, mark):
                    yield MarkUse(module, mark)

    def _is_asked_about(self, module: Module, mark: Mark) -> bool:
        is_early = not mark.is_deferred and module in self._early
        return not is_early and not self._is_open(module)

    def _is_open(self, module: Module) -> bool:
        """Tell whether markers are added for a file that cannot be told."""
        return any(
            module.path.startswith(f"{directory}/" if directory else "")
            for directory in self._open
        )

    def _named_for(self, module: Module) -> set[str]:
        directory = parent_of(module.path)
        every = self._program.settings_of_tests.all_at(directory)
        return {mark.name for settings in every for mark in settings.markers}

    @cached_property
    def _added(self) -> frozenset[str]:
        return frozenset(
            name
            for module in self._program.modules
            for name in self._program.tests_in(module).registered
        )

    @cached_property
    def _open(self) -> frozenset[str]:
        """Directories for which a conftest or plugin computes markers."""
        return frozenset(
            parent_of(module.path)
            if name_of(module.path) == "conftest.py"
            else self._program.test_settings(module).directory
            for module in self._program.modules
            if self._program.tests_in(module).registers_computed
        )

    @cached_property
    def _early(self) -> frozenset[Module]:
        """The conftest files, and what is imported with them."""
        pending = [m for m in self._program.modules if name_of(m.path) == "conftest.py"]
        found = set(pending)
        while pending:
            for target in self._program.imports.import_time_targets(pending.pop()):
                if target not in found:
                    found.add(target)
                    pending.append(target)
        return frozenset(found)

    def _providers(self, name: str, directory: str) -> tuple[str, ...] | None:
        """Return the plugins that lack; None: the marker may be registered."""
        plugins = self._plugins_at(directory)
        lacking = tuple(providers(name))
        is_told = plugins.are_told or not lacking
        if name in plugins.markers or not plugins.are_known or not is_told:
            return None
        return lacking

    def _plugins_at(self, directory: str) -> Plugins:
        if directory not in self._plugins:
            self._plugins[directory] = plugins_at(self._program, directory)
        return self._plugins[directory]

    def _meant(self, name: str, settings: PytestSettings) -> str | None:
        """Return a registered marker nearly of that name, but for those with a number.

        In short names, two letters that have changed places are much.
        """
        if name in _REFUSED:
            return "parametrize"
        known = {mark.name for mark in settings.markers} | self._added | BUILT_IN
        known |= self._plugins_at(settings.directory).markers
        swapped = [other for other in sorted(known) if sorted(other) == sorted(name)]
        meant = swapped[0] if swapped else closest(name, known)
        is_numbered = meant and _DIGITS.sub("", meant) == _DIGITS.sub("", name)
        return None if is_numbered else meant
