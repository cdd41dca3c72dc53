"""A case after an edit that only the edited files can tell.

What was concluded from a file's face holds as long as it shows the same one. So what is
said of an edited file is said of where things are now, what follows from it alone is
found anew, and all else stays. See `link.face` for why.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from ssot_audit.config.settings import Settings
from ssot_audit.discover.source import DocumentKind, SourceTree
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.link.face import Moves, Shown, Unlike, document_moves, moves
from ssot_audit.link.program import Program
from ssot_audit.rules.api import Rule
from ssot_audit.rules.finding import Finding, Place
from ssot_audit.verdict.case import Account, Case, Remarks, own_findings, revised

_Facts = TypeVar("_Facts", ModuleFacts, DocumentFacts)


@dataclass(frozen=True, slots=True)
class Edit(Generic[_Facts]):
    """One file before and after."""

    old: _Facts
    new: _Facts


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited, by path."""

    files: Mapping[str, Edit[ModuleFacts]]
    documents: Mapping[str, Edit[DocumentFacts]]
    """Of those that the case knows."""


def amended(
    case: Case,
    made: Edits,
    tree: SourceTree,
    rules: Sequence[Rule],
    settings: Settings,
) -> Case | None:
    """Return what hearing the edited program would give; None: it has to be heard.

    From the tree of the case, this one may differ in the content of edited files only.
    """
    edits = made.files
    try:
        words = case.words
        for edit in edits.values():
            words = words.after(edit.old, edit.new)
        moved = {
            path: moves(
                edit.old,
                edit.new,
                case.words.combiners,
                Shown(
                    flow=path in case.flows,
                    uses=path in case.uses,
                    mentions=path in case.mentions,
                    keys=_asks_for_keys(tree, settings),
                ),
            )
            for path, edit in edits.items()
        } | {
            path: document_moves(edit.old, edit.new)
            for path, edit in made.documents.items()
        }
        findings = tuple(_shifted(finding, moved) for finding in case.findings)
        program = Program(tree, {path: edit.new for path, edit in edits.items()})
        _compare_stored(case, edits, program)
        own = own_findings(program, rules, settings)
        accounts = _accounts(case, edits, moved, tree, own)
    except Unlike:
        return None
    return msgspec.structs.replace(
        case,
        findings=findings,
        accounts=accounts,
        documents=tuple(
            Remarks(known.path, made.documents[known.path].new.directives)
            if known.path in made.documents
            else known
            for known in case.documents
        ),
        words=words,
    )


def _asks_for_keys(tree: SourceTree, settings: Settings) -> bool:
    """Tell whether it may matter that somewhere a key is read."""
    environment = settings.environment
    return bool(environment and environment.declared) or any(
        document.kind is DocumentKind.DOTENV for document in tree.documents
    )


def _compare_stored(
    case: Case, edits: Mapping[str, Edit[ModuleFacts]], program: Program
) -> None:
    """Raise `Unlike` if production sets other attributes on anything.

    Rules that look at flows ask for that.
    """
    for module in program.modules:
        edit = edits[module.path]
        stored = edit.old.stored_attributes, edit.new.stored_attributes
        if case.flows and not module.is_test and stored[0] != stored[1]:
            raise Unlike


def _accounts(
    case: Case,
    edits: Mapping[str, Edit[ModuleFacts]],
    moved: Mapping[str, Moves],
    tree: SourceTree,
    own: Mapping[str, tuple[Finding, ...]],
) -> tuple[Account, ...]:
    accounts = list(case.accounts)
    for number, file in enumerate(tree.files):
        if file.path in edits:
            account = accounts[number]
            now = moved[file.path].of
            accounts[number] = revised(
                account,
                edits[file.path].new,
                own.get(file.path, ()),
                tuple(map(now, account.ours)),
                tuple(map(now, account.definitions)),
            )
    return tuple(accounts)


def _shifted(finding: Finding, moved: Mapping[str, Moves]) -> Finding:
    """Return a finding at the places where its things are now; raises `Unlike`."""
    places = (
        finding.place,
        *(part.place for part in finding.parts),
        *(hop.place for hop in finding.evidence),
    )
    if all(place.path not in moved for place in places):
        return finding

    def now(place: Place) -> Place:
        if place.path not in moved:
            return place
        return Place(place.path, moved[place.path].of(place.span))

    return dataclasses.replace(
        finding,
        place=now(finding.place),
        parts=tuple(
            dataclasses.replace(part, place=now(part.place)) for part in finding.parts
        ),
        evidence=tuple(
            dataclasses.replace(hop, place=now(hop.place)) for hop in finding.evidence
        ),
    )
