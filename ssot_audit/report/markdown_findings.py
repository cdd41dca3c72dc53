"""New and fixed findings in the pull-request report: as many as there is room for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ssot_audit.config.settings import Level
from ssot_audit.report.background import Background
from ssot_audit.report.blast_radius import BlastRadii
from ssot_audit.report.figures import counted
from ssot_audit.report.markdown_patch import suggestion
from ssot_audit.report.markdown_text import code, fenced, in_html, prose, short
from ssot_audit.report.places import at, elsewhere, is_chain
from ssot_audit.report.relevance import by_relevance
from ssot_audit.rules.finding import Part, Place
from ssot_audit.verdict.verdict import Reported, Status, Verdict

_STEPS = 12
"""Steps of evidence, and further places, that one finding shows."""
_PATCHES = 40
"""Findings for which a fix is worked out: those that are shown first."""
_FIXED = 4_000
"""Characters that are kept for the fixed findings, if there are any."""
_SIGNS = {Level.ERROR: "🔴", Level.WARNING: "🟠", Level.NOTE: "🔵"}


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said of a finding beyond itself."""

    verdict: Verdict
    radii: BlastRadii
    patches: Mapping[tuple[str, str, str, str], str | None]
    """By the identity of the finding."""


def findings_sections(
    verdict: Verdict, background: Background, left: int
) -> Iterator[str]:
    """Yield a section for the new and one for the fixed findings."""
    fixed = by_relevance(verdict.since.fixed) if verdict.since else ()
    new = [item for item in verdict.findings if item.status is Status.NEW]
    if new:
        ranked = by_relevance(new)
        around = _Around(
            verdict, BlastRadii(background.now), _patches(background, ranked)
        )
        blocks = (_finding(item, around) for item in ranked)
        section = _section("New", len(new), blocks, left - (_FIXED if fixed else 0))
        left -= len(section) + 2
        yield section
    if fixed:
        yield _section("Fixed", len(fixed), map(_line, fixed), left)


def _patches(
    background: Background, ranked: Sequence[Reported]
) -> Mapping[tuple[str, str, str, str], str | None]:
    mendable = [item.finding for item in ranked if item.finding.remedy][:_PATCHES]
    patches = background.patches(mendable)
    return {
        finding.identity: patch
        for finding, patch in zip(mendable, patches, strict=True)
    }


def _section(title: str, count: int, blocks: Iterable[str], left: int) -> str:
    """Return as many blocks as fit, and how many more there are."""
    shown = [f"### {title}: {counted(count, 'finding')}"]
    left -= len(shown[0]) + 200
    for number, block in enumerate(blocks):
        if len(block) + 2 > left:
            more = counted(count - number, "more finding")
            shown.append(f"**{more}**: see the full report.")
            break
        shown.append(block)
        left -= len(block) + 2
    return "\n\n".join(shown)


def _line(item: Reported) -> str:
    named = [part.name for part in item.finding.parts if part.name]
    names = ", ".join(code(short(name)) for name in named[:_STEPS])
    if len(named) > _STEPS:
        names += f" and {len(named) - _STEPS} more"
    place = code(short(item.finding.place.path))
    rest = f" ({names})" if names else ""
    return f"- {item.finding.code} {prose(short(item.finding.message))} {place}{rest}"


def _finding(item: Reported, around: _Around) -> str:
    finding = item.finding
    message, place = short(finding.message), short(at(finding.place))
    title = (
        f"{_SIGNS[item.level]} <b>{finding.code}</b> "
        f"{in_html(message)} {in_html(f'`{place}`')}"
    )
    return "\n\n".join(
        (
            f"<details><summary>{title}</summary>",
            *_body(item, around),
            "</details>",
        )
    )


def _body(item: Reported, around: _Around) -> Iterator[str]:
    finding = item.finding
    source = around.verdict.excerpts.get((finding.place.path, finding.place.line))
    if source is not None:
        yield fenced(short(source.strip()), "python")
    yield f"{item.level.label.capitalize()} by {code(item.rule.name)}."
    if finding.help:
        yield f"**Remedy:** {prose(short(finding.help))}"
    patch = around.patches.get(finding.identity)
    if patch:
        yield suggestion(patch, finding)
    radius = around.radii.of(finding)
    if radius:
        yield radius
    if is_chain(finding):
        steps = [f"{_at(h.place)} {prose(short(h.message))}" for h in finding.evidence]
        yield "**Evidence**\n\n" + "\n".join(_listed(steps))
    places = [f"{_at(part.place)} {_named_part(part)}" for part in elsewhere(finding)]
    if places:
        yield "**Further places**\n\n" + "\n".join(_listed(places))


def _listed(lines: Sequence[str]) -> Iterable[str]:
    shown = [f"{number}. {line}" for number, line in enumerate(lines[:_STEPS], 1)]
    more = len(lines) - _STEPS
    return [*shown, f"{_STEPS + 1}. and {more} more"] if more > 0 else shown


def _at(place: Place) -> str:
    return code(short(at(place)))


def _named_part(part: Part) -> str:
    return prose(short(part.message)) or code(short(part.name))
