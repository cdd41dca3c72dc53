"""The coverage section: what was analysed, and what stays unknown."""

from collections import Counter
from collections.abc import Iterable, Mapping

from ssot_audit.discover.source import SourceTree
from ssot_audit.verdict.case import Account, Case
from ssot_audit.verdict.verdict import Coverage


def coverage(tree: SourceTree, case: Case) -> Coverage:
    """Count what a program's files gave."""
    reported: list[Account] = []
    failed: dict[str, list[str]] = {"unparsable": [], "not-analysed": []}
    for file, account in zip(tree.files, case.accounts, strict=True):
        if file.is_reported:
            reported.append(account)
            if account.failure is not None:
                failed[account.failure].append(file.path)
    asked = {document.path for document in tree.documents if document.is_reported}
    return Coverage(
        analysed=len(reported) - sum(map(len, failed.values())),
        followed=len(tree.files) - len(reported),
        documents=sum(remarks.path in asked for remarks in case.documents),
        lines=sum(account.lines for account in reported),
        unparsable=tuple(failed["unparsable"]),
        not_analysed=tuple(failed["not-analysed"]),
        skipped=tree.skipped,
        classes=sum(account.classes for account in reported),
        open_classes=_summed(account.open_classes for account in reported),
        unresolved_names=_summed(account.unknown for account in reported),
        environment_stubs=sum(account.stubs for account in reported),
    )


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
