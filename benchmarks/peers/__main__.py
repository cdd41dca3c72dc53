"""Compare a scan with bare parsing and with other tools; see `benchmarks/README.md`.

Each section is measured and kept on its own; the page is made of all that was ever
kept, so a long run can be made in pieces.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.fetch import corpus, default_directory
from benchmarks.peers import own
from benchmarks.peers.building import built
from benchmarks.peers.compare import compared
from benchmarks.peers.page import PAGE, page
from benchmarks.peers.pins import Project, projects
from benchmarks.peers.since import since
from benchmarks.peers.store import Section, load, save
from benchmarks.peers.tools import TOOLS
from benchmarks.peers.trees import Share, everything

OWN: Mapping[str, Callable[[Share, int], Section]] = {
    "ours": own.ours,
    "extraction": own.extraction,
    "stages": own.stages,
    "since": since,
}
"""Sections about the scan alone, on every project."""
ONCE = ("start-up", "growth")
"""Sections that are measured once, whatever the project."""
GROWN_FROM = "Django"
NAMES = (*ONCE, *OWN, *(tool.name for tool in TOOLS))

Work = Callable[[], Section]


def main() -> int:
    """Measure what is asked for, keep it, and write the page anew."""
    chosen = options()
    # As on an interrupt: what runs is ended, and what was edited is put back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    failed = False
    for name, work in works(chosen):
        print(f"{name} ...", flush=True)
        section = work()
        save(section)
        failed = failed or bool(section.fault)
        print(*outline(section), sep="\n", flush=True)
        PAGE.write_text(page(load()), encoding="utf-8")
    PAGE.write_text(page(load()), encoding="utf-8")
    return 1 if failed else 0


def works(chosen: argparse.Namespace) -> Iterator[tuple[str, Work]]:
    """Yield what is to be measured; a tree is made when it is first needed."""
    for name in ONCE:
        if name in chosen.only:
            yield name, partial(_once, name, chosen)
    names = [name for name in NAMES if name in chosen.only and name not in ONCE]
    for project in projects(chosen.project) if names else ():
        tree = built(project, chosen.into, chosen.cache / "trees")
        share = everything(project, tree)
        for name in names:
            yield f"{project.name}: {name}", partial(_on, name, share, chosen)


def outline(section: Section) -> Iterator[str]:
    """Say in a few lines what a section found, ratios to the cold scan included."""
    if section.fault:
        yield f"  refused: {section.fault}"
    cold = section.measures.get("cold")
    for name, each in section.measures.items():
        scale = section.scale if name.startswith("peer") else 1.0
        seconds = each.median * scale
        ratio = f"  {seconds / cold.median:6.2f} x cold" if cold else ""
        peak = f"  {each.peak / 1_000_000:6,.0f} MB" if each.peak else ""
        sample = "  extrapolated from a sample" if scale > 1 else ""
        yield f"  {name:<22} {seconds:8.2f} s{ratio}{peak}{sample}"


def _once(name: str, chosen: argparse.Namespace) -> Section:
    if name == "start-up":
        return own.start_up()
    return own.growth(corpus(chosen.into, [GROWN_FROM])[GROWN_FROM], chosen.rounds)


def _on(name: str, share: Share, chosen: argparse.Namespace) -> Section:
    if name in OWN:
        return OWN[name](share, chosen.rounds)
    tool = next(tool for tool in TOOLS if tool.name == name)
    return compared(tool, share, chosen.rounds, chosen.cache)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description="Compare a scan with bare parsing and with other tools.",
    )
    parser.add_argument(
        "--only",
        type=_sections,
        default=NAMES,
        metavar="NAMES",
        help=f"sections, by commas: {', '.join(NAMES)}; `page`: write the page only",
    )
    parser.add_argument(
        "--project", type=_projects, default=(), help="by commas; default: all"
    )
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument(
        "--into", type=Path, default=default_directory(), help="where the corpus lives"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path.home() / ".cache" / "ssot-audit-peers",
        help="where trees and tools are kept",
    )
    return parser.parse_args()


def _sections(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - {*NAMES, "page"}:
        raise argparse.ArgumentTypeError(f"no section {', '.join(sorted(unknown))}")
    return names


def _projects(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    try:
        known: tuple[Project, ...] = projects(names)
    except LookupError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None
    return tuple(project.name for project in known)


if __name__ == "__main__":
    sys.exit(main())
