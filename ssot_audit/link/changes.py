"""What a change does to those who import: names and members gone, or called in vain.

Something counts only if another module relied on it, or still does: by importing the
name, by reading it from its module, or on objects that are known to get there. What is
found elsewhere by the old name, because it is re-exported, is no change.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from ssot_audit.link.matrix import Site


class ChangeKind(enum.Enum):
    """What became of something."""

    GONE = "gone"
    KIND = "another kind"
    """A method that is a property now, or a property that is called now."""
    SIGNATURE = "another signature"
    ASYNC = "awaited differently"


@dataclass(slots=True)
class Change:
    """Something that others used, and cannot use any more as they did."""

    kind: ChangeKind
    symbol: str
    """Dotted name, as it was."""
    detail: str
    """A phrase that completes "`symbol` …"."""
    before: Site
    after: Site | None
    """None: it is nowhere."""
    relied: list[Site] = field(default_factory=list)
    """Where other modules used it, in a way that would fail now."""
    broken: list[Site] = field(default_factory=list)
    """Where they still do."""

    @property
    def is_private(self) -> bool:
        """Whether a name says that it is nobody else's business."""
        return any(
            part.startswith("_") and not part.endswith("__")
            for part in self.symbol.split(".")
        )


@dataclass(frozen=True, slots=True)
class Version:
    """Something that others use, then and now."""

    symbol: str
    """Dotted name, as it was."""
    before: Site
    after: Site | None
    """None: it is nowhere."""


class Ledger:
    """The changes that are felt, by symbol and detail."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[tuple[str, str], Change] = {}

    def change(self, version: Version, kind: ChangeKind, detail: str) -> Change:
        """Return the change of this description, to add its uses to."""
        key = version.symbol, detail
        if key not in self._found:
            symbol, before, after = version.symbol, version.before, version.after
            self._found[key] = Change(kind, symbol, detail, before, after)
        return self._found[key]

    def __iter__(self) -> Iterator[Change]:
        """Yield all of them."""
        yield from self._found.values()


def in_order(changes: Iterator[Change]) -> tuple[Change, ...]:
    """Return what matters: still broken first, then by how many modules relied on it.

    A private name matters only to those who still use it.
    """
    found = [
        change
        for change in changes
        if change.broken or (change.relied and not change.is_private)
    ]
    return tuple(sorted(found, key=_rank))


def _rank(change: Change) -> tuple[int, int, str, str]:
    relied = _modules(change.relied, is_test=False)
    return -len(_modules(change.broken)), -len(relied), change.symbol, change.detail


def _modules(sites: list[Site], *, is_test: bool = True) -> set[str]:
    return {site.module.path for site in sites if is_test or not site.module.is_test}
