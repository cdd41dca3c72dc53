"""The recipe: discover, extract, link, rules, verdict. No logic of its own."""

import dataclasses
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.renames import renamed_modules
from ssot_audit.discover.revision import at_index, at_revision
from ssot_audit.discover.source import SourceTree
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache import FactCache, opened
from ssot_audit.extract.documents.reader import read_document
from ssot_audit.extract.extraction import Progress, extract_all, unwatched
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.parse import Parser
from ssot_audit.extract.second_look import SecondLook
from ssot_audit.fix.suggested import suggested
from ssot_audit.link.program import Program
from ssot_audit.link.registry import Index, index_bytes, registry
from ssot_audit.report.background import Background
from ssot_audit.rules.api import Rule
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.targets import target_faults
from ssot_audit.verdict.amended import Edit, Edits, amended
from ssot_audit.verdict.baseline import Scope, baselined
from ssot_audit.verdict.baseline_file import Entry
from ssot_audit.verdict.case import Case, heard
from ssot_audit.verdict.excerpts import excerpts
from ssot_audit.verdict.judge import judge, levels
from ssot_audit.verdict.precedent import Precedents
from ssot_audit.verdict.since import compared
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
    since: str | None = None
    """A git revision; findings that it had, too, are not new."""
    at: str | None = None
    """A git revision to audit instead of the files on disk."""
    staged: bool = False
    """Whether to audit what git would commit instead of the files on disk."""
    baseline: tuple[Entry, ...] | None = None
    """Findings that are accepted; None: there is no baseline."""
    cluster: str | None = None
    """Address of the Dask cluster that reads files instead of this machine."""


def audit_path(
    settings: Settings, request: Request, paths: Sequence[Path] = ()
) -> Verdict:
    """Audit the project at `settings.root`; report what is below `paths`, or all.

    Raises `ConfigError` for a configuration that does not fit the project, an unknown
    revision or a cluster that cannot be used, and `InternalError` for a defect of ours.
    """
    with _present(settings, request, paths) as tree:
        verdict = _verdict(tree, settings, request)
        if request.since is not None:
            with at_revision(settings, request.since, paths) as past:
                verdict = compared(
                    verdict,
                    _verdict(past.tree, settings, request, is_past=True),
                    renamed_modules(past.tree, tree),
                    settings.gate,
                    revision=past.revision,
                    commit=past.commit,
                )
        return _accepted(verdict, tree, settings, request)


def audit_sources(
    sources: Mapping[str, str | bytes], settings: Settings, request: Request
) -> Verdict:
    """Audit files that are on no disk: their content by path. Raises the same."""
    return audit_tree(in_memory(sources, settings), settings, request)


def audit_tree(tree: SourceTree, settings: Settings, request: Request) -> Verdict:
    """Audit files that are already discovered."""
    verdict = _verdict(tree, settings, request)
    return _accepted(verdict, tree, settings, request)


def link_path(settings: Settings, request: Request) -> Program:
    """Link the project at `settings.root`, for questions that are no rules.

    Raises as `audit_path` does.
    """
    tree = discover(settings)
    _require_files(tree, settings)
    with _collector_at_rest(), _opened(settings, request) as cache:
        return _Scan(tree, settings, request, cache).linked(is_past=False)


def registry_index(settings: Settings, request: Request) -> Index:
    """Return where every public name of the project is to be taken from.

    Where nothing has changed, nothing is linked. Raises as `audit_path` does.
    """
    tree = discover(settings)
    _require_files(tree, settings)
    with _collector_at_rest(), _opened(settings, request) as cache:
        precedents = Precedents(cache, tree, request.parser, settings, "registry")
        record = precedents.recall_record()
        if record is None:
            scan = _Scan(tree, settings, request, cache)
            program = scan.linked(is_past=False)
            record = index_bytes(registry(program, settings))
            precedents.keep_record(record)
        return Index.from_bytes(record)


@contextmanager
def background(
    settings: Settings, request: Request, paths: Sequence[Path] = ()
) -> Iterator[Background]:
    """Link what `audit_path` judges, and what it compares that with.

    Programs answer when they are asked, and may have to read files then: they are of no
    use afterwards. Raises as `audit_path` does.
    """
    with _present(settings, request, paths) as tree, _collector_at_rest():
        _require_files(tree, settings)
        now = _linked(tree, settings, request, is_past=False)
        if request.since is None:
            yield Background(settings, now, patches=partial(suggested, tree))
            return
        with at_revision(settings, request.since, paths) as past:
            before = _linked(past.tree, settings, request, is_past=True)
            renamed = renamed_modules(past.tree, tree)
            patches = partial(suggested, tree)
            yield Background(settings, now, before, renamed, patches)


