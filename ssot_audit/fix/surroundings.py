"""What lies around an edited file: who else there is, and what they take from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.discover.source import File, SourceFile, SourceTree, Unreadable


@dataclass(frozen=True)
class Surroundings:
    """A project, with the files that have been edited so far."""

    tree: SourceTree
    edited: Mapping[str, bytes]

    def source(self, file: File) -> bytes:
        """Return the bytes of a file; raises `Unreadable`."""
        known = self.edited.get(file.path)
        return self.tree.read(file) if known is None else known

    def home(self, dotted: str) -> tuple[SourceFile, str] | None:
        """Return the file that a dotted name leads into, and its name in there."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            file = self._by_module.get(".".join(parts[:end]))
            if file is not None:
                return file, ".".join(parts[end:])
        return None

    def is_module(self, dotted: str) -> bool:
        """Tell whether a dotted name is a module, or a package, of this project."""
        return dotted in self._packages

    def is_taken(self, file: SourceFile, name: str) -> bool:
        """Tell whether another file may take a name from a module, however it does.

        Judged by the text, so it is rather said than not.
        """
        leaf = file.module.rpartition(".")[2].encode()
        word = re.compile(rb"\b%s\b" % name.encode())
        return any(
            leaf in content and word.search(content) and _takes(content, leaf, word)
            for path, content in self._contents.items()
            if path != file.path
        )

    @cached_property
    def files(self) -> Mapping[str, File]:
        """All files by path, documents too."""
        return {file.path: file for file in self.tree.everything}

    @cached_property
    def _by_module(self) -> Mapping[str, SourceFile]:
        # Of two files for one module, the later sorts behind: `.py` before `.pyi`.
        return {file.module: file for file in reversed(self.tree.files)}

    @cached_property
    def _packages(self) -> frozenset[str]:
        found = set()
        for file in self.tree.files:
            name = file.module
            while name:
                found.add(name)
                name = name.rpartition(".")[0]
        return frozenset(found)

    @cached_property
    def _contents(self) -> Mapping[str, bytes]:
        found = {}
        for file in self.tree.files:
            try:
                found[file.path] = self.source(file)
            except Unreadable:
                continue
        return found


def _takes(content: bytes, leaf: bytes, word: re.Pattern[bytes]) -> bool:
    """Tell whether a text has a name from a module: imported, or as an attribute.

    A module that is named in quotes may be loaded by that name, and bound to any.
    """
    if re.search(rb"[.\"']%s[\"']" % leaf, content):
        return True
    aliases = re.findall(rb"\b%s\s+as\s+(\w+)" % leaf, content)
    for module in {leaf, *aliases}:
        after = re.compile(rb"\b%s[\s\\]*(?:\.|,\s*[\"'])[\s\\]*(\w+)" % module)
        if any(word.fullmatch(found) for found in after.findall(content)):
            return True
    lists = re.compile(rb"\b%s\s+import\b\s*(\([^)]*\)|(?:\\\s*\n|[^\n])*)" % leaf)
    return any(b"*" in found or word.search(found) for found in lists.findall(content))
