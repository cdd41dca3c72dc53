"""Tell modules that a build writes from modules that are missing."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

from ssot_audit.discover.declarations import parsed_toml
from ssot_audit.discover.generators import helpers, written_by
from ssot_audit.discover.gitignore import IGNORE_FILE, IgnoreFile, is_ignored
from ssot_audit.discover.paths import join, name_of, normalised, parent_of, upwards
from ssot_audit.discover.patterns import compiled
from ssot_audit.discover.source import Unreadable

_MADE_BY: Mapping[str, re.Pattern[bytes]] = {
    "setup.py": re.compile(rb"""["'/](?!__init__|__main__|setup\.)(\w+)\.py["']"""),
    "meson.build": re.compile(rb"""'(?!__init__|__main__)(\w+)(?:\.pyx?)?'"""),
    "CMakeLists.txt": re.compile(rb"""add_(?:module|library)\s*\(\s*(\w+)"""),
}
"""Where the instructions for a build name modules that it may write or compile."""
_COMPILED = (
    ("setuptools", "ext-modules"),
    ("setuptools-rust", "ext-modules"),
    ("maturin", "module-name"),
)
"""Where a `pyproject.toml` names extension modules in full."""


class GeneratedPaths:
    """Answers for paths that do not exist; opens files only when first asked."""

    def __init__(
        self,
        read: Callable[[str], bytes],
        patterns: Iterable[str],
        project_files: Sequence[str],
        sources: Sequence[str] = (),
    ) -> None:
        """Take the patterns, the files that describe the project, and its sources."""
        self._read = read
        self._patterns = compiled(patterns)
        self._project_files = project_files
        self._sources = sources

    def __call__(self, path: str) -> bool:
        """Return whether a tool writes the path: declared, an output or git-ignored."""
        return (
            self._patterns.match_file(path)
            or path in self._outputs
            or name_of(path).removesuffix(".py") in self._named_in_builds
            or any(f"/{path}".endswith(made) for made in self._compiled)
            or any(_is_below(path, made) for made in self._written)
            or self._is_ignored(path)
        )

    def digest(self) -> bytes:
        """Return 32 bytes that differ wherever an answer may differ."""
        digest = blake2b(digest_size=32)
        for path in self._project_files:
            try:
                content = self._read(path)
            except Unreadable:
                content = b"unreadable"
            digest.update(b"%s\0%d\0" % (os.fsencode(path), len(content)))
            digest.update(content)
        for made in sorted(self._written):
            digest.update(b"\0%s" % made.encode())
        return digest.digest()

    def _is_ignored(self, path: str) -> bool:
        """Judge each directory on the way: below an ignored one nothing is kept."""
        inner_first: tuple[IgnoreFile, ...] = ()
        for directory in ("", *reversed([*upwards(parent_of(path))])):
            if directory and is_ignored(f"{directory}/", inner_first):
                return True
            if directory in self._ignore_files:
                inner_first = (self._ignore_files[directory], *inner_first)
        return is_ignored(path, inner_first)

    @cached_property
    def _ignore_files(self) -> Mapping[str, IgnoreFile]:
        return {
            directory: IgnoreFile.of(directory, content)
            for directory, content in self._contents(IGNORE_FILE)
        }

    @cached_property
    def _outputs(self) -> frozenset[str]:
        return frozenset(
            normalised(join(directory, text.strip("/")))
            for directory, content in self._contents("pyproject.toml")
            for text in _texts(parsed_toml(content).get("tool"))
            if text.endswith(".py")
        )

    @cached_property
    def _compiled(self) -> frozenset[str]:
        """Ends of the paths of extension modules that a `pyproject.toml` names."""
        tables = [
            parsed_toml(content).get("tool")
            for _, content in self._contents("pyproject.toml")
        ]
        return frozenset(
            f"/{text.replace('.', '/')}.py"
            for table in tables
            for keys in _COMPILED
            for text in _texts(_below(table, *keys))
            if "/" not in text
        )

    @cached_property
    def _named_in_builds(self) -> frozenset[str]:
        return frozenset(
            match[1].decode("ascii", "replace")
            for name, pattern in _MADE_BY.items()
            for _, content in self._contents(name)
            for match in pattern.finditer(content)
        )

    @cached_property
    def _written(self) -> frozenset[str]:
        """Directories that helpers of a `setup.py` write modules into."""
        return frozenset(
            join(directory, made)
            for directory, setup in self._contents("setup.py")
            for _, content in self._readable(
                {*helpers(directory, setup)}.intersection(self._sources)
            )
            for made in written_by(content)
        )

    def _contents(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield directory and content of each readable project file of this name."""
        return self._readable(p for p in self._project_files if name_of(p) == name)

    def _readable(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            try:
                yield parent_of(path), self._read(path)
            except Unreadable:
                continue


def _is_below(path: str, directory: str) -> bool:
    return f"{path.removesuffix('.py')}/".startswith(f"{directory}/")


def _below(value: object, *keys: str) -> object:
    """Return what stands below keys of nested tables, if it does."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _texts(value: object) -> Iterator[str]:
    """Yield every string in a TOML value.

    A loop, since dotted keys may nest as deep as Python recurses.
    """
    pending = [value]
    while pending:
        match pending.pop():
            case str() as text:
                yield text
            case dict() as table:
                pending.extend(table.values())
            case list() as array:
                pending.extend(array)
            case _:
                pass
