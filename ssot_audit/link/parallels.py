"""Modules that repeat each other's names on purpose.

Plugins of one host, backends of one interface, versions of one API and the synchronous
and asynchronous side of one library are parallel: that a name occurs in several of them
is how they are told apart from nothing but their place. Which directories are like that
is seen from the code: many children that have files of the same names.
"""

import re
from collections import Counter
from collections.abc import Iterable

from ssot_audit.discover.paths import parent_of
from ssot_audit.link.located import Module

_FEWEST_CHILDREN = 5
"""Directories that share the names of their files, for their parent to be a host."""
_FEWEST_STEMS = 2

_SIDES = re.compile(
    r"_?(?:a?sync|asyncio|aio|asynchronous|synchronous|async_api|sync_api|a?io)_?"
    r"|_?v?\d+(?:[._]\d+)*(?:(?:alpha|beta|a|b|rc)\d*)?_?"
)
"""Segments by which a library tells its versions, or its two sides, apart."""
_SIDE_OF_STEM = re.compile(r"_?(?:async|sync|aio)_|_(?:async|sync|aio|v\d+)$")


class Parallels:
    """Which modules of a program stand side by side."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Find the directories that host plugins."""
        known = tuple(modules)
        packages = {module.location for module in known if module.file.is_package}
        locations = {module.location for module in known}
        self._hosts = frozenset(_hosts(packages, locations))

    def are_parallel(self, one: Module, other: Module) -> bool:
        """Tell whether two modules are meant to have the same names."""
        first, second = one.location.split("/"), other.location.split("/")
        if _without_sides(first) == _without_sides(second):
            return True
        if len(first) == len(second) and all(map(_are_sides, first, second)):
            return True
        shared = 0
        for left, right in zip(first, second, strict=False):
            if left != right:
                break
            shared += 1
        is_deep = min(len(first), len(second)) > shared
        return is_deep and "/".join(first[:shared]) in self._hosts


def _hosts(packages: set[str], locations: set[str]) -> Iterable[str]:
    """Yield the packages whose children mostly consist of files of the same names."""
    children: dict[str, dict[str, set[str]]] = {}
    for location in locations - packages:
        child, _, stem = location.rpartition("/")
        if child:
            found = children.setdefault(parent_of(child), {})
            found.setdefault(child, set()).add(stem)
    for directory, stems in children.items():
        if directory not in packages:
            continue
        counts = Counter(stem for found in stems.values() for stem in found)
        repeated = [n for n in counts.values() if n >= _FEWEST_CHILDREN]
        if 2 * sum(repeated) >= counts.total() and len(repeated) >= _FEWEST_STEMS:
            yield directory


def _are_sides(one: str, other: str) -> bool:
    """Tell whether two segments are the same, or like `iter` and `aiter`."""
    return one in {other, f"a{other}"} or other == f"a{one}"


def _without_sides(segments: list[str]) -> tuple[str, ...]:
    """Return a location without what tells versions or sides apart."""
    return tuple(
        _SIDE_OF_STEM.sub("", segment)
        for segment in segments
        if not _SIDES.fullmatch(segment)
    )
