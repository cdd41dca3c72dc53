"""Show that contracts on imports come to the same here and in import-linter.

The contracts are in `contracts/`, in our own words; this script says them in
import-linter's, has both judge, and compares: whether a contract is kept, which pairs
of modules break it, which imports do so directly and on which lines, and how long the
chains are. What differs is named and counted; an unnamed difference is an error.
"""

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import process_time

from benchmarks.fetch import arguments, corpus
from benchmarks.import_linter import (
    Chains,
    Judged,
    Session,
    judged_by_import_linter,
)
from benchmarks.table import table
from ssot_audit.config.import_contracts import AnyContract
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.extract.extraction import extract_all
from ssot_audit.link.import_chains import Chain
from ssot_audit.link.import_contracts import Breach
from ssot_audit.link.layering import undeclared
from ssot_audit.link.program import Program
from ssot_audit.link.rulings import Rulings
from ssot_audit.rules.registry import all_rules

CONTRACTS = Path(__file__).with_name("contracts")
RESULTS = Path(__file__).with_name("results") / "layer_contracts.txt"
PACKAGES = {"Django": ("django", ""), "SQLAlchemy": ("sqlalchemy", "lib")}
"""By project: the package, and the folder it is in."""
HEADER = (
    *("project", "kind", "contract", "theirs", "ours"),
    *("pairs", "direct", "chains", "lines", "ties", "outside", "unlike"),
)


def main() -> int:
    """Compare on each project; exit code 1 on a difference without a name."""
    parser = arguments("Compare contracts on imports with import-linter.")
    parser.add_argument("--print-only", action="store_true")
    chosen = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for name, root in corpus(chosen.into, chosen.names or tuple(PACKAGES)).items():
        found, seconds = compared(name, root)
        rows += found
        notes.append(seconds)
    text = "\n".join([*heading(), table(HEADER, rows), "", *notes, *LEGEND]) + "\n"
    print(text)
    if not chosen.print_only:
        RESULTS.write_text(text, encoding="utf-8")
    return int(any(row[-1] != "0" or row[3] != row[4] for row in rows))


_DIRECT = 2
"""Modules on a chain of one import."""
LEGEND = (
    "",
    "pairs: modules that break the contract with one another, the same in both.",
    "direct: imports that do so directly, the same in both.",
    "chains: those over further modules that have one of the same length in the other",
    "list. In both, no two chains of a pair share an import.",
    "lines: imports in brackets, of which we give the line of the name.",
    "ties: chains without a like. Which of several shortest chains is taken first",
    "decides which imports are left; the shortest of each pair are equally long.",
    "outside: importers that are not in the package: tests, scripts and documentation.",
    "unlike: all other differences.",
)


def heading() -> Iterator[str]:
    """Yield what was compared with what."""
    yield "python -m benchmarks.layer_contracts"
    versions = f"import-linter {version('import-linter')}, grimp {version('grimp')}"
    python = ".".join(map(str, sys.version_info[:3]))
    today = datetime.now(tz=UTC).date()
    yield f"{today}, {versions}, Python {python}, {machine()}"
    yield ""


def machine() -> str:
    """Describe the machine as far as seconds depend on it."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def compared(name: str, root: Path) -> tuple[list[tuple[str, ...]], str]:
    """Return a row for each contract of a project, and what judging cost."""
    package, folder = PACKAGES[name]
    settings = replace(contracts(name), root=root)
    tree = discover(settings)
    program = Program(tree, extract_all(tree))
    session = Session(package, root / folder)
    start = process_time()
    rulings = Rulings(program.modules, program.imports)
    ours = {each.name: rulings.on(each) for each in settings.import_contracts}
    middle = process_time()
    rows = []
    for contract in settings.import_contracts:
        theirs = judged_by_import_linter(session, contract)
        ruling = ours[contract.name]
        rest = [name for name, _ in _undeclared(contract, rulings)]
        kind = type(contract).__name__.lower()
        is_broken = bool(ruling.breaches or rest)
        rows.append(
            (
                *(name, kind, contract.name or ""),
                _verdict(is_broken=theirs.is_broken),
                _verdict(is_broken=is_broken),
                *differences(theirs, ruling.breaches, rest),
            )
        )
    end = process_time()
    cost = (
        f"{name}: {len(rows)} contracts; ours {middle - start:.2f} s of the processor, "
        f"import-linter {end - middle - session.building:.2f} s (without the graphs)"
    )
    return rows, cost


def contracts(name: str) -> Settings:
    """Read the contracts on a project."""
    known = {code: rule.options for code, rule in all_rules().items()}
    return load(CONTRACTS, CONTRACTS / f"{name.lower()}.toml", known)


def _undeclared(contract: AnyContract, rulings: Rulings) -> Iterator[tuple[str, str]]:
    if hasattr(contract, "exhaustive"):
        yield from undeclared(contract, rulings.names)


def _verdict(*, is_broken: bool) -> str:
    return "broken" if is_broken else "kept"


def differences(
    theirs: Judged, breaches: Sequence[Breach], rest: Sequence[str]
) -> tuple[str, ...]:
    """Return the counts that a row shows of two judgements."""
    counts: Counter[str] = Counter()
    ours = {(breach.importer, breach.imported): breach for breach in breaches}
    counts["unlike"] += len(set(rest) ^ theirs.undeclared)
    for pair in ours.keys() | theirs.chains.keys():
        if pair not in theirs.chains and not theirs.is_inside(pair[0]):
            counts["outside"] += 1
        elif pair not in theirs.chains or pair not in ours:
            counts["unlike"] += 1
        else:
            counts["pairs"] += 1
            counts += _compared(theirs, theirs.chains[pair], ours[pair].chains)
    return tuple(str(counts[column]) for column in HEADER[5:])


def _compared(theirs: Judged, known: Chains, chains: Sequence[Chain]) -> Counter[str]:
    """Count what two lists of chains of one pair have in common, and what not."""
    counts: Counter[str] = Counter()
    ours = {_names(theirs, chain): chain for chain in chains}
    direct = {names for names in ours if len(names) == _DIRECT}
    counts["direct"] = len(direct)
    counts["unlike"] += len(direct ^ known.direct.keys())
    for names in direct & known.direct.keys():
        lines = {each[0].span.line for each in ours[names][0].statements}
        if not lines <= {*known.direct[names]}:
            counts["lines"] += 1
    lengths = Counter(len(names) for names in ours.keys() - direct)
    others = Counter(len(names) for names in known.listed)
    counts["chains"] = (lengths & others).total()
    counts["ties"] = ((lengths - others) | (others - lengths)).total()
    counts["unlike"] += min(lengths, default=0) != min(others, default=0)
    counts["unlike"] += sum(not theirs.has(names) for names in ours)
    return counts


def _names(theirs: Judged, chain: Chain) -> tuple[str, ...]:
    """Return a chain as import-linter has it: of a dependency, only the package."""
    *names, last = (chain[0].importer.name, *(step.imported for step in chain))
    return (*names, theirs.known_as(last))


if __name__ == "__main__":
    sys.exit(main())
