"""The compliance score: plain ratios, each with its numerator and denominator.

- *File compliance* of a scope: files without an open error or warning ÷ files. Every
  part's file counts; an unparsable or unread file never complies.
- *contracts*: members kept ÷ members owed, over all classes held to an interface.
- *imports*: imported names of ours that resolve and are not deprecated ÷ all of them.
- *environment*: calls of the accessor ÷ these and the direct accesses; not computed
  while no accessor is configured.
- *single-source*: classes and functions at the top of production files of which there
  is one ÷ all of them; a note that there may be another does not count.
- *tests*: tests that are real ÷ tests written. A real test is collected, is not skipped
  whatever happens, is awaited, and checks something, be it only how mocks were called.
  Rules and their levels play no part, but for suppressed findings.

Unknown is in neither number. Suppressed parts are left out of the ratios of dimensions
and do not make a file non-compliant; they are reported apart. Nothing owed means "not
computed", never 100 %.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from ssot_audit.config.settings import Level
from ssot_audit.discover.source import Scope, SourceFile, SourceTree
from ssot_audit.extract.facts import Span
from ssot_audit.verdict.case import Account, Case, Debt
from ssot_audit.verdict.verdict import (
    ClassScore,
    DirectoryScore,
    Ratio,
    Reported,
    Score,
    Status,
)

FORMULA_VERSION = 3

_IMPORT_RULES = frozenset({"SSOT201", "SSOT202", "SSOT203"})
_CONTRACT_RULES = frozenset({"SSOT101", "SSOT102", "SSOT103", "SSOT104"})
_SINGLE_SOURCE_RULES = frozenset(
    {"SSOT401", "SSOT402", "SSOT403", "SSOT404", "SSOT405", "SSOT408"}
)
_TEST_RULES = frozenset({"SSOT602", "SSOT603", "SSOT606"})
_ENVIRONMENT_RULE = "SSOT301"

_Files = Sequence[tuple[SourceFile, Account]]


def score(
    tree: SourceTree,
    case: Case,
    reported: Sequence[Reported],
    partial_because: tuple[str, ...],
    *,
    has_accessor: bool,
) -> Score:
    """Return all figures of a scan."""
    files = [
        (file, account)
        for file, account in zip(tree.files, case.accounts, strict=True)
        if file.is_reported
    ]
    failing = {
        part.place.path
        for item in reported
        if item.is_open and item.level >= Level.WARNING
        for part in item.finding.parts
    } | {file.path for file, account in files if account.failure}
    contracts, worst = _contracts(case.debts, reported)
    tests, worst_directories = _tests(files, reported)
    return Score(
        production=_compliance(files, failing, Scope.PRODUCTION),
        test=_compliance(files, failing, Scope.TEST),
        overall=_compliance(files, failing, None),
        dimensions={
            "contracts": contracts,
            "imports": _imports(files, reported),
            "environment": (
                _environment(files, reported) if has_accessor else Ratio(0, 0)
            ),
            "single-source": _single_source(files, reported),
            "tests": tests,
        },
        worst_classes=worst,
        worst_directories=worst_directories,
        partial_because=partial_because,
    )


def _compliance(files: _Files, failing: set[str], scope: Scope | None) -> Ratio:
    paths = [file.path for file, _ in files if scope in {None, file.scope}]
    return Ratio(sum(path not in failing for path in paths), len(paths))


def _contracts(
    debts: Iterable[Debt], reported: Sequence[Reported]
) -> tuple[Ratio, tuple[ClassScore, ...]]:
    hidden = {
        (item.finding.module, item.finding.subject, part.name)
        for item in reported
        if item.status is Status.SUPPRESSED and item.finding.code in _CONTRACT_RULES
        for part in item.finding.parts
    }
    met = owed = 0
    worst = []
    for debt in debts:
        kept = _kept(debt, hidden)
        met, owed = met + kept.met, owed + kept.owed
        if kept.met < kept.owed:
            worst.append(ClassScore(debt.implementer, debt.interface, kept))
    worst.sort(key=lambda c: (c.kept.met / c.kept.owed, -c.kept.owed, c.name))
    return Ratio(met, owed), tuple(worst)


def _kept(debt: Debt, hidden: set[tuple[str, str, str]]) -> Ratio:
    interface = debt.interface
    breached = suppressed = 0
    for home, name in debt.breaches:
        keys = {(home, interface, name), (home, f"{interface}.{name}", name)}
        if keys & hidden:
            suppressed += 1
        else:
            breached += 1
    owed = debt.owed - suppressed
    return Ratio(owed - breached, owed)


def _imports(files: _Files, reported: Sequence[Reported]) -> Ratio:
    places = [(file.path, span) for file, account in files for span in account.ours]
    return _faultless(places, (r for r in reported if r.finding.code in _IMPORT_RULES))


def _single_source(files: _Files, reported: Sequence[Reported]) -> Ratio:
    places = [
        (file.path, span) for file, account in files for span in account.definitions
    ]
    items = (
        item
        for item in reported
        if item.finding.code in _SINGLE_SOURCE_RULES and item.level >= Level.WARNING
    )
    return _faultless(places, items)


def _faultless(
    places: Iterable[tuple[str, Span]], reported: Iterable[Reported]
) -> Ratio:
    """Return of how many places nothing is said, those suppressed left out."""
    faulty: dict[Status, set[tuple[str, Span]]] = {s: set() for s in Status}
    for item in reported:
        faulty[item.status] |= {
            (part.place.path, part.place.span) for part in item.finding.parts
        }
    hidden = faulty.pop(Status.SUPPRESSED)
    bad = set().union(*faulty.values())
    counted = [place for place in places if place not in hidden]
    return Ratio(sum(place not in bad for place in counted), len(counted))


def _tests(
    files: _Files, reported: Sequence[Reported]
) -> tuple[Ratio, tuple[DirectoryScore, ...]]:
    hidden = {
        (part.place.path, part.place.span)
        for item in reported
        if item.status is Status.SUPPRESSED and item.finding.code in _TEST_RULES
        for part in item.finding.parts
    }
    counted = [
        (file.path.rpartition("/")[0], test.is_real)
        for file, account in files
        for test in account.tests
        if (file.path, test.span) not in hidden
    ]
    written = Counter(directory for directory, _ in counted)
    real = Counter(directory for directory, is_real in counted if is_real)
    worst = [
        DirectoryScore(directory, Ratio(real[directory], count))
        for directory, count in written.items()
        if real[directory] < count
    ]
    worst.sort(key=lambda d: (d.real.met - d.real.owed, d.real.met, d.directory))
    return Ratio(real.total(), written.total()), tuple(worst)


def _environment(files: _Files, reported: Sequence[Reported]) -> Ratio:
    through = sum(account.accessor_calls for _, account in files)
    direct = sum(
        len(item.finding.parts)
        for item in reported
        if item.finding.code == _ENVIRONMENT_RULE and item.is_open
    )
    return Ratio(through, through + direct)
