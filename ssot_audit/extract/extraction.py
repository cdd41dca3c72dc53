"""All files of a project to their facts: what cannot be looked at is a fact, too."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from ssot_audit.discover.source import SourceTree, Unreadable
from ssot_audit.extract.extractor import not_analysed
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.many import extract_many
from ssot_audit.extract.parse import Parser

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


def unwatched(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def extract_all(
    tree: SourceTree,
    parser: Parser = Parser.AUTO,
    progress: Progress = unwatched,
    jobs: int = 1,
) -> Mapping[str, ModuleFacts]:
    """Return the facts of every file by path, with up to `jobs` files at a time."""
    found: dict[str, ModuleFacts] = {}

    def settle(path: str, facts: ModuleFacts) -> None:
        found[path] = facts
        progress(len(found), len(tree.files))

    def contents() -> Iterator[tuple[str, bytes]]:
        for file in tree.files:
            try:
                yield file.path, tree.read(file)
            except Unreadable as error:
                settle(file.path, not_analysed(str(error)))

    with closing(extract_many(contents(), parser, jobs)) as extracted:
        for path, facts in extracted:
            settle(path, facts)
    # In the order of the tree, whichever was done first.
    return {file.path: found[file.path] for file in tree.files}
