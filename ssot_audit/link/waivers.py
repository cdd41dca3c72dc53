"""Imports that a comment takes out of a rule's sight, not only out of its report.

A suppressed import is no import to the rule on cycles: what goes through it is not
reported, all else is. Such comments are therefore part of a file's face.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ssot_audit.extract.facts import Directive, Import, ModuleFacts, Span
from ssot_audit.link.imports import Step, continues
from ssot_audit.link.located import Module

CYCLE_CODE = "SSOT205"


@dataclass(frozen=True, slots=True)
class Waived:
    """A step that comments waive, wholly or in part."""

    step: Step
    spans: tuple[Span, ...]
    """Imports that have the comments."""


def waived(known: ModuleFacts) -> Mapping[Import, Span]:
    """Return the waived imports, and for each the one at whose line it says so.

    A comment on the first line of a statement holds for all names that it takes.
    """
    directives = [
        directive
        for directive in known.directives
        if CYCLE_CODE in directive.codes and directive.problem is None
    ]
    return dict(_waived(known.imports, directives)) if directives else {}


def parted(steps: Iterable[Step]) -> tuple[list[Step], list[Waived]]:
    """Return steps without what is waived, and what is."""
    kept, found = [], []
    comments: dict[Module, Mapping[Import, Span]] = {}
    for step in steps:
        if step.importer not in comments:
            comments[step.importer] = waived(step.importer.facts)
        known = comments[step.importer]
        spans = dict.fromkeys(known[fact] for fact in step.imports if fact in known)
        left = tuple(fact for fact in step.imports if fact not in known)
        if spans:
            found.append(Waived(step, tuple(spans)))
        if left:
            kept.append(replace(step, imports=left) if spans else step)
    return kept, found


def _waived(
    imports: Iterable[Import], directives: list[Directive]
) -> Iterator[tuple[Import, Span]]:
    head: Span | None = None
    for found in imports:
        line = found.span.line
        is_covered = any(each.applies_to in {0, line} for each in directives)
        here = found.span if is_covered else None
        if not continues(found):
            head = here
        span = here or head
        if span is not None:
            yield found, span
