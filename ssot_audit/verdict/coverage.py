"""The coverage section: what was analysed, and what stays unknown."""

from collections import Counter
from collections.abc import Mapping

from ssot_audit.link.located import Module, Unknown
from ssot_audit.link.program import Program
from ssot_audit.verdict.verdict import Coverage


def coverage(program: Program) -> Coverage:
    """Count what a program's files gave."""
    reported = [module for module in program.modules if module.file.is_reported]
    failed = {"unparsable": [], "not-analysed": []}  # type: dict[str, list[str]]
    for module in reported:
        if module.facts.failure is not None:
            failed[module.facts.failure.kind].append(module.path)
    classes = [n for n in program.hierarchy.classes if n.source[0].file.is_reported]
    return Coverage(
        analysed=len(reported) - sum(map(len, failed.values())),
        followed=len(program.modules) - len(reported),
        lines=sum(module.facts.lines for module in reported),
        unparsable=tuple(failed["unparsable"]),
        not_analysed=tuple(failed["not-analysed"]),
        skipped=program.tree.skipped,
        classes=len(classes),
        open_classes=_sorted(Counter(n.why_open for n in classes if n.why_open)),
        unresolved_names=_sorted(_unresolved(program, reported)),
        environment_stubs=sum(
            access.kind == "stub"
            for module in reported
            for access in module.facts.environment
        ),
    )


def _unresolved(program: Program, modules: list[Module]) -> Counter[str]:
    return Counter(
        target.reason
        for module in modules
        for found in module.facts.imports
        if isinstance(target := program.imported(module, found), Unknown)
    )


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
