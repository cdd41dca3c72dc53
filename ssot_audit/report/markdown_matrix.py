"""The rows of the contract matrix that changed, in the pull-request report."""

from collections.abc import Iterator, Sequence

from ssot_audit.link.matrix import Row
from ssot_audit.link.matrix_changes import RowChange, kept
from ssot_audit.report.markdown_table import listed, named, table
from ssot_audit.report.markdown_text import prose, short

_MOST = 9_000
_HEADS = ("class", "interface", "before", "now", "lost", "gained")


def matrix_section(changes: Sequence[RowChange]) -> str:
    """Return the table; empty if no row changed."""
    rows = [tuple(_cells(change)) for change in changes]
    return table("Contracts that changed", _HEADS, rows, _MOST)


def _cells(change: RowChange) -> Iterator[str]:
    yield named(change.holder)
    yield named(change.contract.name)
    yield _kept(change.before, "new class" if change.is_class_new else "not held to it")
    yield _kept(
        change.now, "class is gone" if change.is_class_gone else "not held to it"
    )
    released = (f"no longer owed: {named(name)}" for name in change.released)
    yield listed([*_lost(change), *released])
    yield listed([named(name) for name in change.gained])


def _kept(row: Row | None, otherwise: str) -> str:
    return f"{kept(row)} of {len(row.owed)}" if row else otherwise


def _lost(change: RowChange) -> Iterator[str]:
    """Yield the members, with what is wrong where they are not just missing."""
    lapses = change.now.incompatible if change.now else ()
    details = {one.member: short(one.detail, 200) for one in lapses}
    asked = set(change.before.owed) if change.before else None
    for name in change.lost:
        words = named(name)
        if name in details:
            words += f" {prose(details[name])}".replace("|", "\\|")
        if asked is not None and name not in asked:
            words += " (asked for since)"
        yield words
