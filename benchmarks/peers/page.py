"""`benchmarks/RESULTS.md`: the kept results as a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.peers.object_flow import object_flow
from benchmarks.peers.pins import Project, pin, pins
from benchmarks.peers.since import AGAIN, CHANGED, COLD, COMMENTS, DEFINITIONS
from benchmarks.peers.store import Measure, Section, find
from benchmarks.peers.targets import MEGABYTE, Target, best, cold, targets
from benchmarks.peers.tools import TOOLS, Tool
from benchmarks.speed import RESULTS
from benchmarks.stages import REPORT, REST, STAGES

PAGE = Path(__file__).parent.parent / "RESULTS.md"
INTRODUCTION = """\
# Results

Made by `python -m benchmarks.peers` of what is kept in `results/`; not edited by hand.
[README.md](README.md) tells how to measure again. Seconds are medians of whole
processes on a shared machine: they belong to it, and to the load at that time (of the
minute before the section ended). Ratios come from one run in which both sides took
turns; where the machine was busy, those of processor time (CPU, of all processes
together) are the steadier ones. Memory is the highest sum of PSS over all processes of
a command, sampled from `/proc`, and never less than what the kernel reports for the
largest single process.

**Older than object flow**: all sections but the two on it were measured before every
scan followed objects (SSOT105 and SSOT106). Cold scans, and scans after an edit that
shows, take longer since, and more memory; a scan that finds nothing changed does not.
"""
STEPS = (
    "bare parse",
    "cold",
    "cold, cache written",
    "warm",
    "edited, comment",
    "edited, function",
)


def page(sections: Sequence[Section]) -> str:
    """Lay out all sections."""
    parts = [
        INTRODUCTION,
        *_targets(targets(sections)),
        *_ours(sections),
        *_since(sections),
        *_stages(sections),
        *_growth(sections),
        *_start_up(sections),
        *object_flow(RESULTS),
        *_peers(sections),
        *_descriptions(sections),
    ]
    return "\n".join(parts)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table; the first column to the left, all others to the right."""
    rule = [":--", *("--:" for _ in header[1:])]
    lines = [header, rule, *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _targets(rows: Iterable[Target]) -> Iterator[str]:
    yield "## What it must show\n"
    cells = (
        (
            row.what,
            row.goal,
            "<br>".join(_readings(row)) or "not there yet",
            row.verdict,
        )
        for row in rows
    )
    yield markdown(("what", "target", "measured (missed in bold)", "verdict"), cells)


def _readings(row: Target) -> Iterator[str]:
    for reading in row.readings:
        yield reading.shown if reading.is_met else f"**{reading.shown}**"
    if row.missing:
        yield f"not measured: {', '.join(row.missing)}"


def _ours(sections: Sequence[Section]) -> Iterator[str]:
    yield "## The scan alone\n"
    yield (
        "Bare parsing is `ast.parse` over the same files in two processes. After each "
        "edit one file differs from the cache: a comment or a function was appended.\n"
    )
    for project, section in _by_project(sections, "ours"):
        yield f"### {title(project, section)}\n"
        yield _steps(section.measures, "")
        extraction = find(sections, "extraction", project.name)
        if extraction:
            yield _extraction(extraction)
    for section in sections:
        if section.name == "ours":
            yield _commands(section)
            break


def _steps(measures: Mapping[str, Measure], prefix: str) -> str:
    floor = measures[f"{prefix}bare parse"]
    found = [(step, measures.get(f"{prefix}{step}")) for step in STEPS]
    rows = [
        (
            step,
            f"{measure.median:.2f}",
            f"{measure.median / floor.median:.2f}",
            "-" if measure.processor is None else f"{measure.processor:.2f}",
            _processor_ratio(measure, floor),
            _megabytes(measure),
        )
        for step, measure in found
        if measure
    ]
    header = ("step", "seconds", "x bare parse", "CPU s", "x its CPU", "peak MB")
    return markdown(header, rows)


def _processor_ratio(over: Measure, under: Measure, scale: float = 1.0) -> str:
    if over.processor is None or not under.processor:
        return "-"
    return f"{over.processor * scale / under.processor:.2f}"


def _extraction(section: Section) -> str:
    found = section.measures
    parts = []
    for parser, parse in (("ast", "ast.parse"), ("libcst", "libcst.parse_module")):
        if f"{parser} parse" in found:
            over, under = found[f"{parser} extract"], found[f"{parser} parse"]
            parts.append(
                f"`{parse}` {under.median:.2f} s, extraction {over.median:.2f} s: "
                f"{over.median / under.median:.2f} x"
            )
    return f"Extraction alone, {_when(section)}: {'; '.join(parts)}.\n"


def _since(sections: Sequence[Section]) -> Iterator[str]:
    found = list(_by_project(sections, "since"))
    if not found:
        return
    yield "## Since a revision\n"
    yield (
        f"`scan --since HEAD` in a work tree of which {CHANGED} files are edited, with "
        "an empty cache, or after a scan of what is committed.\n"
    )
    header = ("step", *(f"{project.name}, s" for project, _ in found))
    rows = [
        (step, *(f"{section.measures[step].median:.2f}" for _, section in found))
        for step in (COLD, COMMENTS, DEFINITIONS, AGAIN)
    ]
    yield markdown(header, rows)


def _stages(sections: Sequence[Section]) -> Iterator[str]:
    found = list(_by_project(sections, "stages"))
    if not found:
        return
    yield "## Time by stage\n"
    yield "Seconds within one process that runs the recipe; start-up is not in them.\n"
    columns = [(s, state) for _, s in found for state in ("cold", "warm")]
    header = ("stage", *(f"{s.project} {state}" for s, state in columns))
    rows = (
        (
            stage,
            *(f"{s.measures[f'{state} {stage}'].median:.2f}" for s, state in columns),
        )
        for stage in (*STAGES, REPORT, REST)
    )
    yield markdown(header, rows)


def _growth(sections: Sequence[Section]) -> Iterator[str]:
    section = find(sections, "growth")
    if section is None:
        return
    yield "## Growth\n"
    yield (
        "Trees made of Django's packages, repeated under distinct names; milliseconds "
        f"per file in brackets. {_when(section)}.\n"
    )
    sizes = sorted({int(name.split()[0]) for name in section.measures})
    rows = []
    for step in STEPS:
        if f"{sizes[0]} {step}" not in section.measures:
            continue
        found = [section.measures[f"{size} {step}"] for size in sizes]
        pairs = zip(sizes, found, strict=True)
        cells = (f"{m.median:.2f} ({m.median / n * 1000:.2f})" for n, m in pairs)
        rows.append((step, *cells, *map(_megabytes, found)))
    header = (
        "step",
        *(f"{size:,} files, s" for size in sizes),
        *(f"{size:,}, MB" for size in sizes),
    )
    yield markdown(header, rows)


def _start_up(sections: Sequence[Section]) -> Iterator[str]:
    section = find(sections, "start-up")
    if section is None:
        return
    yield "## Start-up\n"
    version, bare = section.measures["version"], section.measures["bare"]
    yield (
        f"`{version.command}` takes {version.median:.3f} s, `{bare.command}` "
        f"{bare.median:.3f} s: medians of {len(version.seconds)}. {_when(section)}.\n"
    )


def _peers(sections: Sequence[Section]) -> Iterator[str]:
    yield "## Other tools\n"
    yield (
        "How many times as long as the scan each takes, in turns with it: cold against "
        "cold without a cache, and the faster of warm and cold against a warm scan. "
        "Above 1 the scan is faster. `~`: timed on whole folders from all over the "
        "tree, since the whole would take over ten minutes, and extrapolated by lines; "
        "the scan read the whole tree.\n"
    )
    for project in pins().project:
        found = [s for tool in TOOLS if (s := find(sections, tool.name, project.name))]
        if found:
            yield f"### {project.name}\n"
            yield markdown(
                (
                    "tool",
                    "files",
                    "cold s",
                    "x scan cold",
                    "x its CPU",
                    "warm s",
                    "one edit s",
                    "x scan warm",
                    "peak MB",
                    "scan cold s",
                    "scan warm s",
                    "measured",
                ),
                map(_peer, found),
            )
            yield from (f"{s.name}: {s.fault}\n" for s in found if s.fault)


def _peer(section: Section) -> tuple[str, ...]:
    said = section.circumstances.versions.get(section.name, "")
    name = f"{section.name} {said.split('(')[0].split()[-1] if said else ''}"
    if "peer cold" not in section.measures or section.fault:
        empty = ("-",) * 9
        return (name, f"{section.files:,}", "refused", *empty)
    measures = section.measures
    mark = "~" if section.is_sample else ""
    warm = measures.get("peer warm")
    edit = measures.get("peer edited")
    ours_cold, ours_warm = measures["cold"].median, measures["warm"].median
    peak = max(m.peak for key, m in measures.items() if key.startswith("peer"))
    return (
        name,
        f"{section.files:,}",
        f"{mark}{cold(section):.2f}",
        f"{mark}{cold(section) / ours_cold:.2f}",
        mark + _processor_ratio(measures["peer cold"], measures["cold"], section.scale),
        f"{warm.median:.2f}" if warm else "-",
        f"{edit.median:.2f}" if edit else "-",
        f"{mark}{best(section) / ours_warm:.2f}",
        f"{peak / MEGABYTE:,.0f}",
        f"{ours_cold:.2f}",
        f"{ours_warm:.2f}",
        _when(section),
    )


def _descriptions(sections: Sequence[Section]) -> Iterator[str]:
    yield "## What each tool does, and how it was called\n"
    yield (
        "Each runs in the tree, from an environment that holds nothing else: packages "
        "that the projects import are missing for all alike, and for the scan. SCRATCH "
        "is an empty folder, FILES the sample.\n"
    )
    for tool in TOOLS:
        yield f"**{tool.name} {pin(tool.name).version}** {tool.does}. Beside a scan: "
        yield f"{tool.lacks}.\n"
        yield from _calls(tool, sections)


def _calls(tool: Tool, sections: Sequence[Section]) -> Iterator[str]:
    for project, section in _by_project(sections, tool.name):
        if "peer cold" in section.measures:
            yield f"    {section.measures['peer cold'].command}  # {project.name}"
    yield ""


def _commands(section: Section) -> str:
    lines = {measure.command for measure in section.measures.values()}
    return "\n".join(["Commands:\n", *(f"    {line}" for line in sorted(lines)), ""])


def _by_project(
    sections: Sequence[Section], name: str
) -> Iterator[tuple[Project, Section]]:
    for project in pins().project:
        if section := find(sections, name, project.name):
            yield project, section


def title(project: Project, section: Section) -> str:
    """Name a project and how much of it there is."""
    parts = " + ".join(project.made_of) if project.made_of[1:] else ""
    named = f"{project.name} ({parts})" if parts else project.name
    return (
        f"{named}: {section.files:,} files, {section.lines:,} lines, {_when(section)}"
    )


def _when(section: Section) -> str:
    here = section.circumstances
    return f"{here.date}, load {here.load}"


def _megabytes(measure: Measure) -> str:
    return f"{measure.peak / MEGABYTE:,.0f}"
