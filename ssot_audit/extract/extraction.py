"""All files of a project to their facts: what cannot be looked at is a fact, too."""

from collections.abc import Callable, Mapping

from ssot_audit.discover.source import SourceFile, SourceTree, Unreadable
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import START, Failure, ModuleFacts
from ssot_audit.extract.parse import Parser

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


def unwatched(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def extract_all(
    tree: SourceTree,
    parser: Parser = Parser.AUTO,
    progress: Progress = unwatched,
    cache: FactCache | None = None,
) -> Mapping[str, ModuleFacts]:
    """Return the facts of every file by path."""
    found = {}
    for done, file in enumerate(tree.files, 1):
        known = cache.unchanged(tree, file) if cache else None
        found[file.path] = known or extract_file(tree, file, parser, cache)
        progress(done, len(tree.files))
    return found


def extract_file(
    tree: SourceTree, file: SourceFile, parser: Parser, cache: FactCache | None = None
) -> ModuleFacts:
    """Return the facts of one file; never raises."""
    try:
        source = tree.read(file)
        if cache is None:
            return extract(source, parser)
        key = cache.key(file, source)
        return cache.facts(key) or cache.keep(key, extract(source, parser))
    except Unreadable as error:
        return _not_analysed(str(error))
    except Exception as error:  # noqa: BLE001 - one odd file must not end the scan
        return _not_analysed(f"internal error: {type(error).__name__}: {error}")


def _not_analysed(reason: str) -> ModuleFacts:
    return ModuleFacts(failure=Failure("not-analysed", reason, START))
