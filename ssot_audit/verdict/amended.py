"""A case after an edit that only the edited files can tell.

What was concluded from a file's face holds as long as it shows the same one. So what is
said of an edited file is said of where things are now, what follows from it alone is
found anew, and all else stays. See `link.face` for why.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from ssot_audit.config.settings import Settings
from ssot_audit.discover.source import DocumentKind, SourceFile, SourceTree
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.mention_facts import Mentions, decoded_mentions
from ssot_audit.extract.second_look import MENTIONS, USES
from ssot_audit.extract.use_facts import ModuleUses, decoded
from ssot_audit.link.face import Moves, Shown, Unlike, document_moves, moves
from ssot_audit.link.program import Program
from ssot_audit.rules.api import Rule
from ssot_audit.rules.finding import Finding, Place
from ssot_audit.verdict.case import (
    Account,
    Case,
    Remarks,
    Tested,
    own_findings,
    revised,
)

_Facts = TypeVar("_Facts", ModuleFacts, DocumentFacts, bytes)
_T = TypeVar("_T")


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
    looks: Mapping[tuple[str, str], Edit[bytes]]
    """Second looks the case knows, by path and name, as far as both are known."""
    holds: Callable[[SourceFile, Iterable[str]], bool]
    """Tells whether the bytes of an edited file hold any of some words."""


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
                Shown(flow=path in case.flows, keys=_asks_for_keys(tree, settings)),
                tuple(_looks(case, path, made)),
            )
            for path, edit in edits.items()
        } | {
            path: document_moves(edit.old, edit.new)
            for path, edit in made.documents.items()
        }
        findings = tuple(_shifted(finding, moved) for finding in case.findings)
        program = Program(tree, {path: edit.new for path, edit in edits.items()})
        _compare_stored(case, edits, program)
        _search(case, made, program)
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


def _looks(
    case: Case, path: str, made: Edits
) -> Iterator[tuple[ModuleUses, ModuleUses] | tuple[Mentions, Mentions]]:
    """Yield what rules saw in a file, and would see now; raises `Unlike` if unknown."""
    if path in case.uses:
        yield _both(path, USES, made, decoded)
    if path in case.mentions:
        yield _both(path, MENTIONS, made, decoded_mentions)


def _both(
    path: str, name: str, made: Edits, decode: Callable[[bytes], _T]
) -> tuple[_T, _T]:
    edit = made.looks.get((path, name))
    if edit is None:
        raise Unlike
    return decode(edit.old), decode(edit.new)


def _search(case: Case, made: Edits, program: Program) -> None:
    """Raise `Unlike` if other files would be looked at a second time."""
    for module in program.production:
        edit = made.files[module.path]
        if _calls(edit.old, case.spellings) != _calls(edit.new, case.spellings):
            raise Unlike
        is_new = case.searched and module.path not in case.mentions
        if is_new and made.holds(module.file, case.searched):
            raise Unlike


def _calls(known: ModuleFacts, names: frozenset[str]) -> bool:
    return any(name in names for name, _ in known.called)


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
                tuple(Tested(now(test.span), test.is_real) for test in account.tests),
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
