"""What patterns of module names mean in a program; packages without a file count."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from ssot_audit.link.located import Module
from ssot_audit.link.patterns import whole_matcher


class ModuleNames:
    """The dotted names of all modules, and of the packages they are in."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Index the modules; several files may have one name."""
        self._modules: dict[str, list[Module]] = {}
        for module in modules:
            self._modules.setdefault(module.name, []).append(module)
        self._known = frozenset(
            prefix for name in self._modules for prefix in prefixes(name)
        )

    def __contains__(self, name: str) -> bool:
        """Tell whether a module or package has this name."""
        return name in self._known

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Return the modules and packages that match; of nested ones the outermost."""
        if "*" not in pattern:
            return (pattern,) if pattern in self._known else ()
        matches = whole_matcher(pattern)
        found: set[str] = set()
        for name in sorted(self._known):
            if matches(name) and found.isdisjoint(prefixes(name)):
                found.add(name)
        return tuple(sorted(found))

    def exactly(self, pattern: str) -> tuple[Module, ...]:
        """Return the files of the modules that a pattern matches."""
        if "*" not in pattern:
            return tuple(self._modules.get(pattern, ()))
        matches = whole_matcher(pattern)
        return tuple(
            module
            for name, modules in self._modules.items()
            if matches(name)
            for module in modules
        )

    def may_be_outside(self, pattern: str) -> bool:
        """Tell whether a pattern can mean a package that is not ours."""
        top = pattern.partition(".")[0]
        return "*" not in pattern and top not in self._known

    def is_package(self, name: str) -> bool:
        """Tell whether something is below a name."""
        return name in self._children

    def children(self, package: str) -> tuple[str, ...]:
        """Return the full names of what is directly in a package."""
        return self._children.get(package, ())

    def first_file(self, name: str) -> Module:
        """Return the file of a module, or the first in a package without one."""
        while name not in self._modules:
            name = self._children[name][0]
        return self._modules[name][0]

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name in sorted(self._known):
            found.setdefault(name.rpartition(".")[0], []).append(name)
        return {package: tuple(names) for package, names in found.items()}


def prefixes(name: str) -> Iterable[str]:
    """Yield a dotted name and all it is in, the longest first."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def is_in(name: str, package: str) -> bool:
    """Tell whether a name is a package's own or below it."""
    return name == package or name.startswith(f"{package}.")
