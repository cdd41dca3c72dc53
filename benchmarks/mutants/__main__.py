"""Put faults into real projects and count those that a scan finds.

Two populations of methods are drawn from. Of A the flow itself says that they are used
on objects that reach a slot: that such a mutant is found shows that the rules hold what
the solver sees. B is made from the text alone: methods whose name nothing else in the
project or the standard library has, and that is called on something other than `self`.
What is found of B is the share of all. Mutants of one batch are of different classes
and names. Of these, one that was missed although its object was seen is tried again
alone, since others can hide it.
"""

import argparse
import gc
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.fetch import corpus, default_directory
from benchmarks.mutants.edits import Kind
from benchmarks.mutants.reasons import SEEN, Diagnosis, Miss, summed
from benchmarks.mutants.targets import (
    Mutant,
    Target,
    mutants,
    named_uniquely,
    reached_by_flow,
)
from benchmarks.mutants.trial import Outcome, Project, batches, drawn
from benchmarks.speed import RESULTS, circumstances
from benchmarks.table import table

PROJECTS = (
    "celery", "luigi", "scrapy", "buildbot", "twisted", "django", "kedro",
    "robotframework", "ironic", "octavia", "crewai", "fastapi",
)  # fmt: skip
HEADER = ("", "mutants", "found", "by another rule", "missed", "share", "with others")
_CERTAIN = "all but `make-async, used`"
POPULATIONS = {
    "A": "A: reaches a slot by the flow",
    "B": "B: named uniquely in the text",
}


class Trial(NamedTuple):
    """What became of one mutant of one population; holds nothing of the project."""

    project: str
    population: str
    kind: Kind
    is_found: bool
    is_found_otherwise: bool
    """Whether only another rule found it."""
    form: str
    """What sort of expression the method is called on, in population B."""
    miss: Miss | None
    """Why the rule that is there for it did not find it."""

    @property
    def is_resolved(self) -> bool:
        """Whether the flow sees the object at some use."""
        return self.miss is None or self.miss.progress >= SEEN


def trials(name: str, root: Path, chosen: argparse.Namespace) -> Iterator[Trial]:
    """Mutate one project."""
    started = time.perf_counter()
    project = Project(name, root, chosen.cache_dir, chosen.jobs)
    program, solver = project.linked
    diagnosis = Diagnosis(program, solver)
    gc.freeze()  # what stays need not be looked at after each batch
    found = {
        "A": reached_by_flow(program),
        "B": named_uniquely(program, project.sources()),
    }
    every = {
        population: list(_drawn(project, targets, chosen))
        for population, targets in found.items()
    }
    together = {_key(mutant): mutant for each in every.values() for mutant in each}
    made = batches(together.values(), chosen.batch)
    tried = {_key(each.mutant): each for batch in made for each in project.tried(batch)}
    for population, wanted in every.items():
        for mutant in wanted:
            yield _judged(project, diagnosis, population, tried[_key(mutant)])
    sizes = [f"{len(targets)} methods of {letter}" for letter, targets in found.items()]
    sizes.append(f"{len(together)} mutants in {len(made)} batches")
    gc.unfreeze()
    spent = time.perf_counter() - started
    print(f"{name}: {'; '.join(sizes)}; {spent:.0f} s", file=sys.stderr, flush=True)


def _judged(
    project: Project, diagnosis: Diagnosis, population: str, outcome: Outcome
) -> Trial:
    """Tell why a mutant was missed; one that was in reach has another try, alone."""
    mutant = outcome.mutant
    miss = None
    if not outcome.is_found:
        miss = diagnosis.missed(mutant.target, mutant.kind)
        if miss.progress >= SEEN and mutant.kind is not Kind.MAKE_ASYNC_USED:
            (outcome,) = project.tried([mutant])
    return Trial(
        project.name,
        population,
        mutant.kind,
        outcome.is_found,
        outcome.is_found_otherwise,
        _form({site.form for site in mutant.target.sites}),
        None if outcome.is_found else miss,
    )


def _form(found: set[str]) -> str:
    """Return the only sort of receiver that there is, if it is the only one."""
    return next(iter(found)) if len(found) == 1 else "several"


def _drawn(
    project: Project, targets: list[Target], chosen: argparse.Namespace
) -> Iterator[Mutant]:
    every = [mutant for target in targets for mutant in mutants(target)]
    for kind in Kind:
        of_kind = [mutant for mutant in every if mutant.kind is kind]
        yield from drawn(project, of_kind, chosen.count, chosen.seed)


