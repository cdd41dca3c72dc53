"""A second look at files: facts that are found when somebody asks for them.

Few rules want to know where a file uses what it imports or which texts it holds, and
of few files. To find that in all of them would make every first scan slower.
"""

from collections.abc import Iterable

from ssot_audit.discover.source import SourceFile, SourceTree, Unreadable
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.facts import ModuleFacts

USES = "uses"
"""A `use_facts.ModuleUses` as msgpack."""
MENTIONS = "mentions"
"""A `mention_facts.Mentions` as msgpack."""


class SecondLook:
    """Looks again at the files of one tree, through the cache if there is one."""

    def __init__(self, tree: SourceTree, cache: FactCache | None = None) -> None:
        """Look at nothing yet."""
        self._tree = tree
        self._cache = cache

    def at(self, file: SourceFile, known: ModuleFacts, name: str) -> bytes:
        """Return what is seen; nothing where the first look has failed."""
        if known.failure is not None:
            return b""
        if known.looks is not None:
            return known.looks[name]
        found = self._cache.look(file, name) if self._cache else None
        if found is not None:
            return found
        # Where nothing is looked at again, nothing is parsed.
        from ssot_audit.extract.looks import look  # noqa: PLC0415

        source = self._read(file)
        found = b"" if source is None else look(name, source)
        if self._cache is not None and source is not None:
            self._cache.keep_look(file, name, found)
        return found

    def holds(self, file: SourceFile, words: Iterable[str]) -> bool:
        """Tell whether the bytes of a file hold any of some words."""
        source = self._read(file)
        return source is not None and any(word.encode() in source for word in words)

    def _read(self, file: SourceFile) -> bytes | None:
        """Return the bytes of a file, if they are still those of the first look."""
        try:
            source = self._tree.read(file)
        except Unreadable:
            source = None
        if self._cache is None:
            return source
        return source if self._cache.is_still(file, source) else None
