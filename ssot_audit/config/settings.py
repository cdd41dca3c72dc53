"""What can be configured: frozen values that every later stage trusts."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ssot_audit.config.import_contracts import (
    AnyContract,
    Forbidden,
    Independence,
    Layers,
    Protected,
)

TEST_PATTERNS = (
    "**/tests/**",
    "**/test/**",
    "**/test_*.py",
    "**/*_test.py",
    "**/tests.py",
    "**/conftest.py",
)
"""What counts as test code unless `scopes.test` says otherwise."""

FIGURES = ("score", "contracts", "imports", "environment", "single-source", "tests")
"""What the gate can ask a minimum of."""


class Level(enum.IntEnum):
    """How bad a finding is; `OFF` switches a rule off."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word used in configuration and output, e.g. `error`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Contract:
    """An interface and the classes that must keep it (`[[contract]]`)."""

    interface: str
    """Dotted name of a Protocol, ABC or class."""
    implementers: tuple[str, ...]
    """Patterns: `*` one segment, `**` any number; without a dot, a class name."""
    because: str | None = None
    where: str = ""
    """File and key path this table came from, for messages."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A module or name that must no longer be imported (`[[deprecated]]`)."""

    target: str
    """Dotted name; written `import` in the file."""
    use: str | None = None
    """What replaces it, dotted."""
    reason: str | None = None
    names_only: bool = False
    """Of a package: only names taken from it, not its submodules."""
    when: str | None = None
    """A requirement under which the deprecation holds, e.g. `python>=3.12`."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Canonical:
    """The one home of a name (`[[canonical]]`)."""

    name: str
    """The bare name, e.g. `UserExecutionContext`."""
    home: str
    """Dotted name of the module that defines it."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """The only modules that may use something (`[[owner]]`)."""

    of: str
    """Dotted name of what is owned, e.g. `jwt.decode`."""
    owners: tuple[str, ...]
    """Modules (patterns, with their submodules)."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter that a callable no longer has (`[[argument]]`)."""

    callable: str
    """Dotted name of a function or class, ours or another's."""
    removed: str
    """The keyword that is gone."""
    use: str | None = None
    """The keyword that replaces it."""
    when: str | None = None
    """A requirement under which it is gone, e.g. `websockets>=14` (PEP 508)."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Names that belong together: who handles one handles all (`[[events]]`)."""

    names: tuple[str, ...]
    """The events, as the code spells them, e.g. `agent_started`."""
    emitters: tuple[str, ...] = ()
    """Patterns of the functions that emit; empty: any call that is given the name."""
    handlers: tuple[str, ...] = ()
    """Patterns of the classes that must handle all; empty: those that handle some."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Who may touch the process environment (`[environment]`)."""

    accessor: str
    """Dotted name of the function that everyone else calls."""
    owners: tuple[str, ...] = ()
    """Modules (patterns, with their submodules) that may use `os.environ`."""
    declared: tuple[str, ...] = ()
    """What declares the keys: paths of `.env` examples, dotted settings classes."""
    because: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the configuration says of one rule."""

    level: Level | None = None
    """None: the rule's own level."""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    where: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """When a scan fails (`[gate]`)."""

    fail_on: Level = Level.ERROR
    """Open findings of this level or worse fail the scan; `OFF`: never."""
    minimums: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Least percentages by figure (`FIGURES`)."""


@dataclass(frozen=True, slots=True)
class BaselineSetting:
    """Where known findings are kept, and what may be among them (`[baseline]`)."""

    path: str = ".ssot-audit-baseline.json"
    """Relative to the project root; a file that does not exist is no baseline."""
    never: tuple[str, ...] = ()
    """Codes, or prefixes, of rules whose findings are new whatever the file says."""
    error_stale: bool = False
    """Whether the scan fails if the file has entries that match nothing any more."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a scan is told."""

    root: Path
    """The project root: all paths in facts and findings are relative to it."""
    source: str | None = None
    """The configuration file, relative to `root`; None: defaults."""
    roots: tuple[str, ...] = ()
    """Import roots, relative to `root`; empty: discovered."""
    exclude: tuple[str, ...] = ()
    """gitignore-style patterns of files to leave out."""
    generated: tuple[str, ...] = ()
    """gitignore-style patterns of modules that a build writes."""
    target_version: tuple[int, int] | None = None
    """Oldest Python the code must run on; None: `requires-python`."""
    test_patterns: tuple[str, ...] = TEST_PATTERNS
    """gitignore-style patterns of test files (`scopes.test`)."""
    contracts: tuple[Contract, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    canonical: tuple[Canonical, ...] = ()
    owners: tuple[Owner, ...] = ()
    arguments: tuple[Argument, ...] = ()
    events: tuple[EventGroup, ...] = ()
    layers: tuple[Layers, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    independence: tuple[Independence, ...] = ()
    protected: tuple[Protected, ...] = ()
    environment: Environment | None = None
    rules: Mapping[str, RuleSetting] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By code, e.g. `SSOT301`."""
    gate: Gate = field(default_factory=Gate)
    baseline: BaselineSetting = field(default_factory=BaselineSetting)

    @property
    def import_contracts(self) -> tuple[AnyContract, ...]:
        """All contracts on imports."""
        return (*self.layers, *self.forbidden, *self.independence, *self.protected)
