"""All files of a project to their facts: what cannot be looked at is a fact, too."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from ssot_audit.discover.source import SourceFile, SourceTree, Unreadable
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.facts import ModuleFacts, not_analysed
from ssot_audit.extract.parse import Parser

if TYPE_CHECKING:
    from ssot_audit.extract.many import Extracted, Source

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


def unwatched(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def extract_all(
    tree: SourceTree,
    parser: Parser = Parser.AUTO,
    progress: Progress = unwatched,
    *,
    jobs: int = 1,
    cluster: str | None = None,
    cache: FactCache | None = None,
) -> Mapping[str, ModuleFacts]:
    """Return the facts of every file by path, with up to `jobs` files at a time.

    With the address of a Dask `cluster`, that one reads what the cache does not know,
    and `ConfigError` is raised if it cannot.
    """
    found: dict[str, ModuleFacts] = {}
    keys: dict[str, bytes] = {}

    def settle(path: str, facts: ModuleFacts) -> None:
        found[path] = facts
        progress(len(found), len(tree.files))

    def unknown() -> "Iterator[Source]":
        """Settle what needs no work, and yield the rest."""
        for file in tree.files:
            answer = _known(tree, file, cache, keys)
            if isinstance(answer, bytes):
                yield file.path, answer
            else:
                settle(file.path, answer)

    with closing(_extracted(unknown(), parser, jobs, cluster)) as extracted:
        for path, facts in extracted:
            settle(path, cache.keep(keys.pop(path), facts) if cache else facts)
    # In the order of the tree, whichever was done first.
    return {file.path: found[file.path] for file in tree.files}


def _extracted(
    sources: "Iterable[Source]", parser: Parser, jobs: int, cluster: str | None
) -> "Extracted":
    # A scan that finds its verdict ready imports neither, and one machine needs one.
    if cluster is None:
        from ssot_audit.extract.many import extract_many  # noqa: PLC0415 - 25 ms

        return extract_many(sources, parser, jobs)
    from ssot_audit.extract.dask_cluster import extract_on_cluster  # noqa: PLC0415

    return extract_on_cluster(sources, parser, cluster)


def _known(
    tree: SourceTree,
    file: SourceFile,
    cache: FactCache | None,
    keys: dict[str, bytes],
) -> ModuleFacts | bytes:
    """Return the facts of a file if they are known, else its bytes.

    Bytes are read once: what is hashed here is what will be parsed.
    """
    known = cache.unchanged(tree, file) if cache else None
    if known is not None:
        return known
    try:
        source = tree.read(file)
    except Unreadable as error:
        return not_analysed(str(error))
    if cache is None:
        return source
    keys[file.path] = key = cache.key(file, source)
    return cache.facts(key) or source