def _linked(
    tree: SourceTree, settings: Settings, request: Request, *, is_past: bool
) -> Program:
    # A cache answers for the files of one tree.
    with _opened(settings, request) as cache:
        return _Scan(tree, settings, request, cache).linked(is_past=is_past)


@contextmanager
def _present(
    settings: Settings, request: Request, paths: Sequence[Path]
) -> Iterator[SourceTree]:
    """Yield the files to audit: those on disk, those staged, or those of a commit."""
    if request.at is not None:
        with at_revision(settings, request.at, paths) as snapshot:
            yield snapshot.tree
    elif request.staged:
        with at_index(settings, paths) as tree:
            yield tree
    else:
        yield discover(settings, paths)


def _accepted(
    verdict: Verdict, tree: SourceTree, settings: Settings, request: Request
) -> Verdict:
    """Hold a verdict against the baseline, if there is one."""
    if request.baseline is None:
        return verdict
    return baselined(
        verdict, request.baseline, settings, Scope.of(tree, verdict), request.today
    )


def _verdict(
    tree: SourceTree, settings: Settings, request: Request, *, is_past: bool = False
) -> Verdict:
    """Return the verdict; the past need not fit the settings, and has no excerpts."""
    if not is_past:
        _require_files(tree, settings)
    with _collector_at_rest(), _opened(settings, request) as cache:
        asked = settings, request.select, request.ignore, request.today
        precedents = Precedents(cache, tree, request.parser, *asked)
        verdict = precedents.recall()
        if verdict is None and is_past:
            precedents = Precedents(cache, tree, request.parser, *asked, "past")
            verdict = precedents.recall()
        if verdict is None:
            docket = levels(all_rules(), settings, request.select, request.ignore)
            scan = _Scan(tree, settings, request, cache)
            case = None if is_past else scan.amended(docket.running, precedents)
            if case is None:
                case = scan.heard(docket.running, is_past=is_past)
            verdict = judge(tree, case, settings, docket, request.today)
            if not is_past:
                lines = excerpts(tree, verdict)
                verdict = dataclasses.replace(verdict, excerpts=lines)
                precedents.keep_case(case)
            precedents.keep(verdict)
    return verdict


def _require_files(tree: SourceTree, settings: Settings) -> None:
    if not tree.files:
        where = settings.source or str(settings.root)
        raise ConfigError((Fault(where, "there is no Python file to analyse"),))


def _opened(
    settings: Settings, request: Request
) -> AbstractContextManager[FactCache | None]:
    return opened(request.cache, settings.root, request.parser, request.warn)


@dataclass(frozen=True, slots=True)
class _Scan:
    """What it takes to link a tree and to hear a case about it."""

    tree: SourceTree
    settings: Settings
    request: Request
    cache: FactCache | None

    def linked(self, *, is_past: bool) -> Program:
        """Link all files; the past need not fit the settings."""
        read = partial(read_document, self.tree, self.cache)
        second_look = SecondLook(self.tree, self.cache)
        program = Program(self.tree, self._facts(self.tree), read, second_look)
        faults = () if is_past else tuple(target_faults(program, self.settings))
        if faults:
            raise ConfigError(faults)
        return program

    def heard(self, rules: Sequence[Rule], *, is_past: bool) -> Case:
        """Link all files and run the rules."""
        return heard(self.linked(is_past=is_past), rules, self.settings)

    def amended(self, rules: Sequence[Rule], precedents: Precedents) -> Case | None:
        """Take up the last case, if only the edited files tell what has changed."""
        last = precedents.last_case()
        if last is None:
            return None
        files = tuple(file for file in self.tree.files if file.path in last.files)
        new = self._facts(dataclasses.replace(self.tree, files=files))
        second_look = SecondLook(self.tree, self.cache)
        by_path = {file.path: file for file in files}
        edits = Edits(
            {path: Edit(known, new[path]) for path, known in last.files.items()},
            {
                document.path: Edit(
                    last.documents[document.path],
                    read_document(self.tree, self.cache, document),
                )
                for document in self.tree.documents
                if document.path in last.documents
            },
            {
                (path, name): Edit(seen, second_look.at(by_path[path], new[path], name))
                for (path, name), seen in last.looks.items()
            },
            second_look.holds,
        )
        return amended(last.case, edits, self.tree, rules, self.settings)

    def _facts(self, tree: SourceTree) -> Mapping[str, ModuleFacts]:
        return extract_all(
            tree,
            self.request.parser,
            self.request.progress,
            jobs=self.request.jobs,
            cluster=self.request.cluster,
            cache=self.cache,
        )


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
