"""What the object flow of a program says, written so that a test can state it."""

import textwrap

from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.program import Program
from tests.support.projects import EVERY_OPTION, Files, linked, verdict_on

FLOW_RULES = ("SSOT105", "SSOT106")


def program_of(source: str | Files) -> Program:
    """Link a project, or the one file that a text is."""
    return linked(files_of(source))


def files_of(source: str | Files) -> Files:
    return {"app.py": textwrap.dedent(source)} if isinstance(source, str) else source


def supplies_of(source: str | Files) -> dict[str, set[str]]:
    """Return the names of the classes that reach each slot, by the slot as shown."""
    found: dict[str, set[str]] = {}
    for supply in program_of(source).consumers.supplies:
        found.setdefault(supply.slot.shown.strip("`"), set()).add(supply.node.name)
    return found


def reaching(slot: str, source: str | Files) -> set[str]:
    """Return the names of the classes that reach a slot."""
    return supplies_of(source).get(slot, set())


def uses_of(slot: str, provider: str, source: str | Files) -> dict[str, Use]:
    """Return what is used of a class in a slot, by name; the first of each."""
    found: dict[str, Use] = {}
    for supply in of_slot(slot, provider, source):
        for use in sorted(supply.uses.values(), key=lambda use: use.span):
            found.setdefault(use.name, use)
    return found


def of_slot(slot: str, provider: str, source: str | Files) -> list[Supply]:
    return [
        supply
        for supply in program_of(source).consumers.supplies
        if supply.node.name == provider and supply.slot.shown == f"`{slot}`"
    ]


def chain_of(slot: str, provider: str, source: str | Files) -> list[str]:
    """Return how objects of a class get into a slot, one text for each step."""
    (supply,) = of_slot(slot, provider, source)
    return [step.text for step in supply.chain]


def findings_of(source: str | Files) -> list[str]:
    """Return code and message of what the rules on object flow find."""
    return [
        f"{item.finding.code} {item.finding.message}"
        for item in verdict_on(files_of(source), EVERY_OPTION).findings
        if item.finding.code in FLOW_RULES
    ]
