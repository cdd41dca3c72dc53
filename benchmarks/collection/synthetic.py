"""A project of any number of tests that has every construct of `constructs.md`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

CONSTRUCTS = Path(__file__).with_name("constructs.md")
SETTINGS = """\
[tool.pytest.ini_options]
addopts = ["--ignore=ignored", "--ignore-glob=globbed_*/*"]
filterwarnings = ["ignore"]
"""
ROOTS = 2
"""So many copies at most of each root of its own, since each needs a run of pytest."""
_BLOCK = re.compile(
    r'^```\w+ title="(?P<path>[^"]+)"(?: unknown="(?P<unknown>[^"]+)")?'
    r'(?: assumed="(?P<assumed>[^"]+)")?\n'
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NUMBER = re.compile(r"_N\b|_N(?=_)")


@dataclass(frozen=True, slots=True)
class Block:
    """One file of a construct; `_N` in its path and text is the copy's number."""

    path: str
    text: str
    unknown: tuple[str, ...]
    """Patterns of the tests that no analysis can tell of, as `Class::function`."""
    assumed: str
    """What is taken for granted although it is not so here."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A project to be written."""

    files: Mapping[str, str]
    roots: tuple[str, ...]
    """Folders with settings of their own; the project's own is not among them."""
    blocks: Mapping[str, Block]
    """By path, what is declared of a file."""

    def write(self, folder: Path) -> None:
        """Write all files below a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def is_unknown(self, test: str) -> bool:
        """Tell whether the id of a test is declared to be beyond analysis."""
        path, _, name = test.partition("::")
        block = self.blocks.get(path)
        return block is not None and any(fnmatchcase(name, p) for p in block.unknown)

    def assumed(self, test: str) -> str:
        """Return what is taken for granted of the file of a test, or nothing."""
        block = self.blocks.get(test.partition(":")[0])
        return block.assumed if block else ""


def blocks() -> tuple[Block, ...]:
    """Read all constructs."""
    text = CONSTRUCTS.read_text(encoding="utf-8")
    return tuple(
        Block(
            found["path"],
            found["text"],
            tuple((found["unknown"] or "").split(",")),
            found["assumed"] or "",
        )
        for found in _BLOCK.finditer(text)
    )


def synthetic(copies: int, more: Mapping[str, str] | None = None) -> Synthetic:
    """Return a project with so many copies of every construct, and more files."""
    made = dict(_copied(blocks(), copies))
    files = {path: block.text for path, block in made.items()}
    roots = {path.rpartition("/")[0] for path in files if path.startswith("roots/")}
    return Synthetic(
        files={"pyproject.toml": SETTINGS} | files | dict(more or {}),
        roots=tuple(sorted(_outermost(roots))),
        blocks=made,
    )


def _copied(given: Iterable[Block], copies: int) -> Iterator[tuple[str, Block]]:
    for block in given:
        is_root = block.path.startswith("roots/")
        for number in range(min(copies, ROOTS) if is_root else copies):
            path, text = (
                _NUMBER.sub(f"_{number}", each) for each in (block.path, block.text)
            )
            yield path, replace(block, path=path, text=text)


def _outermost(folders: Iterable[str]) -> set[str]:
    """Return `roots/name` of every folder below `roots`."""
    return {"/".join(folder.split("/")[:2]) for folder in folders}
