"""Compare a project as pytest collects it with what we say of its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.collection.comparison import (
    Difference,
    Ours,
    Verdict,
    differences,
    differences_of_written,
    in_excluded,
)
from benchmarks.collection.places import Explained, Project, place_for
from benchmarks.collection.synthetic import Synthetic
from benchmarks.collection.truth import Origin, Truth, collected
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.extract.extraction import extract_all
from ssot_audit.link.program import Program
from ssot_audit.link.testing.runner import Runner


@dataclass(frozen=True, slots=True)
class Named:
    """A difference, and the words that explain it."""

    difference: Difference
    why: str
    """Empty: nothing does."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one project."""

    name: str
    tests: frozenset[str]
    """What pytest collects."""
    deselected: int
    """How many of them it then leaves out."""
    others: Mapping[str, int]
    kept: frozenset[str]
    """What we say it collects."""
    excluded: Mapping[str, str]
    """Files and classes that pytest could not import or skipped, with the reason."""
    kept_in_excluded: int
    """Tests in them of which we say that they are collected."""
    named: tuple[Named, ...]
    unused: tuple[Explained, ...] = ()
    """Explanations of what is no difference."""

    @property
    def unexplained(self) -> tuple[Named, ...]:
        """What nothing explains."""
        return tuple(one for one in self.named if not one.why)


def program_of(root: Path) -> Program:
    """Link a project as a scan without configuration does."""
    tree = discover(Settings(root=root))
    return Program(tree, extract_all(tree))


def real_trial(project: Project, pytest: str, source: Path, into: Path) -> Trial:
    """Compare a project of the index, without what its environment cannot import."""
    place = place_for(project, pytest, source, into)
    truth = collected(place.root, str(place.python))
    program = program_of(source)
    ours = Ours(program.tests)
    without = {**truth.skipped, **truth.errors}
    homes = {
        module.path: settings.path
        for module in program.modules
        if (settings := program.test_settings(module)).directory and settings.path
    }
    named = tuple(
        Named(one, _explanation(one, project.explained, homes) or _runner(one, ours))
        for one in differences(truth.tests, ours)
        if not in_excluded(one.test, without)
    )
    used = {one.why for one in named}
    kept = {test for test, said in ours.tests.items() if said.verdict is Verdict.KEPT}
    inside = {test for test in kept if in_excluded(test, without)}
    return Trial(
        name=source.name,
        tests=frozenset(truth.tests),
        deselected=len(truth.deselected),
        others=truth.others,
        kept=frozenset(kept - inside),
        excluded=without,
        kept_in_excluded=len(inside),
        named=named,
        unused=tuple(each for each in project.explained if each.why not in used),
    )


def _explanation(
    found: Difference, known: Sequence[Explained], homes: Mapping[str, str]
) -> str:
    """Return why something differs, as far as that is known.

    `homes` are the settings of files that have others than the root.
    """
    if not found.is_fault:
        return f"not known: {found.reason}"
    path = found.test.partition("::")[0]
    if path in homes and not found.is_collected:
        return f"another root: {homes[path]}"
    whys = (each.why for each in known if fnmatchcase(found.test, each.items))
    return next(whys, "")


def _runner(found: Difference, ours: Ours) -> str:
    """Return why something is pytest's alone, if the project does not use pytest."""
    is_pytest = ours.collection.runner is Runner.PYTEST
    is_only_there = found.is_collected and found.verdict == Verdict.ABSENT.value
    return "" if is_pytest or not is_only_there else "nothing says that pytest is used"


def made_trial(made: Synthetic, folder: Path) -> Trial:
    """Compare a made project, with all that cannot be imported in it.

    Left out is what was put together at random and ends in an error of types.
    """
    made.write(folder)
    truths = {root: collected(folder / root) for root in ("", *made.roots)}
    tests = together(truths)
    without = {
        path: why
        for node, why in truths[""].errors.items()
        if (path := node.partition("::")[0]) in made.files.keys() - made.blocks.keys()
    }
    ours = Ours(program_of(folder).tests)
    found = (
        one
        for one in (
            *differences(tests, ours),
            *differences_of_written(tests, ours, made.files),
        )
        if one.test.partition(":")[0] not in without
    )
    kept = [test for test, said in ours.tests.items() if said.verdict is Verdict.KEPT]
    return Trial(
        name="synthetic",
        tests=frozenset(tests),
        deselected=sum(len(truth.deselected) for truth in truths.values()),
        others={},
        kept=frozenset(kept),
        excluded=without,
        kept_in_excluded=sum(in_excluded(test, without) for test in kept),
        named=tuple(Named(one, declaration(one, made)) for one in found),
    )


def declaration(found: Difference, made: Synthetic) -> str:
    """Return why a difference is to be expected of a made project, or nothing."""
    if found.is_fault:
        assumed = made.assumed(found.test)
        return f"taken for granted: {assumed}" if assumed else ""
    if found.test.partition(":")[0] not in made.blocks:
        return f"put together at random, not known: {found.reason}"
    return f"declared: {found.reason}" if made.is_unknown(found.test) else ""


def together(truths: Mapping[str, Truth]) -> dict[str, Origin | None]:
    """Join the tests of a folder and of folders below it, each with its own settings.

    What the outer one says of the tests of an inner one is left out.
    """
    inner = tuple(f"{folder}/" for folder in truths if folder)
    found: dict[str, Origin | None] = {}
    for folder, truth in truths.items():
        for test, origin in truth.tests.items():
            if not folder and not test.startswith(inner):
                found[test] = origin
            elif folder:
                moved = origin and replace(origin, path=f"{folder}/{origin.path}")
                found[f"{folder}/{test}"] = moved
    return found
