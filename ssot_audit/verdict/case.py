"""What is judged: findings, and what a verdict counts of each file and obligation.

A case is plain data. Nothing of the program is needed to judge it, so it can be stored,
and taken up again when little has changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from ssot_audit.config.settings import Settings
from ssot_audit.extract.facts import Directive, ModuleFacts, Span
from ssot_audit.link.located import MissingModule, Module, Namespace, Unknown
from ssot_audit.link.obligations import Obligation
from ssot_audit.link.originals import definitions
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Missing
from ssot_audit.link.testing.reality import State, standings
from ssot_audit.link.words import Words, words_of
from ssot_audit.rules.api import Rule, Unit
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.run import run


class Tested(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A written test of which it is known whether it is real."""

    span: Span
    is_real: bool
    """Whether it can run, and checks something."""


class Account(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a verdict counts of one file."""

    own: tuple[Finding, ...]
    """Those that follow from the file alone."""
    failure: str | None
    """Kind of the failure that left it without facts."""
    lines: int
    directives: tuple[Directive, ...]
    stubs: int
    """Stand-ins for the environment."""
    ours: tuple[Span, ...]
    """Of each imported name that is one of this project, existing or not."""
    unknown: dict[str, int]
    """How many imported names stay unknown for which reason."""
    classes: int
    open_classes: dict[str, int]
    """How many classes are open for which reason."""
    accessors: tuple[str, ...]
    """Names that the accessor of the environment has in it, unless it is an owner."""
    accessor_calls: int
    definitions: tuple[Span, ...]
    """Of each class and function that should be the only one of its kind."""
    tests: tuple[Tested, ...]


class Remarks(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a document that some rule looked at says to us."""

    path: str
    directives: tuple[Directive, ...]


class Debt(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """How an obligation of a reported class counts."""

    implementer: str
    interface: str
    owed: int
    breaches: tuple[tuple[str, str], ...]
    """Module of the class whose body breaks it, and the member."""


class Case(msgspec.Struct, frozen=True, array_like=True):
    """All that a verdict follows from, given the tree and the settings."""

    findings: tuple[Finding, ...]
    """Those that do not follow from one file alone."""
    accounts: tuple[Account, ...]
    """In the order of the tree's files."""
    documents: tuple[Remarks, ...]
    """Of the documents that some rule looked at."""
    debts: tuple[Debt, ...]
    words: Words
    flows: frozenset[str]
    """Paths of the files whose flow some rule looked at."""
    uses: frozenset[str]
    """Paths of the files whose uses of imported names some rule looked at."""
    mentions: frozenset[str]
    """The same of the names of events they may mention."""
    spellings: frozenset[str]
    """Names of calls for which files of production are looked at a second time."""
    searched: frozenset[str]
    """The same of words in their text."""

    @property
    def all_findings(self) -> Iterator[Finding]:
        """What all rules say; those on one thing in the order of the files."""
        yield from self.findings
        for account in self.accounts:
            yield from account.own


def heard(program: Program, rules: Sequence[Rule], settings: Settings) -> Case:
    """Run the rules, and count."""
    together = [rule for rule in rules if rule.unit is not Unit.FILE]
    findings = tuple(run(together, program, settings))
    own = own_findings(program, rules, settings)
    obligations = program.obligations(settings.contracts).all
    tests = _tests(program)
    return Case(
        findings=findings,
        accounts=tuple(
            _account(program, module, settings, own.get(module.path, ()), tests[module])
            for module in program.modules
        ),
        documents=tuple(
            Remarks(document.path, document.facts.directives)
            for document in program.documents.read
        ),
        debts=tuple(_debts(obligations)),
        words=words_of(program, obligations),
        flows=frozenset(module.path for module in program.flows),
        uses=frozenset(module.path for module in program.asked_uses),
        mentions=frozenset(module.path for module in program.mentioned),
        spellings=frozenset(program.things.spellings),
        searched=frozenset(program.searched),
    )


def own_findings(
    program: Program, rules: Iterable[Rule], settings: Settings
) -> dict[str, tuple[Finding, ...]]:
    """Return what each file shows on its own, by path."""
    alone = [rule for rule in rules if rule.unit is Unit.FILE]
    found: dict[str, list[Finding]] = {}
    for finding in run(alone, program, settings):
        found.setdefault(finding.place.path, []).append(finding)
    return {path: tuple(findings) for path, findings in found.items()}


def revised(
    account: Account,
    known: ModuleFacts,
    own: tuple[Finding, ...],
    ours: tuple[Span, ...],
    definitions: tuple[Span, ...],
    tests: tuple[Tested, ...],
) -> Account:
    """Return the account of a file whose other facts mean what they meant."""
    return msgspec.structs.replace(
        account,
        own=own,
        lines=known.lines,
        directives=known.directives,
        stubs=_stubs(known),
        ours=ours,
        definitions=definitions,
        tests=tests,
        accessor_calls=_calls(known, account.accessors),
    )


def _tests(program: Program) -> Mapping[Module, Sequence[Tested]]:
    found: dict[Module, list[Tested]] = defaultdict(list)
    for standing in standings(program):
        if standing.state is not State.UNKNOWN:
            tested = Tested(standing.test.function.span, standing.state.is_real)
            found[standing.test.module].append(tested)
    return found


def _account(
    program: Program,
    module: Module,
    settings: Settings,
    own: tuple[Finding, ...],
    tests: Sequence[Tested],
) -> Account:
    known = module.facts
    targets = [(found, program.imported(module, found)) for found in known.imports]
    nodes = program.hierarchy.in_module(module)
    accessors = _accessors(program, module, settings)
    return Account(
        own=own,
        failure=known.failure.kind if known.failure else None,
        lines=known.lines,
        directives=known.directives,
        stubs=_stubs(known),
        ours=tuple(f.span for f, target in targets if isinstance(target, _OURS)),
        unknown=_counts(t.reason for _, t in targets if isinstance(t, Unknown)),
        classes=len(nodes),
        open_classes=_counts(n.why_open for n in nodes if n.why_open),
        accessors=accessors,
        accessor_calls=_calls(known, accessors),
        definitions=definitions(module),
        tests=tuple(tests),
    )


_OURS = (Module, Namespace, Definition, Missing, MissingModule)


def _stubs(known: ModuleFacts) -> int:
    return sum(access.kind == "stub" for access in known.environment)


def _calls(known: ModuleFacts, names: tuple[str, ...]) -> int:
    return sum(count for name, count in known.called if name in names) if names else 0


def _counts(reasons: Iterable[str]) -> dict[str, int]:
    return dict(Counter(reasons))


def _accessors(program: Program, module: Module, settings: Settings) -> tuple[str, ...]:
    environment = settings.environment
    if environment is None or program.owns_environment(module, environment):
        return ()
    leaf = environment.accessor.rpartition(".")[2]
    home = program.lookup(environment.accessor)
    names = set()
    for found in module.facts.imports:
        target = program.imported(module, found)
        if isinstance(target, Definition) and target == home:
            names.add(found.bound.rpartition(".")[2])
        elif isinstance(home, Definition) and target is home.module:
            names.add(leaf)
    return tuple(sorted(names))


def _debts(obligations: Iterable[Obligation]) -> Iterator[Debt]:
    for obligation in obligations:
        if obligation.implementer.source[0].file.is_reported:
            yield Debt(
                obligation.implementer.dotted,
                obligation.interface.dotted,
                len(obligation.owed),
                tuple(
                    (breach.owner.module.name if breach.owner.module else "", member)
                    for breach in obligation.breaches
                    if (member := breach.member.name)
                ),
            )
