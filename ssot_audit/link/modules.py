"""Which file an import statement means.

Invariants:

- A module is known by its *location*: its path without suffix, so that the answer
  does not depend on which directory is called a root.
- An absolute name is looked for below every place Python could have on its path: the
  roots, and the importer's own directories that are not packages (a script's
  directory, pytest's root directories).
- Missing is only what lies below a package of ours that we can see completely; an
  unknown top-level name may be a dependency and is external.
"""

from collections.abc import Iterator, Mapping, Sequence

from ssot_audit.discover.paths import join, parent_of
from ssot_audit.discover.source import FileKind, SourceTree
from ssot_audit.extract.facts import Import, ModuleFacts
from ssot_audit.link.located import (
    External,
    Located,
    MissingModule,
    Module,
    Namespace,
    Unknown,
    precedence,
    why_open,
)
from ssot_audit.link.stdlib import StdlibTable


class ModuleIndex:
    """All modules of a program by location."""

    def __init__(
        self,
        tree: SourceTree,
        facts: Mapping[str, ModuleFacts],
        stdlib: StdlibTable,
    ) -> None:
        """Index the files for which there are facts, by path."""
        self._tree = tree
        self._stdlib = stdlib
        self._roots = tuple(dict.fromkeys(("", *tree.roots)))
        self.modules: tuple[Module, ...] = tuple(
            Module(file, facts[file.path]) for file in tree.files if file.path in facts
        )
        self.by_location: dict[str, Module] = {}
        for module in self.modules:
            known = self.by_location.get(module.location)
            if known is None or precedence(module) < precedence(known):
                self.by_location[module.location] = module
        self._stubs = {
            m.location: m for m in self.modules if m.file.kind is FileKind.STUB
        }
        self._module_directories = frozenset(
            parent_of(m.location) for m in self.modules if not m.file.is_package
        )
        self._directories = frozenset(
            parent for module in self.modules for parent in _parents(module.location)
        )
        self._skipped = frozenset(
            skipped.path.removesuffix(".py")
            .removesuffix(".pyi")
            .removesuffix("/__init__")
            for skipped in tree.skipped
        )
        self._built = frozenset(
            join(root, name.replace(".", "/"))
            for module in self.modules
            for name in module.facts.builds
            for root in self._roots
        )
        self._shared = frozenset(
            prefix for name in tree.dependencies for prefix in _prefixes(name)
        )
        self._search_paths: dict[str, tuple[str, ...]] = {}
        self._cache: dict[tuple[str, str], Located] = {}
        self._generated: dict[str, bool] = {}
        self._imported_below: frozenset[str] = frozenset()

    def locate(self, importer: Module, level: int, dotted: str) -> Located:
        """Return what `importer` means by a module name after `level` dots."""
        if level:
            return self._relative(importer, level, dotted)
        key = (importer.package, dotted)
        if key not in self._cache:
            self._cache[key] = self._absolute(importer, dotted)
        return self._cache[key]

    def submodule(self, module: Module | Namespace, name: str) -> Located | None:
        """Return the module `name` inside a package, if there is one."""
        if isinstance(module, Module) and not module.file.is_package:
            return None
        return self._at(join(module.location, name))

    def stub(self, location: str) -> Module | None:
        """Return the stub of a module that has a source file as well."""
        return self._stubs.get(location)

    def standard_star(self, module: Located, name: str) -> External | None:
        """Return what `from module import *` binds a name to, if that is known."""
        if not isinstance(module, External):
            return None
        names = self._stdlib.star_names(module.dotted) or frozenset()
        return External(f"{module.dotted}.{name}") if name in names else None

    def find(self, dotted: str) -> Module | None:
        """Return the module of this name as seen from any root."""
        path = dotted.replace(".", "/")
        for root in self._roots:
            found = self.by_location.get(join(root, path))
            if found is not None:
                return found
        return None

    def dotted(self, location: str) -> str:
        """Return the dotted name of a location, counted from its nearest root."""
        root = max((r for r in self._roots if _is_below(location, r)), key=len)
        return location[len(root) :].strip("/").replace("/", ".")

    def is_generated(self, location: str) -> bool:
        """Tell whether a module exists that was not analysed, or that a build makes."""
        if location not in self._generated:
            self._generated[location] = self._is_generated(location)
        return self._generated[location]

    def _is_generated(self, location: str) -> bool:
        if location in self._tree.natives or location in self._skipped:
            return True
        if location in self._built:
            return True
        return any(
            self._tree.is_generated(location + suffix)
            for suffix in (".py", "/__init__.py", ".pyi")
        )

    def _at(self, location: str) -> Module | Namespace | None:
        # `import package.__init__` runs the package's own file once more.
        location = location.removesuffix("/__init__")
        found = self.by_location.get(location)
        if found is not None:
            return found
        return Namespace(location) if location in self._directories else None

    def _relative(self, importer: Module, level: int, dotted: str) -> Located:
        base = importer.package
        for _ in range(level - 1):
            if not base:
                return Unknown("relative import beyond the project root")
            base = parent_of(base)
        if not dotted:
            return self._at(base) or Namespace(base)
        location = join(base, dotted.replace(".", "/"))
        found = self._at(location)
        return found or self._missing(location, base)

    def _absolute(self, importer: Module, dotted: str) -> Located:
        path = dotted.replace(".", "/")
        top = path.partition("/")[0]
        is_standard = self._stdlib.has_top_level(top)
        if is_standard and top == path:
            return External(dotted)
        bases = self._bases(importer.package)
        found = self._below(bases, path, top)
        if isinstance(found, Module):
            return found
        if is_standard:
            return External(dotted)
        return found or self._nowhere(bases, path, top, dotted)

    def _below(
        self, bases: Sequence[str], path: str, top: str
    ) -> Module | Namespace | None:
        """Return what stands at a path below the first base that has it."""
        namespace = None
        for base in bases:
            found = self._at(join(base, path))
            if isinstance(found, Namespace):
                namespace = namespace or found
            elif found is not None and self._is_usable(base, top):
                return found
        return namespace

    def _is_usable(self, base: str, top: str) -> bool:
        """Tell whether a top-level name below a directory means a package of ours.

        A package of a root does. Anything else may just be called like a dependency
        (a directory without `__init__.py`, the folder of an example): it is ours once
        some import can mean nothing else.
        """
        location = join(base, top)
        is_package = location in self.by_location
        return (is_package and base in self._roots) or location in self._imported_below

    def _nowhere(
        self, bases: Sequence[str], path: str, top: str, dotted: str
    ) -> External | Unknown | MissingModule:
        """Judge a name below which no base has a module."""
        results = [
            self._missing(join(base, path), base)
            for base in bases
            if self._is_usable(base, top)
        ]
        unknown = [result for result in results if isinstance(result, Unknown)]
        missing = [result for result in results if isinstance(result, MissingModule)]
        if unknown or not missing:
            return unknown[0] if unknown else External(dotted)
        return max(missing, key=lambda result: len(result.parent.location))

    def is_in_package(self, module: Module) -> bool:
        """Tell whether some directory above a module has an `__init__.py`."""
        return any(
            directory in self.by_location
            for directory in (module.package, *_parents(module.package))
        )

    def is_ours(self, namespace: Namespace) -> bool:
        """Tell whether a directory without `__init__.py` is a package of ours."""
        return any(
            parent in self._imported_below or parent in self.by_location
            for parent in (namespace.location, *_parents(namespace.location))
        )

    def note_packages(self, imports: Iterator[tuple[Module, Import]]) -> None:
        """Learn from absolute imports which directories are used as packages.

        A root's packages with an `__init__.py` need no such proof.
        """
        confirmed: set[str] = set()
        distinct = dict.fromkeys(
            (importer.package, found.module, found.name) for importer, found in imports
        )
        for package, module, name in distinct:
            path = module.replace(".", "/")
            top = path.partition("/")[0]
            if self._is_shared(top):
                continue
            for base in self._bases(package):
                location = join(base, top)
                if location not in confirmed and self._proves(
                    join(base, path), name, is_top=top == path
                ):
                    confirmed.add(location)
        self._imported_below = frozenset(confirmed)
        self._cache.clear()

    def _proves(self, location: str, name: str | None, *, is_top: bool) -> bool:
        """Tell whether an import can only mean what is at a location."""
        module = self.by_location.get(location)
        if not is_top:
            return module is not None
        if name is None:
            return False
        if join(location, name) in self.by_location:
            return True
        return module is not None and name in _defined(module.facts)

    def _is_shared(self, top: str) -> bool:
        """Tell whether a declared dependency may put modules into a namespace."""
        return top.replace("_", "-").lower() in self._shared

    def _bases(self, package: str) -> Sequence[str]:
        """Return the directories an absolute import in a package is looked for in."""
        if package not in self._search_paths:
            self._search_paths[package] = self._search_path(package)
        return self._search_paths[package]

    def _search_path(self, package: str) -> tuple[str, ...]:
        own: list[str] = []
        for directory in (package, *_parents(package)):
            if directory in self.by_location:
                # What lies inside a package is not on the path.
                own.clear()
            else:
                own.append(directory)
        return tuple(dict.fromkeys((*self._roots, *own)))

    def _why_open(self, package: Module | Namespace) -> str | None:
        """Tell why a package may have modules that are not in its directory."""
        if isinstance(package, Module):
            return why_open(package)
        # Distributions share a namespace that has packages only, and no modules.
        shares = package.location not in self._module_directories
        return "a namespace that distributions may share" if shares else None

    def _missing(self, location: str, base: str) -> MissingModule | Unknown:
        """Judge a location that holds no module."""
        if self.is_generated(location):
            return Unknown("not analysed: generated, compiled or left out")
        parent = parent_of(location)
        while parent != base and self._at(parent) is None:
            if self.is_generated(parent):
                return Unknown("inside a generated package")
            parent = parent_of(parent)
        found = self._at(parent) or Namespace(parent)
        reason = self._why_open(found)
        if reason:
            return Unknown(reason)
        return MissingModule(self.dotted(location), location, found)


def _defined(known: ModuleFacts) -> set[str]:
    """Return the names of module-level classes and functions."""
    classes = {fact.qualname for fact in known.classes}
    return classes | {fact.qualname for fact in known.functions}


def _prefixes(distribution: str) -> Iterator[str]:
    """Yield the name of a distribution without some of its last words, and whole."""
    words = distribution.split("-")
    for end in range(1, len(words) + 1):
        yield "-".join(words[:end])


def _parents(location: str) -> Iterator[str]:
    while location:
        location = parent_of(location)
        yield location


def _is_below(location: str, root: str) -> bool:
    return not root or location == root or location.startswith(f"{root}/")
