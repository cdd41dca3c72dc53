"""Which markers the plugins register that a project declares.

Nothing that is installed is read. What plugins register is in a table of this package.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
import tomli

from ssot_audit.discover.paths import parent_of
from ssot_audit.discover.source import DocumentKind
from ssot_audit.link.program import Program

_KINDS = (DocumentKind.PYPROJECT, DocumentKind.REQUIREMENTS, DocumentKind.INI)
_RUNNER = "pytest"
_PLUGIN = re.compile(r"pytest-.+|.+-pytest")


class Plugin(msgspec.Struct, frozen=True):
    """What a distribution brings, as the table has it."""

    source: str
    """Where that was read."""
    markers: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    """Further distributions that come along."""


@cache
def table() -> Mapping[str, Plugin]:
    """Return the known plugins by the normalised names of their distributions."""
    content = Path(__file__).with_name("plugins.toml").read_bytes()
    return msgspec.convert(tomli.loads(content.decode()), dict[str, Plugin])


class Plugins:
    """The plugins of the tests in one directory and below."""

    def __init__(self, names: Collection[str]) -> None:
        """Take the names of all distributions that may be there."""
        known = table()
        found: dict[str, None] = {}
        pending = sorted(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found[name] = None
                pending += known[name].needs if name in known else ()
        self._names = found.keys()
        self.markers = frozenset(
            marker
            for name in self._names
            if name in known
            for marker in known[name].markers
        )
        """What they register for certain."""

    @property
    def are_told(self) -> bool:
        """Whether the project says what its tests need, in a way that is read."""
        return _RUNNER in self._names

    @property
    def are_known(self) -> bool:
        """Whether nothing else is there that may register markers."""
        return not any(
            _PLUGIN.fullmatch(name) and name not in table() for name in self._names
        )


def plugins_at(program: Program, directory: str) -> Plugins:
    """Return the plugins that the project in a directory may have."""
    return Plugins(set(_declared(program, directory)))


def providers(marker: str) -> list[str]:
    """Return the distributions that register a marker, sorted."""
    return sorted(name for name, known in table().items() if marker in known.markers)


def _declared(program: Program, directory: str) -> Iterator[str]:
    """Yield what is declared above and below a directory, or imported anywhere."""
    yield from program.tree.dependencies
    for document in program.documents.of(*_KINDS):
        if _is_near(parent_of(document.path), directory):
            yield from (one.name for one in document.facts.requirements)
            yield from document.facts.installed
    for module in program.modules:
        taken = {found.module for found in module.facts.imports if not found.level}
        for name in (*taken, *program.tests_in(module).plugins):
            plugin = name.partition(".")[0].replace("_", "-")
            if plugin in table():
                yield plugin


def _is_near(other: str, directory: str) -> bool:
    one, two = (f"{path}/" if path else "" for path in (other, directory))
    return one.startswith(two) or two.startswith(one)
