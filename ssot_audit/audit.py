"""The recipe: discover, extract, link, rules, verdict. No logic of its own."""

import dataclasses
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import SourceFile, SourceTree, Unreadable
from ssot_audit.errors import ConfigError, Fault, InternalError
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import START, Failure, ModuleFacts
from ssot_audit.extract.parse import Parser
from ssot_audit.link.program import Program
from ssot_audit.rules.api import Policy
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.targets import target_faults
from ssot_audit.verdict.excerpts import excerpts
from ssot_audit.verdict.judge import Docket, judge, levels
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
    progress: Callable[[int, int], None] = field(default=lambda _done, _all: None)
    """Told how many of how many files are extracted."""


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
    if not tree.files:
        where = settings.source or str(settings.root)
        raise ConfigError((Fault(where, "there is no Python file to analyse"),))
    with _collector_at_rest():
        program = Program(tree, _facts(tree, request))
        faults = tuple(target_faults(program, settings))
        if faults:
            raise ConfigError(faults)
        docket = levels(all_rules(), settings, request.select, request.ignore)
        findings = _findings(program, settings, docket)
        verdict = judge(program, findings, settings, docket, request.today)
    return dataclasses.replace(verdict, excerpts=excerpts(tree, verdict))


def _facts(tree: SourceTree, request: Request) -> Mapping[str, ModuleFacts]:
    found = {}
    for done, file in enumerate(tree.files, 1):
        found[file.path] = _extracted(tree, file, request.parser)
        request.progress(done, len(tree.files))
    return found


def _extracted(tree: SourceTree, file: SourceFile, parser: Parser) -> ModuleFacts:
    try:
        return extract(tree.read(file), parser)
    except Unreadable as error:
        return _not_analysed(str(error))
    except Exception as error:  # noqa: BLE001 - one odd file must not end the scan
        return _not_analysed(f"internal error: {type(error).__name__}: {error}")


def _not_analysed(reason: str) -> ModuleFacts:
    return ModuleFacts(failure=Failure("not-analysed", reason, START))


def _findings(
    program: Program, settings: Settings, docket: Docket
) -> Iterator[Finding]:
    for code in docket.ran:
        rule = docket.rules[code]
        setting = settings.rules.get(code)
        policy = Policy(settings, setting.options if setting else {})
        try:
            yield from rule.check(program, policy)
        except Exception as error:
            raise InternalError(
                f"rule {code} ({rule.name}) failed: {type(error).__name__}: {error}"
            ) from error


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
