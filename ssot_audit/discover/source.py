"""What discovery hands on: the files of a project, before anything is parsed."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha1
from typing import NamedTuple, Self


class FileKind(enum.Enum):
    """What a source file is written in."""

    PYTHON = "python"
    STUB = "stub"


class Scope(enum.Enum):
    """Which side of the code base a file belongs to."""

    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that is analysed."""

    path: str
    """Relative to the project root, forward slashes; bytes not UTF-8 are surrogates."""
    module: str
    """Dotted name, counted from the nearest root, e.g. `shop.cart`; unique or not."""
    is_package: bool = False
    """Whether the file is an `__init__`."""
    kind: FileKind = FileKind.PYTHON
    scope: Scope = Scope.PRODUCTION
    is_reported: bool = True
    """Whether findings are wanted; other files are only followed for facts."""


class DocumentKind(enum.Enum):
    """What a document is written in."""

    MARKDOWN = "markdown"
    RESTRUCTURED_TEXT = "restructuredtext"
    DOTENV = "dotenv"
    REQUIREMENTS = "requirements"
    PYPROJECT = "pyproject"
    PYTEST = "pytest"
    INI = "ini"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is no Python and says something about it."""

    path: str
    """As of a `SourceFile`."""
    kind: DocumentKind
    scope: Scope = Scope.PRODUCTION
    is_reported: bool = True


File = SourceFile | Document


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not analysed, and why."""

    path: str
    reason: str
    """A short phrase, e.g. `not a regular file`, `permission denied`."""


class Stamp(NamedTuple):
    """What the file system says of a file: the same, hardly without the same bytes."""

    size: int
    mtime_ns: int
    ctime_ns: int
    """Nobody can set it back, which copying and unpacking do to `mtime_ns`."""
    inode: int


class Blob(NamedTuple):
    """The bytes of a file, as git names them."""

    id: bytes
    """SHA-1 of `blob`, the size and the bytes."""
    size: int

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Return what git would call these bytes."""
        digest = sha1(b"blob %d\0" % len(content), usedforsecurity=False)
        digest.update(content)
        return cls(digest.digest(), len(content))


class Unreadable(Exception):  # noqa: N818 - a state of a file, caught by its only caller
    """A listed file cannot be read; the text is the reason."""


@dataclass(frozen=True, slots=True)
class SourceTree:
    """All files of one project and the way to their bytes."""

    files: tuple[SourceFile, ...]
    """Sorted by path, whatever the order they are given in."""
    read: Callable[[File], bytes]
    """Returns a file's bytes; raises `Unreadable`."""
    stamp: Callable[[File], Stamp | None] = field(default=lambda _file: None)
    """Returns a regular file's stamp without opening it; None: `read` it."""
    blob: Callable[[File, Stamp | None], Blob | None] = field(
        default=lambda _file, _stamp: None
    )
    """Returns what git calls the bytes of a file with this stamp; None: `read` it."""
    roots: tuple[str, ...] = ("",)
    """Directories that Python would import from; `""` is the project root."""
    documents: tuple[Document, ...] = ()
    """Sorted by path; only those are read that a rule asks for."""
    skipped: tuple[Skipped, ...] = ()
    python_requires: str | None = None
    """`requires-python` of the project, e.g. `>=3.11`."""
    dependencies: frozenset[str] = frozenset()
    """Normalised names of declared dependencies, e.g. `google-cloud-storage`."""
    natives: frozenset[str] = frozenset()
    """Locations (paths without suffixes) of compiled modules and their sources."""
    is_generated: Callable[[str], bool] = field(default=lambda _path: False)
    """Whether a missing path is written by a tool: declared, or ignored by git."""
    describing: Callable[[], bytes] = field(default=lambda: b"")
    """Returns a digest of the files that `is_generated` asks."""

    def __post_init__(self) -> None:
        """Sort: nothing that follows may depend on how files were listed."""
        for name in ("files", "documents"):
            known: tuple[File, ...] = getattr(self, name)
            object.__setattr__(
                self, name, tuple(sorted(known, key=lambda file: file.path))
            )

    @property
    def everything(self) -> tuple[File, ...]:
        """Files, then documents."""
        return (*self.files, *self.documents)