def _key(mutant: Mutant) -> tuple[tuple[str, int, str], Kind, str]:
    return mutant.target.key, mutant.kind, mutant.parameter


def _row(title: str, rows: Iterable[Trial]) -> tuple[str, ...]:
    counted = [*rows]
    total = len(counted)
    found = sum(trial.is_found for trial in counted)
    otherwise = sum(trial.is_found_otherwise for trial in counted)
    shares = [
        f"{100 * n / total:.0f} %" if total else "" for n in (found, found + otherwise)
    ]
    return (
        title,
        str(total),
        str(found),
        str(otherwise),
        str(total - found - otherwise),
        *shares,
    )


def report(done: list[Trial], examples: int) -> Iterator[str]:
    """Lay the tables out."""
    for population, title in POPULATIONS.items():
        of_it = [trial for trial in done if trial.population == population]
        rows = [_row(kind.value, [t for t in of_it if t.kind is kind]) for kind in Kind]
        certain = [t for t in of_it if t.kind is not Kind.MAKE_ASYNC_USED]
        names = dict.fromkeys(trial.project for trial in of_it)
        projects = [_row(n, [t for t in certain if t.project == n]) for n in names]
        header = (title, *HEADER[1:])
        yield table(header, [*rows, _row(_CERTAIN, certain)])
        yield table(header, [*projects, _row(_CERTAIN, certain)])
        if population == "B":
            seen = [trial for trial in certain if trial.is_resolved]
            header = (f"{population} where the flow sees the object", *HEADER[1:])
            by_kind = [
                _row(kind.value, [t for t in seen if t.kind is kind])
                for kind in Kind
                if kind is not Kind.MAKE_ASYNC_USED
            ]
            yield table(header, [*by_kind, _row(_CERTAIN, seen)])
            yield table(("called on", *HEADER[1:]), list(_by_form(certain)))
        for group in (
            {Kind.DELETE, Kind.RENAME},
            set(Kind) - {Kind.DELETE, Kind.RENAME},
        ):
            missed = [
                (trial.project, trial.miss)
                for trial in certain
                if trial.kind in group
                and trial.miss is not None
                and not trial.is_found_otherwise
            ]
            kinds = ", ".join(kind.value for kind in Kind if kind in group)
            lines = [f"{title}: why {len(missed)} of {kinds} are missed"]
            for reason, count, shown in summed(missed):
                lines.append(f"{count:>5}  {reason}")
                lines += [f"         {each}" for each in dict.fromkeys(shown)][
                    :examples
                ]
            yield "\n".join(lines)


def _by_form(trials: list[Trial]) -> Iterator[tuple[str, ...]]:
    forms: dict[str, list[Trial]] = {}
    for trial in trials:
        forms.setdefault(trial.form, []).append(trial)
    for form in sorted(forms):
        yield _row(form, forms[form])


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Count the mutants that are found.")
    parser.add_argument("names", nargs="*", default=PROJECTS, metavar="PROJECT")
    parser.add_argument("--into", type=Path, default=default_directory(), metavar="DIR")
    parser.add_argument("--cache-dir", type=Path, help="default: no cache")
    parser.add_argument("--jobs", type=int, default=2, help="default: 2")
    parser.add_argument(
        "--count",
        type=int,
        default=20,
        help="of a kind, population and project; default: 20",
    )
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument(
        "--batch", type=int, default=30, help="mutants at a time; default: 30"
    )
    parser.add_argument(
        "--examples", type=int, default=3, help="of a reason; default: 3"
    )
    parser.add_argument("--print-only", action="store_true", help="keep no result")
    return parser.parse_args()


def main() -> int:
    """Mutate, count, print and keep the result."""
    chosen = options()
    done: list[Trial] = []
    gc.disable()  # as a scan does; `Project.tried` collects
    for name, root in corpus(chosen.into, chosen.names).items():
        done += trials(name, root, chosen)
        gc.collect()
    how = (
        f"{chosen.count} of a kind at most, seed {chosen.seed}, {chosen.batch} at once"
    )
    text = "\n\n".join([circumstances(), how, *report(done, chosen.examples)]) + "\n"
    print(text, end="")
    if not chosen.print_only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "mutants.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
