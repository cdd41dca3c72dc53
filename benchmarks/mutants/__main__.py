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
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fetch import corpus, default_directory, pins
from benchmarks.mutants.edits import Kind
from benchmarks.mutants.reasons import SEEN, Diagnosis
from benchmarks.mutants.report import Trial, report
from benchmarks.mutants.targets import (
    Mutant,
    Target,
    mutants,
    named_uniquely,
    reached_by_flow,
)
from benchmarks.mutants.trial import Asked, Outcome, Project, batches, drawn
from benchmarks.speed import RESULTS, circumstances

PROJECTS = (
    "celery", "kedro", "scrapy", "luigi", "fastapi", "twisted", "robotframework",
    "octavia",
)  # fmt: skip
_BEGUN = time.perf_counter()


def trials(name: str, root: Path, chosen: argparse.Namespace) -> Iterator[Trial]:
    """Mutate one project."""
    started = time.perf_counter()
    project = Project(name, root, chosen.cache_dir, chosen.jobs)
    program = project.program
    diagnosis = Diagnosis(program)
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
    if Asked.DEFAULT not in outcome.found:
        miss = diagnosis.missed(mutant.target, mutant.kind)
        is_near = miss.progress >= SEEN and mutant.kind is not Kind.MAKE_ASYNC_USED
        if is_near and Asked.ALL not in outcome.found:
            (outcome,) = project.tried([mutant])
    return Trial(
        project.name,
        population,
        mutant.kind,
        outcome.found,
        outcome.found_otherwise,
        _form({site.form for site in mutant.target.sites}),
        None if Asked.DEFAULT in outcome.found else miss,
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


def _spent() -> str:
    """Tell the seconds of this process and its workers, and those of the clock."""
    used = os.times()
    processor = used.user + used.system + used.children_user + used.children_system
    wall = time.perf_counter() - _BEGUN
    return (
        f"{processor:.0f} s of the processor, {wall:.0f} s of the clock; "
        "others used the machine, too"
    )


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
        default=8,
        help="of a kind, population and project; default: 8",
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
        f"{', '.join(f'{pin.name} {pin.version}' for pin in pins(chosen.names))}\n"
        f"{chosen.count} of a kind at most, seed {chosen.seed}, {chosen.batch} at once"
        f"\n{_spent()}"
    )
    text = "\n\n".join([circumstances(), how, *report(done, chosen.examples)]) + "\n"
    print(text, end="")
    if not chosen.print_only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "mutants.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
