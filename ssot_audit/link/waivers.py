"""Imports that a comment takes out of a rule's sight, not only out of its report.

A suppressed import is no import to the rule on cycles: what goes through it is not
reported, all else is. Such comments are therefore part of a file's face.
"""

from collections.abc import Iterable
from dataclasses import replace

from ssot_audit.extract.facts import Import, ModuleFacts
from ssot_audit.link.imports import Step
from ssot_audit.link.located import Module

CYCLE_CODE = "SSOT205"


def waived(known: ModuleFacts) -> frozenset[Import]:
    """Return the imported names on whose line, or in whose file, a comment says so."""
    lines = {
        directive.applies_to
        for directive in known.directives
        if CYCLE_CODE in directive.codes and directive.problem is None
    }
    return frozenset(
        found for found in known.imports if not lines.isdisjoint({0, found.span.line})
    )


def parted(steps: Iterable[Step]) -> tuple[list[Step], list[Step]]:
    """Return steps without what is waived, and what is."""
    kept, found = [], []
    comments: dict[Module, frozenset[Import]] = {}
    for step in steps:
        if step.importer not in comments:
            comments[step.importer] = waived(step.importer.facts)
        known = comments[step.importer]
        hidden = tuple(fact for fact in step.imports if fact in known) if known else ()
        left = tuple(fact for fact in step.imports if fact not in hidden)
        if hidden:
            found.append(replace(step, imports=hidden))
        if left:
            kept.append(replace(step, imports=left) if hidden else step)
    return kept, found
