"""What changed in the matrix of contracts between two versions of a program."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ssot_audit.config.settings import Contract as Declared
from ssot_audit.link.inferred import inferred
from ssot_audit.link.matrix import Contract, Origin, Row, matrix
from ssot_audit.link.program import Program

_Key = tuple[str, str]
"""The class and the contract, by their dotted names."""
_Rows = dict[_Key, tuple[Contract, Row]]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One class and one contract, before and now."""

    contract: Contract
    before: Row | None
    """None: it was not held to it."""
    now: Row | None
    """None: it is not held to it any more."""
    is_class_new: bool = False
    is_class_gone: bool = False

    @property
    def holder(self) -> str:
        """Dotted name of the class."""
        row = self.now or self.before
        return row.holder if row else ""

    @property
    def lost(self) -> tuple[str, ...]:
        """Members that it owes and does not keep, though it did or did not owe them."""
        if self.now is None:
            return ()
        failed = _failed(self.before)
        return tuple(name for name in _failed(self.now) if name not in failed)

    @property
    def gained(self) -> tuple[str, ...]:
        """Members that it keeps, though it did not or did not owe them."""
        if self.now is None or self.before is None:
            return ()
        kept = _kept(self.before)
        return tuple(name for name in _kept(self.now) if name not in kept)

    @property
    def released(self) -> tuple[str, ...]:
        """Members that it does not owe any more."""
        if self.now is None or self.before is None:
            return ()
        owed = set(self.now.owed)
        return tuple(name for name in self.before.owed if name not in owed)


def kept(row: Row) -> int:
    """Return how many of the owed members a class certainly keeps."""
    return len(_kept(row))


def changed_rows(
    before: Program,
    now: Program,
    declared: Sequence[Declared],
    renamed: Mapping[str, str],
) -> tuple[RowChange, ...]:
    """Return the rows that differ, those who lost something first.

    `renamed` holds what modules that only have another name are called now. Of the
    contracts that nobody has written, rows count that are not kept, then or now.
    """
    old, new = _rows(before, declared, renamed), _rows(now, declared, {})
    then = {_now(node.dotted, renamed) for node in before.hierarchy.classes}
    today = {node.dotted for node in now.hierarchy.classes}
    found = (
        replace(
            change,
            is_class_new=change.holder not in then,
            is_class_gone=_now(change.holder, renamed) not in today,
        )
        for change in _compared(
            old | _unbegun(before, declared, renamed, new.keys() - old.keys()),
            new | _unbegun(now, declared, {}, old.keys() - new.keys()),
        )
    )
    return tuple(sorted(found, key=_rank))


def _rows(
    program: Program, declared: Sequence[Declared], renamed: Mapping[str, str]
) -> _Rows:
    contracts = chain(matrix(program, declared), inferred(program))
    return dict(_by_key(contracts, renamed))


def _unbegun(
    program: Program,
    declared: Sequence[Declared],
    renamed: Mapping[str, str],
    keys: Collection[_Key],
) -> _Rows:
    """Return rows of those who keep nothing, as far as they do on the other side."""
    if not keys:
        return {}
    contracts = matrix(program, declared, is_unbegun_told=True)
    return {key: row for key, row in _by_key(contracts, renamed) if key in keys}


def _by_key(
    contracts: Iterable[Contract], renamed: Mapping[str, str]
) -> Iterator[tuple[_Key, tuple[Contract, Row]]]:
    for one in contracts:
        for row in one.rows:
            if row.unknown is None and not row.site.module.is_test:
                key = _now(row.holder, renamed), _now(one.name, renamed)
                yield key, (one, row)


def _compared(old: _Rows, new: _Rows) -> Iterator[RowChange]:
    for key in old.keys() | new.keys():
        before = old[key][1] if key in old else None
        contract, now = new.get(key, (old[key][0] if key in old else None, None))
        if contract is None:
            continue
        change = RowChange(contract, before, now)
        is_written = contract.origin is not Origin.CONSUMER
        if _failed(before) != _failed(now) or (is_written and _differ(before, now)):
            yield change


def _differ(before: Row | None, now: Row | None) -> bool:
    if before is None or now is None:
        return True
    return set(before.owed) != set(now.owed) or _kept(before) != _kept(now)


def _failed(row: Row | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.member for one in row.lapses)) if row else ()


def _kept(row: Row) -> tuple[str, ...]:
    doubtful = {*_failed(row), *row.unsure}
    return tuple(name for name in row.owed if name not in doubtful)


def _rank(change: RowChange) -> tuple[int, int, bool, str, str]:
    is_new = change.before is None
    return (
        -len(change.lost),
        -len(change.gained),
        is_new,
        change.contract.name,
        change.holder,
    )


def _now(dotted: str, renamed: Mapping[str, str]) -> str:
    """Return what a dotted name is called now that modules have other names."""
    parts = dotted.split(".")
    for end in range(len(parts) if renamed else 0, 0, -1):
        module = renamed.get(".".join(parts[:end]))
        if module is not None:
            return ".".join([module, *parts[end:]])
    return dotted
