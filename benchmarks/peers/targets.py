"""What a scan must show, and what the kept results say of it."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.peers.since import AGAIN, COMMENTS, DEFINITIONS
from benchmarks.peers.store import Measure, Section, find

BIG = "big"
REFERENCE = "Django"
PROJECTS = (REFERENCE, "homeassistant", BIG)
SLOWER = ("ty", "mypy", "pyright", "pylint", "fixit")
"""Tools that a scan has to be faster than."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure that a target is judged by."""

    shown: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Target:
    """One line of what must be shown."""

    what: str
    goal: str
    readings: tuple[Reading, ...]
    missing: tuple[str, ...] = ()
    """What has to be measured still."""

    @property
    def verdict(self) -> str:
        """Say whether every figure is good enough."""
        if not self.readings:
            return "not measured"
        missed = sum(not reading.is_met for reading in self.readings)
        if not missed:
            return "not complete" if self.missing else "met"
        return "missed" if missed == len(self.readings) else "partly missed"


def targets(sections: Sequence[Section]) -> Iterator[Target]:
    """Yield the targets in their order, judged by the sections there are."""
    yield _ratios(
        "cold extraction, all cores, vs bare `ast.parse` in as many processes",
        2.0,
        _all(sections, "extraction"),
        "ast extract",
        "ast parse",
    )
    whole = "whole cold scan vs the same"
    yield _ratios(whole, 2.5, _all(sections, "ours"), "cold", "bare parse")
    yield _ratios(
        "`--parser libcst`, cold, vs bare `libcst.parse_module`",
        2.0,
        _all(sections, "extraction"),
        "libcst extract",
        "libcst parse",
        (REFERENCE,),
    )
    yield from _seconds(sections)
    yield _at_most(
        "`--since HEAD`, 20 changed files, the big tree",
        "≤ 1.5 s",
        _measures(find(sections, "since", BIG), COMMENTS, DEFINITIONS, AGAIN),
        seconds=1.5,
    )
    yield _start_up(sections)
    yield _races(sections, "cold", cold, (REFERENCE, BIG))
    yield _races(sections, "warm", best, (REFERENCE, BIG))
    yield _at_most(
        "peak memory, cold, the big tree",
        "≤ 1.5 GB over all processes",
        _measures(find(sections, "ours", BIG), "cold", "cold, cache written"),
        peak=1_500 * MEGABYTE,
    )


def _all(sections: Sequence[Section], name: str) -> list[Section]:
    found = (find(sections, name, project) for project in PROJECTS)
    return [section for section in found if section]


def _ratios(
    what: str,
    limit: float,
    sections: Iterable[Section],
    over: str,
    under: str,
    projects: Iterable[str] = PROJECTS,
) -> Target:
    readings = []
    missing = set(projects)
    for section in sections:
        if over in section.measures and under in section.measures:
            measures = section.measures
            ratio = measures[over].median / measures[under].median
            shown = f"{section.project} {ratio:.2f} x"
            readings.append(Reading(shown, ratio <= limit))
            missing.discard(section.project)
    return Target(what, f"≤ {limit:.1f} x", tuple(readings), tuple(sorted(missing)))


def _seconds(sections: Sequence[Section]) -> Iterator[Target]:
    big = find(sections, "ours", BIG)
    edits = ("edited, comment", "edited, function")
    yield _at_most(
        "warm, nothing changed, the big tree",
        "≤ 1.5 s, ≤ 400 MB",
        _measures(big, "warm"),
        seconds=1.5,
        peak=400 * MEGABYTE,
    )
    yield _at_most(
        "one file edited, Django with its tests",
        "≤ 1.0 s",
        _measures(find(sections, "ours", REFERENCE), *edits),
        seconds=1.0,
    )
    yield _at_most(
        "one file edited, the big tree", "≤ 4 s", _measures(big, *edits), seconds=4.0
    )


def _start_up(sections: Sequence[Section]) -> Target:
    measures = _measures(find(sections, "start-up"), "version")
    return _at_most("start-up (`--version`)", "≤ 0.15 s", measures, seconds=0.15)


def _measures(section: Section | None, *names: str) -> dict[str, Measure]:
    measures = section.measures if section else {}
    return {name: measures[name] for name in names if name in measures}


def _at_most(
    what: str,
    goal: str,
    measures: dict[str, Measure],
    *,
    seconds: float | None = None,
    peak: int | None = None,
) -> Target:
    readings = []
    for name, measure in measures.items():
        if seconds:
            shown = f"{name}: {measure.median:.2f} s"
            readings.append(Reading(shown, measure.median <= seconds))
        if peak:
            shown = f"{name}: {measure.peak / MEGABYTE:,.0f} MB"
            readings.append(Reading(shown, measure.peak <= peak))
    return Target(what, goal, tuple(readings))


def cold(section: Section) -> float:
    """Return the seconds of a peer on the whole tree, without its cache."""
    return section.measures["peer cold"].median * section.scale


def best(section: Section) -> float:
    """Return the seconds of a peer's faster run, with or without its cache."""
    warm = section.measures.get("peer warm")
    return min(cold(section), warm.median * section.scale if warm else math.inf)


def _races(
    sections: Sequence[Section],
    state: str,
    peer: Callable[[Section], float],
    projects: Iterable[str],
) -> Target:
    """Judge by how many times as long as the scan every peer takes."""
    readings = []
    missing = []
    for project in projects:
        names = (*SLOWER, "pyrefly") if project == BIG else SLOWER
        for name in names:
            section = find(sections, name, project)
            if section and {state, "peer cold"} <= section.measures.keys():
                ratio = peer(section) / section.measures[state].median
                about = "about " if section.is_sample else ""
                shown = f"{project} {name} {about}{ratio:.1f} x"
                readings.append(Reading(shown, ratio > 1))
            else:
                missing.append(f"{project} {name}")
    against = "cold" if state == "cold" else "warm or cold, whichever is faster"
    what = f"{state} vs ty, mypy, pyright, pylint, Fixit (pyrefly: big tree), {against}"
    goal = "each takes longer: > 1 x"
    return Target(what, goal, tuple(readings), tuple(missing))
