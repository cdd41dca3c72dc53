"""Which files of a project only have another name now: those that read alike.

Git would have to look at the work tree to tell, and then runs programs that the
repository's configuration names. As with git, half of the lines in common will do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ssot_audit.discover.paths import name_of
from ssot_audit.discover.source import SourceFile, SourceTree, Unreadable

_ALIKE = 0.5
"""Lines in common ÷ lines of the longer file, each kind of line counted once."""


def renamed_modules(before: SourceTree, after: SourceTree) -> Mapping[str, str]:
    """Return the new names of modules whose files are gone by their old names."""
    old = {file.path: file for file in before.files}
    new = {file.path: file for file in after.files}
    gone = _lines(before, (old[path] for path in old.keys() - new.keys()))
    come = _lines(after, (new[path] for path in new.keys() - old.keys()))
    modules: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, path, new_path in sorted(_candidates(gone, come)):
        if taken.isdisjoint((path, new_path)):
            taken |= {path, new_path}
            modules[old[path].module] = new[new_path].module
    return {name: other for name, other in modules.items() if name != other}


def _lines(tree: SourceTree, files: Iterable[SourceFile]) -> dict[str, set[bytes]]:
    found = {}
    for file in files:
        try:
            found[file.path] = {line.strip() for line in tree.read(file).splitlines()}
        except Unreadable:
            continue
    return found


def _candidates(
    gone: Mapping[str, set[bytes]], come: Mapping[str, set[bytes]]
) -> list[tuple[float, bool, str, str]]:
    """Return pairs that are alike, to be sorted: the best is the least."""
    holders = defaultdict(list)
    for path, lines in gone.items():
        for line in lines:
            holders[line].append(path)
    pairs = []
    for new_path, lines in come.items():
        common = Counter(path for line in lines for path in holders.get(line, ()))
        for path, count in common.items():
            likeness = count / max(len(lines), len(gone[path]))
            if likeness >= _ALIKE:
                is_moved = name_of(path) == name_of(new_path)
                pairs.append((-likeness, not is_moved, path, new_path))
    return pairs
