"""What the rules on unresolved imports have in common: parts and blast radius."""

from collections.abc import Sequence

from ssot_audit.extract.facts import DEFERRED, TYPE_ONLY, Import
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.rules.finding import Hop, Part, Place


def import_parts(
    importers: Sequence[tuple[Module, Import]],
) -> tuple[tuple[Part, ...], tuple[Hop, ...]]:
    """Return the import lines as parts and evidence, production first."""
    ordered = sorted(
        importers, key=lambda pair: (pair[0].is_test, pair[0].path, pair[1].span)
    )
    parts = tuple(
        Part(Place.of(module, found.span), module.name) for module, found in ordered
    )
    evidence = tuple(
        Hop(part.place, f"`{part.name}` imports it{_when(found)}")
        for part, (_, found) in zip(parts, ordered, strict=True)
    )
    return parts, evidence


def blast_radius(program: Program, importers: Sequence[tuple[Module, Import]]) -> str:
    """Return how many modules cannot be imported, as the rest of a message."""
    failing = {
        module
        for module, found in importers
        if not found.guard & (DEFERRED | TYPE_ONLY)
    }
    count = len({(module.path, found.span) for module, found in importers})
    text = f"; imported in {count} place{'s' if count > 1 else ''}"
    if not failing:
        return text
    blocked = program.imports.dependants(failing)
    tests = sum(module.is_test for module in blocked)
    production = len(blocked) - tests
    kinds = [
        f"{number} {kind} module{'s' if number > 1 else ''}"
        for number, kind in ((production, "production"), (tests, "test"))
        if number
    ]
    return f"{text}, blocks {' and '.join(kinds)}"


def _when(found: Import) -> str:
    if found.guard & TYPE_ONLY:
        return " for type checking"
    return " when a function runs" if found.guard & DEFERRED else ""
