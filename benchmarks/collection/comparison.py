"""What pytest collects beside what we say that it collects, test by test.

A test is something that pytest is asked for by its id, without parameters. Of each we
say that it is *kept*, that it is *lost* or is none (*absent*), or that this is *unknown*.
All but the last must be so.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from benchmarks.collection.truth import Truth
from ssot_audit.link.testing.collection import Collection


class Verdict(enum.Enum):
    """What we say of a test."""

    KEPT = "kept"
    LOST = "lost"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """What we say of a test, and why."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Ours:
    """What we say of all tests below a folder of a project."""

    collection: Collection
    folder: str = ""

    @cached_property
    def tests(self) -> Mapping[str, Said]:
        """Each test that is named, by its id; what is said in its favour counts."""
        found: dict[str, Said] = {}
        for item in (*self.collection.lost, *self.collection.items):
            path = self._within(item.module.path)
            if path is not None:
                verdict, reason = Verdict.KEPT, ""
                if item.lost:
                    verdict, reason = Verdict.LOST, item.lost.kind.value
                elif item.doubt:
                    verdict, reason = Verdict.UNKNOWN, item.doubt
                found[f"{path}::{item.qualname}"] = Said(verdict, reason)
        return found

    def of(self, test: str) -> Said:
        """Return what is said of a test, named or not."""
        return self.tests.get(test) or self._guess(test)

    def _guess(self, test: str) -> Said:
        path, _, name = test.partition("::")
        for where, qualname, reason in self._guesses:
            if where == path and _is_within(name, qualname):
                return Said(Verdict.UNKNOWN, reason)
        return Said(Verdict.ABSENT)

    @cached_property
    def _guesses(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (path, guess.qualname, guess.reason)
            for guess in self.collection.guesses
            if (path := self._within(guess.module.path)) is not None
        )

    def _within(self, path: str) -> str | None:
        """Return a path relative to the folder, if it is in it."""
        if not self.folder:
            return path
        found = path.removeprefix(f"{self.folder}/")
        return None if found == path else found


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A test of which we say otherwise, or nothing certain."""

    test: str
    is_collected: bool
    """By pytest."""
    verdict: str
    reason: str

    @property
    def is_fault(self) -> bool:
        """Whether something is said that is not so."""
        return self.verdict != Verdict.UNKNOWN.value


def excluded(truth: Truth) -> Mapping[str, str]:
    """Return what pytest could not or would not import, with the reason."""
    return {**truth.skipped, **truth.errors}


def in_excluded(test: str, nodes: Mapping[str, str]) -> bool:
    """Tell whether a test is in a file or class of which there is only an error."""
    parts = test.split("::")
    return any("::".join(parts[:end]) in nodes for end in range(1, len(parts) + 1))


def differences(
    truth: Truth, ours: Ours, without: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield what is not the same, sorted; nothing of what is below `without`.

    What pytest collects and then leaves out, since it is told so, is collected here.
    """
    collected = truth.items.keys() | truth.deselected
    for test in sorted(collected | ours.tests.keys()):
        if in_excluded(test, without):
            continue
        said = ours.of(test)
        is_same = said.verdict == Verdict.KEPT
        if test not in collected:
            is_same = said.verdict in {Verdict.LOST, Verdict.ABSENT}
        if not is_same:
            yield Difference(test, test in collected, said.verdict.value, said.reason)


def _is_within(name: str, qualname: str) -> bool:
    return not qualname or name == qualname or name.startswith(f"{qualname}::")
