"""The compliance score: plain ratios, each with its numerator and denominator.

- *File compliance* of a scope: files without an open error or warning ÷ files. Every
  part's file counts; an unparsable or unread file never complies.
- *contracts*: members kept ÷ members owed, over all classes held to an interface.
- *imports*: imported names of ours that resolve and are not deprecated ÷ all of them.
- *environment*: calls of the accessor ÷ these and the direct accesses; not computed
  while no accessor is configured.
- *single-source*, *tests*: not computed by this version.

Unknown is in neither number. Suppressed parts are left out of the ratios of dimensions
and do not make a file non-compliant; they are reported apart. Nothing owed means "not
computed", never 100 %.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.config.settings import Level, Settings
from ssot_audit.discover.source import Scope
from ssot_audit.extract import facts
from ssot_audit.link.located import MissingModule, Module, Namespace
from ssot_audit.link.obligations import Obligation
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Missing
from ssot_audit.verdict.verdict import ClassScore, Ratio, Reported, Score, Status

FORMULA_VERSION = 1

_IMPORT_RULES = frozenset({"SSOT201", "SSOT202", "SSOT203"})
_CONTRACT_RULES = frozenset({"SSOT101", "SSOT102", "SSOT103", "SSOT104"})
_ENVIRONMENT_RULE = "SSOT301"


def score(
    program: Program,
    settings: Settings,
    reported: Sequence[Reported],
    partial_because: tuple[str, ...],
) -> Score:
    """Return all figures of a scan."""
    modules = [module for module in program.modules if module.file.is_reported]
    failing = {
        part.place.path
        for item in reported
        if item.is_open and item.level >= Level.WARNING
        for part in item.finding.parts
    } | {module.path for module in modules if module.facts.failure}
    contracts, worst = _contracts(program, settings, reported)
    return Score(
        production=_compliance(modules, failing, Scope.PRODUCTION),
        test=_compliance(modules, failing, Scope.TEST),
        overall=_compliance(modules, failing, None),
        dimensions={
            "contracts": contracts,
            "imports": _imports(program, modules, reported),
            "environment": _environment(program, settings, modules, reported),
            "single-source": Ratio(0, 0),
            "tests": Ratio(0, 0),
        },
        worst_classes=worst,
        partial_because=partial_because,
    )


def _compliance(
    modules: Iterable[Module], failing: set[str], scope: Scope | None
) -> Ratio:
    paths = [m.path for m in modules if scope in {None, m.file.scope}]
    return Ratio(sum(path not in failing for path in paths), len(paths))


def _contracts(
    program: Program, settings: Settings, reported: Sequence[Reported]
) -> tuple[Ratio, tuple[ClassScore, ...]]:
    hidden = {
        (item.finding.module, item.finding.subject, part.name)
        for item in reported
        if item.status is Status.SUPPRESSED and item.finding.code in _CONTRACT_RULES
        for part in item.finding.parts
    }
    met = owed = 0
    worst = []
    for obligation in program.obligations(settings.contracts).all:
        if not obligation.implementer.source[0].file.is_reported:
            continue
        kept = _kept(obligation, hidden)
        met, owed = met + kept.met, owed + kept.owed
        if kept.met < kept.owed:
            node, interface = obligation.implementer, obligation.interface
            worst.append(ClassScore(node.dotted, interface.dotted, kept))
    worst.sort(key=lambda c: (c.kept.met / c.kept.owed, -c.kept.owed, c.name))
    return Ratio(met, owed), tuple(worst)


def _kept(obligation: Obligation, hidden: set[tuple[str, str, str]]) -> Ratio:
    interface = obligation.interface.dotted
    breached = suppressed = 0
    for breach in obligation.breaches:
        module = breach.owner.module
        name = breach.member.name
        home = module.name if module else ""
        keys = {(home, interface, name), (home, f"{interface}.{name}", name)}
        if keys & hidden:
            suppressed += 1
        else:
            breached += 1
    owed = len(obligation.owed) - suppressed
    return Ratio(owed - breached, owed)


def _imports(
    program: Program, modules: Iterable[Module], reported: Sequence[Reported]
) -> Ratio:
    faulty: dict[Status, set[tuple[str, facts.Span]]] = {s: set() for s in Status}
    for item in reported:
        if item.finding.code in _IMPORT_RULES:
            faulty[item.status] |= {
                (part.place.path, part.place.span) for part in item.finding.parts
            }
    hidden = faulty.pop(Status.SUPPRESSED)
    bad = set().union(*faulty.values())
    places = [
        (module.path, found.span)
        for module in modules
        for found in module.facts.imports
        if _is_ours(program, module, found)
    ]
    counted = [place for place in places if place not in hidden]
    return Ratio(sum(place not in bad for place in counted), len(counted))


def _is_ours(program: Program, module: Module, found: facts.Import) -> bool:
    """Tell whether an import names something of this project, existing or not."""
    target = program.imported(module, found)
    return isinstance(target, (Module, Namespace, Definition, Missing, MissingModule))


def _environment(
    program: Program,
    settings: Settings,
    modules: Iterable[Module],
    reported: Sequence[Reported],
) -> Ratio:
    environment = settings.environment
    if environment is None:
        return Ratio(0, 0)
    through = sum(
        count
        for module in modules
        if not program.owns_environment(module, environment)
        for count in _accessor_calls(program, module, environment.accessor)
    )
    direct = sum(
        len(item.finding.parts)
        for item in reported
        if item.finding.code == _ENVIRONMENT_RULE and item.is_open
    )
    return Ratio(through, through + direct)


def _accessor_calls(program: Program, module: Module, accessor: str) -> Iterator[int]:
    """Yield how often a file calls the accessor under each name it has there."""
    calls = Counter(dict(module.facts.called))
    leaf = accessor.rpartition(".")[2]
    home = program.lookup(accessor)
    names = set()
    for found in module.facts.imports:
        target = program.imported(module, found)
        if isinstance(target, Definition) and target == home:
            names.add(found.bound.rpartition(".")[2])
        elif isinstance(home, Definition) and target is home.module:
            names.add(leaf)
    for name in names:
        yield calls[name]
