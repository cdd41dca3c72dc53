"""The recipe: discover, extract, link, rules, verdict. No logic of its own."""

import dataclasses
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import SourceTree
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache import FactCache, opened
from ssot_audit.extract.extraction import Progress, extract_all, unwatched
from ssot_audit.extract.parse import Parser
from ssot_audit.link.program import Program
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.run import run
from ssot_audit.rules.targets import target_faults
from ssot_audit.verdict.excerpts import excerpts
from ssot_audit.verdict.judge import judge, levels
from ssot_audit.verdict.precedent import Precedents
from ssot_audit.verdict.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks for beyond the configuration."""

    today: date
    """Decides which suppressions have expired."""
    parser: Parser = Parser.AUTO
    select: Sequence[str] = ()
    """Codes or prefixes of the only rules to run; empty: as configured."""
    ignore: Sequence[str] = ()
    progress: Progress = unwatched
    cache: Path | None = None
    """Directory to keep facts in for the next time; None: every file is analysed."""
    warn: Callable[[str], None] = lambda _message: None
    """Told, at most once, why the cache is of no use."""
    jobs: int = 1
    """Files to read at a time, each in a process of its own."""


def audit_path(
    settings: Settings, request: Request, paths: Sequence[Path] = ()
) -> Verdict:
    """Audit the project at `settings.root`; report what is below `paths`, or all.

    Raises `ConfigError` for a configuration that does not fit the project, and
    `InternalError` for a defect of ours.
    """
    return audit_tree(discover(settings, paths), settings, request)


def audit_sources(
    sources: Mapping[str, str | bytes], settings: Settings, request: Request
) -> Verdict:
    """Audit files that are on no disk: their content by path. Raises the same."""
    return audit_tree(in_memory(sources, settings), settings, request)


def audit_tree(tree: SourceTree, settings: Settings, request: Request) -> Verdict:
    """Audit files that are already discovered."""
    _require_files(tree, settings)
    with _collector_at_rest(), _opened(settings, request) as cache:
        asked = settings, request.select, request.ignore, request.today
        precedents = Precedents(cache, tree, request.parser, *asked)
        verdict = precedents.recall()
        if verdict is None:
            program = _linked(tree, settings, request, cache)
            verdict = _concluded(program, settings, request)
            precedents.keep(verdict)
    return verdict


def link_path(settings: Settings, request: Request) -> Program:
    """Link the project at `settings.root`, for questions that are no rules.

    Raises `ConfigError` as an audit does.
    """
    tree = discover(settings)
    _require_files(tree, settings)
    with _collector_at_rest(), _opened(settings, request) as cache:
        return _linked(tree, settings, request, cache)


def _require_files(tree: SourceTree, settings: Settings) -> None:
    if not tree.files:
        where = settings.source or str(settings.root)
        raise ConfigError((Fault(where, "there is no Python file to analyse"),))


def _opened(
    settings: Settings, request: Request
) -> AbstractContextManager[FactCache | None]:
    return opened(request.cache, settings.root, request.parser, request.warn)


def _linked(
    tree: SourceTree, settings: Settings, request: Request, cache: FactCache | None
) -> Program:
    """Extract and link; the configuration must fit what is found."""
    facts = extract_all(
        tree, request.parser, request.progress, jobs=request.jobs, cache=cache
    )
    program = Program(tree, facts)
    faults = tuple(target_faults(program, settings))
    if faults:
        raise ConfigError(faults)
    return program


def _concluded(program: Program, settings: Settings, request: Request) -> Verdict:
    """Run the rules and judge what they find."""
    docket = levels(all_rules(), settings, request.select, request.ignore)
    findings = run(docket.running, program, settings)
    verdict = judge(program, findings, settings, docket, request.today)
    return dataclasses.replace(verdict, excerpts=excerpts(program.tree, verdict))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Pause the cycle collector: trees and facts hold no cycles, and are many."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
