"""Put mutants into a linked project, and see what a scan says that it did not say."""

import gc
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from benchmarks.mutants.edits import Kind, mutated
from benchmarks.mutants.targets import Mutant
from ssot_audit.config.settings import RuleSetting, Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import SourceTree
from ssot_audit.extract.cache import opened
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.parse import Parser
from ssot_audit.link.program import Program
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.run import run

LACKING, MISFIT = "SSOT105", "SSOT106"
OTHERS = ("SSOT101", "SSOT102", "SSOT103", "SSOT104", "SSOT107", "SSOT202")
_WITH_OPTIONS = (LACKING, MISFIT)
_EXPECTED = {Kind.DELETE: LACKING, Kind.RENAME: LACKING}
_WORD = re.compile(r"\w+")


class Said(NamedTuple):
    """One part of one finding, without places."""

    code: str
    module: str
    symbol: str
    subject: str
    part: str


class Asked(Enum):
    """Which options of SSOT105 and SSOT106 are on."""

    DEFAULT = "default options"
    PARAMETERS = "`parameters`"
    RESULTS = "`results`"
    ANNOTATIONS = "`annotations`"
    ALL = "all options"


EACH = (Asked.PARAMETERS, Asked.RESULTS, Asked.ANNOTATIONS)
_OPTIONS: Mapping[Asked, Mapping[str, bool]] = {
    Asked.DEFAULT: {},
    **{asked: {asked.value.strip("`"): True} for asked in EACH},
    Asked.ALL: {asked.value.strip("`"): True for asked in EACH},
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan said of a mutant."""

    mutant: Mutant
    by: Mapping[Asked, frozenset[str]]
    """Codes of the new findings that name the member."""

    @property
    def found(self) -> frozenset[Asked]:
        """With which options the rule found it that is there for it."""
        expected = _EXPECTED.get(self.mutant.kind, MISFIT)
        return frozenset(asked for asked, by in self.by.items() if expected in by)

    @property
    def found_otherwise(self) -> frozenset[Asked]:
        """With which options only another rule found it."""
        return frozenset(asked for asked, by in self.by.items() if by) - self.found


class Project:
    """A project whose facts are known, to be linked again and again."""

    def __init__(self, name: str, root: Path, cache: Path | None, jobs: int) -> None:
        """Read all files once."""
        self.name = name
        self.settings = Settings(root=root)
        self.tree: SourceTree = discover(self.settings)
        with opened(cache, root, Parser.AUTO, print) as known:
            self.facts: Mapping[str, ModuleFacts] = extract_all(
                self.tree, jobs=jobs, cache=known
            )
        unread = [
            path for path, f in self.facts.items() if f.failure and f.failure.is_passing
        ]
        if unread:
            sys.exit(f"{name}: {len(unread)} files were not read, e.g. {unread[0]}")

    @cached_property
    def program(self) -> Program:
        """The project as it is."""
        return Program(self.tree, self.facts)

    @cached_property
    def said(self) -> Mapping[Asked, Mapping[Said, str]]:
        """What a scan says of the project as it is."""
        return self._said(self.facts)

    def sources(self) -> dict[str, bytes]:
        """Return the production files' bytes by path."""
        production = {m.path for m in self.program.production}
        return {
            f.path: self.tree.read(f) for f in self.tree.files if f.path in production
        }

    def tried(self, batch: Sequence[Mutant]) -> Iterator[Outcome]:
        """Scan the project with some mutants in it that do not meddle in each other."""
        files = {file.path: file for file in self.tree.files}
        texts: dict[str, bytes] = {}
        # From the end of a file to its beginning, so that lines stay what they are.
        for target, kind, parameter in sorted(
            batch, key=lambda mutant: mutant.target.key, reverse=True
        ):
            path = target.path
            source = texts.get(path) or self.tree.read(files[path])
            text = mutated(source, kind, target.method, parameter)
            if text is None:
                raise AssertionError(target.key)
            texts[path] = text
        changed = {path: extract(text) for path, text in texts.items()}
        gc.collect()
        new = self._said({**self.facts, **changed})
        for mutant in batch:
            name = mutant.target.member.name
            yield Outcome(mutant, {asked: self._by(name, asked, new) for asked in new})

    def _by(
        self, name: str, asked: Asked, new: Mapping[Asked, Mapping[Said, str]]
    ) -> frozenset[str]:
        fresh = new[asked].keys() - self.said[asked].keys()
        return frozenset(s.code for s in fresh if _names(s, new[asked][s], name))

    def is_possible(self, mutant: Mutant) -> bool:
        """Tell whether the text can be edited so."""
        target, kind, parameter = mutant
        file = next(file for file in self.tree.files if file.path == target.path)
        source = self.tree.read(file)
        return mutated(source, kind, target.method, parameter) is not None

    def _said(
        self, facts: Mapping[str, ModuleFacts]
    ) -> dict[Asked, Mapping[Said, str]]:
        program = Program(self.tree, facts)
        same = self._parts(OTHERS, program, {})
        return {
            asked: {**same, **self._parts(_WITH_OPTIONS, program, options)}
            for asked, options in _OPTIONS.items()
        }

    def _parts(
        self, codes: Iterable[str], program: Program, options: Mapping[str, bool]
    ) -> dict[Said, str]:
        setting = RuleSetting(options=dict(options))
        settings = replace(self.settings, rules=dict.fromkeys(_WITH_OPTIONS, setting))
        found = run([all_rules()[code] for code in codes], program, settings)
        return {said: each.message for each in found for said in _parts(each)}


def _parts(finding: Finding) -> Iterator[Said]:
    names = {part.name for part in finding.parts} or {""}
    for name in names:
        yield Said(*finding.identity, name)


def _names(said: Said, message: str, name: str) -> bool:
    """Tell whether a finding is about a member of this name."""
    if said.code == LACKING:
        return said.part == name
    if said.code == MISFIT:
        return said.symbol.rpartition(".")[2] == name
    about = f"{said.symbol} {said.subject} {said.part} {message}"
    return name in _WORD.findall(about)


def batches(mutants: Iterable[Mutant], size: int) -> list[list[Mutant]]:
    """Share mutants out: those of one batch have neither class nor name in common."""
    made: list[list[Mutant]] = []
    for mutant in mutants:
        for batch in made:
            if len(batch) < size and not any(_meddle(mutant, each) for each in batch):
                batch.append(mutant)
                break
        else:
            made.append([mutant])
    return made


def _meddle(one: Mutant, other: Mutant) -> bool:
    if one.target.member.name == other.target.member.name:
        return True
    names = [f"{each.target.owner.source[1].qualname}." for each in (one, other)]
    short, long = sorted(names, key=len)
    return one.target.path == other.target.path and long.startswith(
        short.partition(".")[0] + "."
    )


def drawn(
    project: Project, mutants: Sequence[Mutant], count: int, seed: int
) -> list[Mutant]:
    """Draw some of the mutants of one kind that an edit can make."""
    order = list(mutants)
    random.Random(f"{seed} {mutants[0].kind if mutants else None}").shuffle(order)  # noqa: S311 - a fixed sample
    chosen: dict[tuple[str, int, str], Mutant] = {}
    for mutant in order:
        key = mutant.target.key
        if len(chosen) < count and key not in chosen and project.is_possible(mutant):
            chosen[key] = mutant
    return [*chosen.values()]
