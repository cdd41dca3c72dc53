"""What became of the mutants, as tables and as reasons."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.mutants.edits import Kind
from benchmarks.mutants.reasons import SEEN, Miss, summed
from benchmarks.mutants.trial import EACH, Asked
from benchmarks.table import table

_PUBLISHED = (Asked.DEFAULT, Asked.ALL)
_CERTAIN = "all but `make-async, used`"
_LACKING = (Kind.DELETE, Kind.RENAME)
_POPULATIONS = {
    "A": "A: reaches a slot by the flow",
    "B": "B: named uniquely in the text",
}
_EXPLANATION = """\
`share` is that of the mutants which the rule finds that is there for them (SSOT105 or
SSOT106), `with others` counts what only another rule reports, too. `all options`:
`parameters`, `results` and `annotations` of both rules are on."""


class Trial(NamedTuple):
    """What became of one mutant of one population; holds nothing of the project."""

    project: str
    population: str
    kind: Kind
    found: frozenset[Asked]
    """With which options the rule found it that is there for it."""
    found_otherwise: frozenset[Asked]
    """With which options only another rule found it."""
    form: str
    """What sort of expression the method is called on, in population B."""
    miss: Miss | None
    """Why it is not found with the default options."""

    @property
    def is_resolved(self) -> bool:
        """Whether the flow sees the object at some use."""
        is_seen = self.miss is None or self.miss.progress >= SEEN
        return is_seen or Asked.ALL in self.found

    @property
    def reason(self) -> Miss | None:
        """Why nothing is said of it, or which option would say it."""
        if self.miss is None or Asked.DEFAULT in self.found_otherwise:
            return None
        if Asked.ALL not in self.found:
            return self.miss
        enough = [asked.value for asked in EACH if asked in self.found]
        which = " or ".join(enough) or "several options together"
        return self.miss._replace(reason=f"found with {which}")


def report(done: list[Trial], examples: int) -> Iterator[str]:
    """Lay the tables out."""
    yield _EXPLANATION
    for population, title in _POPULATIONS.items():
        of_it = [trial for trial in done if trial.population == population]
        certain = [t for t in of_it if t.kind is not Kind.MAKE_ASYNC_USED]
        yield _table(title, [*_by_kind(of_it), (_CERTAIN, certain)])
        yield _table(title, [*_by_project(certain), (_CERTAIN, certain)])
        if population == "B":
            seen = [trial for trial in certain if trial.is_resolved]
            header = f"{population} where the flow sees the object"
            yield _table(header, [*_by_kind(seen), (_CERTAIN, seen)])
            yield _table("B, called on", list(_by_form(certain)))
        for is_lacking in (True, False):
            group = [t for t in certain if (t.kind in _LACKING) is is_lacking]
            yield _reasons(title, group, examples)


def _by_kind(trials: list[Trial]) -> Iterator[tuple[str, list[Trial]]]:
    for kind in Kind:
        found = [trial for trial in trials if trial.kind is kind]
        if found:
            yield kind.value, found


def _by_project(trials: list[Trial]) -> Iterator[tuple[str, list[Trial]]]:
    for name in dict.fromkeys(trial.project for trial in trials):
        yield name, [trial for trial in trials if trial.project == name]


def _by_form(trials: list[Trial]) -> Iterator[tuple[str, list[Trial]]]:
    for form in sorted({trial.form for trial in trials}):
        yield form, [trial for trial in trials if trial.form == form]


def _table(title: str, groups: Sequence[tuple[str, list[Trial]]]) -> str:
    header = [title, "mutants"]
    for asked in _PUBLISHED:
        header += [f"{asked.value}: found", "share", "with others"]
    return table(header, [_row(name, trials) for name, trials in groups])


def _row(title: str, trials: list[Trial]) -> list[str]:
    cells = [title, str(len(trials))]
    for asked in _PUBLISHED:
        found = sum(asked in trial.found for trial in trials)
        otherwise = sum(asked in trial.found_otherwise for trial in trials)
        cells += [str(found), _share(found, trials), _share(found + otherwise, trials)]
    return cells


def _share(count: int, trials: list[Trial]) -> str:
    return f"{100 * count / len(trials):.0f} %" if trials else ""


def _reasons(title: str, trials: Iterable[Trial], examples: int) -> str:
    missed = [(t.project, t.reason) for t in trials if t.reason is not None]
    kinds = ", ".join(dict.fromkeys(trial.kind.value for trial in trials))
    lines = [f"{title}: why {len(missed)} of {kinds} are missed with default options"]
    for reason, count, shown in summed(missed):
        lines.append(f"{count:>5}  {reason}")
        lines += [f"         {each}" for each in dict.fromkeys(shown)][:examples]
    return "\n".join(lines)
