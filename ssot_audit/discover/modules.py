"""Where Python would import from, and what a file is called there."""

from collections.abc import Collection, Iterable
from itertools import takewhile

from ssot_audit.discover.paths import directories_of, join, name_of, parent_of, upwards

_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg")
_LAYOUTS = ("src", "lib", "python")
_INITS = ("__init__.py", "__init__.pyi", "__init__.pyw")


def discovered_roots(
    sources: Iterable[str], project_files: Iterable[str]
) -> tuple[str, ...]:
    """Return the import roots that the layout shows, sorted longest first.

    They are the project root, each directory with a project file, and a `src`, `lib` or
    `python` directory in one of those. What lies in a regular package is none: a
    template's `setup.py`, say, is that package's data.
    """
    files = frozenset(sources)
    packages = {parent_of(path) for path in files if name_of(path) in _INITS}
    marked = {parent_of(path) for path in project_files if name_of(path) in _MARKERS}
    projects = {"", *(path for path in marked if not _is_inside(path, packages))}
    layouts = {join(project, name) for project in projects for name in _LAYOUTS}
    used = directories_of(files)
    return longest_first({"", *(projects & used), *(layouts & used - packages)})


def longest_first(roots: Iterable[str]) -> tuple[str, ...]:
    """Return roots sorted so that the first one above a file is its nearest."""
    return tuple(sorted(set(roots), key=lambda root: (-len(root), root)))


class ModuleNames:
    """Names modules; keeps what it finds out about directories."""

    def __init__(self, roots: Iterable[str], project: str) -> None:
        """Take the import roots and the name of the project's directory.

        Files below no root are named from the project root.
        """
        self._roots = frozenset(roots)
        self._project = project
        self._packages: dict[str, str] = {}

    def of(self, path: str) -> tuple[str, bool]:
        """Return a file's dotted name and whether it is a package."""
        directory, _, name = path.rpartition("/")
        package = self._package(directory)
        stem = name.rpartition(".")[0]
        if stem != "__init__":
            return f"{package}.{stem}" if package else stem, False
        return package or name_of(directory) or self._project, True

    def _package(self, directory: str) -> str:
        """Return the dotted name of a directory; `""` is a root's."""
        if directory not in self._packages:
            inside = takewhile(lambda path: path not in self._roots, upwards(directory))
            names = [name_of(path) for path in inside]
            self._packages[directory] = ".".join(reversed(names))
        return self._packages[directory]


def _is_inside(directory: str, packages: Collection[str]) -> bool:
    return any(path in packages for path in upwards(directory))
