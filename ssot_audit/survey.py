"""What can be seen of a project before anyone has written a configuration for it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import Scope
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.facts import Function
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition

_ACCESSOR_NAMES = frozenset(
    {
        "env",
        "environment",
        "get_config",
        "get_env",
        "get_environment",
        "get_settings",
        "getenv",
        "settings",
    }
)
_ENOUGH_IMPORTERS = 2
_AFFIX = re.compile(
    r"^(?:Abstract|Base|I(?=[A-Z][a-z]))|(?:ABC|Base|Interface|Protocol)$"
)
_LEAST_STEM = 4
"""Letters below which a name is in too many others."""
_MOST_PATTERNS = 10


@dataclass(frozen=True, slots=True)
class Accessor:
    """A function that others seem to read the environment through."""

    dotted: str
    importers: int
    """Modules that import it."""
    accesses: int
    """Direct accesses in its own module."""
    is_named_so: bool
    """Whether its name says that it is one."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A Protocol or abstract class, and classes that its name suggests."""

    dotted: str
    patterns: tuple[str, ...]
    """Match concrete classes that are named after it and do not inherit from it."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything a first configuration is written from."""

    roots: tuple[str, ...]
    """Import roots; `""` is the project root."""
    files: Mapping[Scope, int]
    python_requires: str | None
    accessors: tuple[Accessor, ...]
    """The most likely one first."""
    accesses: int
    """Direct accesses of the environment in production code."""
    interfaces: tuple[Interface, ...]

    @property
    def accessor(self) -> Accessor | None:
        """The accessor, where name and use leave no doubt which one it is."""
        named = [each for each in self.accessors if each.is_named_so]
        if len(named) == 1 and named[0].importers >= _ENOUGH_IMPORTERS:
            return named[0]
        return None


def survey(root: Path) -> Survey:
    """Look at a project; raises `ConfigError` if there is nothing to look at."""
    tree = discover(Settings(root=root))
    if not tree.files:
        raise ConfigError((Fault(str(root), "there is no Python file to analyse"),))
    program = Program(tree, extract_all(tree))
    accesses = _accesses(program)
    return Survey(
        roots=tree.roots,
        files=Counter(file.scope for file in tree.files),
        python_requires=tree.python_requires,
        accessors=tuple(sorted(_accessors(program, accesses), key=_likelihood)),
        accesses=sum(accesses.values()),
        interfaces=tuple(_interfaces(program)),
    )


def _accesses(program: Program) -> Mapping[Module, int]:
    """Return the production modules that touch the environment, and how often."""
    counts = {
        module: sum(access.kind != "stub" for access in module.facts.environment)
        for module in program.modules
        if not module.is_test
    }
    return {module: count for module, count in counts.items() if count}


def _accessors(program: Program, accesses: Mapping[Module, int]) -> Iterator[Accessor]:
    """Yield the imported functions whose name or body is that of an accessor."""
    importers = Counter(
        (target.module, target.qualname)
        for module in program.modules
        for target in {
            program.imported(module, found) for found in module.facts.imports
        }
        if isinstance(target, Definition)
        and isinstance(target.fact, Function)
        and target.module is not module
    )
    for (module, name), count in importers.items():
        is_named_so = name.lower() in _ACCESSOR_NAMES
        if module in accesses and (is_named_so or _serves_any_key(module, name)):
            dotted = f"{module.name}.{name}"
            yield Accessor(dotted, count, accesses[module], is_named_so)


def _serves_any_key(module: Module, function: str) -> bool:
    """Tell whether a function reads the key it is given, or returns everything."""
    return any(
        access.scope == function and access.key is None
        for access in module.facts.environment
    )


def _likelihood(accessor: Accessor) -> tuple[bool, int, int, str]:
    return (
        not accessor.is_named_so,
        -accessor.importers,
        -accessor.accesses,
        accessor.dotted,
    )


def _interfaces(program: Program) -> Iterator[Interface]:
    """Yield the interfaces that other classes are named after, by their names."""
    candidates = {
        node.dotted: node
        for node in program.hierarchy.classes
        if (node.is_protocol or node.is_abstract_base)
        and not node.source[0].is_test
        and program.interface(node.dotted) is node
    }
    for dotted, node in sorted(candidates.items()):
        stem = _AFFIX.sub("", _AFFIX.sub("", node.name))
        if len(stem) < _LEAST_STEM:
            continue
        matches = program.implementers([f"*{stem}*"])
        names = {match.name for match in matches if _is_free(match, node)}
        endings = {name.rpartition(stem)[2] for name in names}
        if endings:
            patterns = tuple(f"*{stem}{ending}" for ending in sorted(endings))
            is_vague = len(patterns) > _MOST_PATTERNS
            yield Interface(dotted, (f"*{stem}*",) if is_vague else patterns)


def _is_free(node: ClassNode, interface: ClassNode) -> bool:
    """Tell whether a class is concrete and nothing yet holds it to the interface."""
    if node.is_protocol or node.is_abstract_base or node.name == interface.name:
        return False
    return interface not in node.mro
