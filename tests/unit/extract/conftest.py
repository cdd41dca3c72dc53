"""A project on disk whose scans tell what they had to read and parse."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import File
from ssot_audit.extract.cache import LIMIT, FactCache
from ssot_audit.extract.cache_folder import DEFAULT_NAME, CacheFolder
from ssot_audit.extract.extraction import Progress, extract_all, unwatched
from ssot_audit.extract.extractor import attempt
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.parse import Parser


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found and what it took."""

    facts: Mapping[str, ModuleFacts]
    read: list[str]
    parsed: int
    warnings: list[str]


@dataclass(slots=True)
class Project:
    """A directory with a cache."""

    root: Path
    cache: Path
    parsed: list[bytes] = field(default_factory=list)
    while_read: Callable[[str], None] = lambda _path: None
    """Called after a file's stamp is taken and before it is read."""

    @property
    def file(self) -> Path:
        return CacheFolder(self.cache).file

    def write(self, files: Mapping[str, str]) -> None:
        for path, content in files.items():
            (self.root / path).write_text(content, encoding="utf-8")

    def scan(
        self,
        *,
        parser: Parser = Parser.AUTO,
        limit: int = LIMIT,
        progress: Progress = unwatched,
        cluster: str | None = None,
    ) -> Scanned:
        self.parsed.clear()
        read: list[str] = []
        warnings: list[str] = []
        tree = discover(Settings(root=self.root))

        def reading(file: File) -> bytes:
            read.append(file.path)
            self.while_read(file.path)
            return tree.read(file)

        with FactCache(
            self.cache, self.root, parser, warn=warnings.append, limit=limit
        ) as cache:
            facts = extract_all(
                replace(tree, read=reading),
                parser,
                progress,
                cluster=cluster,
                cache=cache,
            )
        return Scanned(facts, read, len(self.parsed), warnings)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project of three files that has never been scanned."""
    root = tmp_path / "project"
    root.mkdir()
    made = Project(root, root / DEFAULT_NAME)

    def counting(source: bytes, parser: Parser) -> ModuleFacts:
        made.parsed.append(source)
        return attempt(source, parser)

    monkeypatch.setattr("ssot_audit.extract.many.attempt", counting)
    made.write({"a.py": "import os\n", "b.py": "B = 1\n", "c.py": "def c(): ...\n"})
    return made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that sets the clock of this process off by some seconds."""
    now, now_ns = time.time, time.time_ns

    def set_off(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: now() + seconds)
        monkeypatch.setattr(time, "time_ns", lambda: now_ns() + int(seconds * 1e9))

    return set_off
