"""The registry of a program: each public name, its home, the paths it is taken by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ssot_audit.config.settings import Settings
from ssot_audit.link.homes import homes
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import closest
from ssot_audit.link.symbols import Definition


class Route(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A module that a name can be taken from, and is."""

    module: str
    """Dotted."""
    production: int
    """Imports in production code."""
    tests: int
    is_deprecated: bool


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One definition of a public name."""

    name: str
    kind: str
    """`class`, `function` or `variable`."""
    home: str
    """The module that defines it, dotted."""
    path: str
    line: int
    canonical: str
    """The module to import it from, dotted."""
    is_declared: bool
    """Whether `[[canonical]]` says so."""
    is_deprecated: bool
    """Whether that import is deprecated."""
    routes: tuple[Route, ...]
    """The paths in use, the most used first."""

    @property
    def statement(self) -> str:
        """The import to write."""
        return f"from {self.canonical} import {self.name}"


def registry(program: Program, settings: Settings) -> tuple[Entry, ...]:
    """Return the public names of production code, sorted by name and home.

    Variables are in it if they are constants or somebody imports them.
    """
    used: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    deprecated: defaultdict[str, set[str]] = defaultdict(set)
    for taking in program.takings:
        dotted, source = taking.definition.dotted, taking.source.name
        used[dotted][source, taking.importer.is_test] += 1
        if program.deprecation(taking.importer, taking.fact, settings.deprecations):
            deprecated[dotted].add(source)
    declared = {h.definition.dotted: h for h in homes(program, settings.canonical)}
    found = []
    for definition in _public(program, used.keys()):
        dotted, home = definition.dotted, definition.module
        routes = tuple(_routes(used[dotted], deprecated[dotted]))
        own = declared.get(dotted)
        canonical = own.module.name if own else _usual(program, definition, routes)
        found.append(
            Entry(
                name=definition.qualname,
                kind=type(definition.fact).__name__.lower(),
                home=home.name,
                path=home.path,
                line=definition.fact.span.line,
                canonical=canonical,
                is_declared=own is not None,
                is_deprecated=_is_deprecated(settings, dotted, canonical)
                or any(r.is_deprecated for r in routes if r.module == canonical),
                routes=routes,
            )
        )
    return tuple(sorted(found, key=lambda entry: (entry.name, entry.home)))


def _public(program: Program, used: Iterable[str]) -> Iterator[Definition]:
    taken = frozenset(used)
    for module in program.production:
        known = module.facts
        if not module.path.isprintable():
            continue  # no import statement can name it
        names = [made.qualname for made in known.classes]
        names += [function.qualname for function in known.functions]
        names += [
            variable.name
            for variable in known.variables
            if variable.name.isupper() or f"{module.name}.{variable.name}" in taken
        ]
        for name in dict.fromkeys(names):
            if "." not in name and not name.startswith("_"):
                yield from _last(program, module, name)


def _last(program: Program, module: Module, name: str) -> Iterator[Definition]:
    """Yield what a name of a module means, if the module itself makes it."""
    found = program.member(module, name)
    if isinstance(found, Definition) and found.module is module:
        yield found


def _routes(counts: Counter[tuple[str, bool]], deprecated: set[str]) -> Iterator[Route]:
    modules = {module for module, _ in counts}
    uses = {m: (counts[m, False], counts[m, True]) for m in modules}
    for module in sorted(modules, key=lambda m: (*(-n for n in uses[m]), m)):
        yield Route(module, *uses[module], module in deprecated)


def _usual(program: Program, definition: Definition, routes: Sequence[Route]) -> str:
    """Return where a name is best taken from: the home, or its package's face.

    That is a package above which hands the name out and is used at least as often.
    """
    home = definition.module
    counts = {route.module: route.production + route.tests for route in routes}
    best, most = home.name, counts.get(home.name, 0)
    is_private = any(segment.startswith("_") for segment in home.name.split("."))
    segments = home.name.split(".")
    for end in range(len(segments) - 1, 0, -1):
        package = program.lookup(".".join(segments[:end]))
        if not isinstance(package, Module) or not package.file.is_package:
            continue
        if program.member(package, definition.qualname) != definition:
            continue
        count = counts.get(package.name, 0)
        if count > most or (is_private and "._" not in package.name):
            best, most, is_private = package.name, count, False
    return best


def _is_deprecated(settings: Settings, dotted: str, canonical: str) -> bool:
    return any(
        not d.names_only and d.target in {dotted, canonical}
        for d in settings.deprecations
    )


class Index:
    """A registry by name, stored so that one answer does not need the others."""

    def __init__(self, known: dict[str, msgspec.Raw]) -> None:
        """Take the encoded entries of each name."""
        self._known = known

    @classmethod
    def from_bytes(cls, content: bytes) -> "Index":
        """Read an index; raises `msgspec.DecodeError`."""
        return cls(_index.decode(content))

    def where(self, name: str) -> tuple[Entry, ...]:
        """Return the definitions of a bare or a dotted name."""
        path, _, bare = name.rpartition(".")
        raw = self._known.get(bare)
        found = _entries.decode(raw) if raw is not None else ()
        if not path:
            return found
        return tuple(entry for entry in found if _matches(entry, path))

    def closest(self, name: str) -> str | None:
        """Return the known name that is most like one that is not."""
        return closest(name.rpartition(".")[2], self._known)


def index_bytes(entries: Iterable[Entry]) -> bytes:
    """Return a registry as an index."""
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, []).append(entry)
    return msgspec.msgpack.encode(by_name)


def _matches(entry: Entry, path: str) -> bool:
    modules = {entry.home, entry.canonical, *(route.module for route in entry.routes)}
    return any(m == path or m.endswith(f".{path}") for m in modules)


_index = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_entries = msgspec.msgpack.Decoder(tuple[Entry, ...])
