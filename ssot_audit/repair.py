"""The recipe of `fix`: scan, mend, and scan again what was mended, in memory."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ssot_audit.audit import Request
from ssot_audit.config.settings import Level, RuleSetting, Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import Document, SourceFile, SourceTree
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.extract.cache import opened
from ssot_audit.extract.extraction import extract_all
from ssot_audit.fix.mend import Mending, Outcome
from ssot_audit.link.program import Program
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.targets import target_faults
from ssot_audit.verdict.case import heard
from ssot_audit.verdict.judge import judge, levels


def repair_path(
    settings: Settings,
    request: Request,
    paths: Sequence[Path] = (),
    *,
    is_unsafe: bool = False,
) -> Outcome:
    """Mend, in memory, what is selected of the findings below `paths`, or of all.

    All rules that the configuration wants run, whatever is selected: an edit must not
    mend one finding for another. Raises `ConfigError` as a scan does.
    """
    return repair_tree(
        discover(settings, paths), settings, request, is_unsafe=is_unsafe
    )


def repair_tree(
    tree: SourceTree, settings: Settings, request: Request, *, is_unsafe: bool = False
) -> Outcome:
    """Mend, in memory, files that are already discovered."""
    if not tree.files:
        where = settings.source or str(settings.root)
        raise ConfigError((Fault(where, "there is no Python file to analyse"),))
    settings = _switched_on(settings, tuple(request.select))
    rescan = _Rescan(tree, settings, request)
    return Mending(tree, rescan, tuple(request.select), is_unsafe=is_unsafe).run()


def _switched_on(settings: Settings, select: tuple[str, ...]) -> Settings:
    """Return settings by which all rules run that findings are to be mended of."""
    rules = dict(settings.rules)
    for code, rule in all_rules().items():
        setting = rules.get(code, RuleSetting())
        level = rule.default_level if setting.level is None else setting.level
        if select and code.startswith(select) and level is Level.OFF:
            rules[code] = dataclasses.replace(setting, level=rule.level)
    return dataclasses.replace(settings, rules=MappingProxyType(rules))


class _Rescan:
    """Scans of one tree with ever other bytes in some files."""

    def __init__(self, tree: SourceTree, settings: Settings, request: Request) -> None:
        """Read all files once; raises `ConfigError` for settings that do not fit."""
        self._tree = tree
        self._settings = settings
        self._request = request
        self._docket = levels(all_rules(), settings)
        with opened(
            request.cache, settings.root, request.parser, request.warn
        ) as cache:
            self._facts = extract_all(
                tree, request.parser, request.progress, jobs=request.jobs, cache=cache
            )
        faults = tuple(target_faults(Program(tree, self._facts), settings))
        if faults:
            raise ConfigError(faults)

    def __call__(self, edited: Mapping[str, bytes]) -> Sequence[Finding]:
        """Return the open findings, with some files edited."""

        def read(file: SourceFile | Document) -> bytes:
            known = edited.get(file.path)
            return self._tree.read(file) if known is None else known

        files = tuple(file for file in self._tree.files if file.path in edited)
        changed = dataclasses.replace(self._tree, files=files, read=read)
        anew = extract_all(changed, self._request.parser) if files else {}
        facts = {path: anew.get(path, known) for path, known in self._facts.items()}
        tree = dataclasses.replace(self._tree, read=read)
        case = heard(Program(tree, facts), self._docket.running, self._settings)
        verdict = judge(tree, case, self._settings, self._docket, self._request.today)
        return [item.finding for item in verdict.findings if item.is_open]
