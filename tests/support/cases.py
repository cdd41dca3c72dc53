"""Cases heard in memory, and what an edit makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import SourceTree
from ssot_audit.errors import ConfigError
from ssot_audit.extract.documents.reader import read_document
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.link.program import Program
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.amended import Edit, Edits, amended
from ssot_audit.verdict.case import Case, heard
from tests.support.projects import Files, settings_for

RULES = tuple(all_rules().values())


@dataclass(frozen=True)
class Heard:
    """A case with all it came from."""

    tree: SourceTree
    facts: Mapping[str, ModuleFacts]
    settings: Settings
    case: Case


def hearing(files: Files, toml: str = "") -> Heard | None:
    """Hear all rules on a project; None if its settings do not fit it."""
    try:
        settings = settings_for(files, toml)
        tree = in_memory(files, settings)
    except ConfigError:
        return None
    facts = extract_all(tree)
    return Heard(tree, facts, settings, heard(Program(tree, facts), RULES, settings))


def amendment(old: Heard, new: Heard) -> Case | None:
    """Return the old case after the edits that lead to the new files."""
    edits = {
        was.path: Edit(old.facts[was.path], new.facts[now.path])
        for was, now in zip(old.tree.files, new.tree.files, strict=True)
        if old.tree.read(was) != new.tree.read(now)
    }
    read = {remarks.path for remarks in old.case.documents}
    documents = {
        was.path: Edit(
            read_document(old.tree, None, was), read_document(new.tree, None, now)
        )
        for was, now in zip(old.tree.documents, new.tree.documents, strict=True)
        if was.path in read
    }
    made = Edits(edits, documents)
    return amended(old.case, made, new.tree, RULES, new.settings)


def is_the_same(amended: Case, full: Case) -> bool:
    """Compare; words that nobody asks about any more may still be counted."""
    counts = (
        (amended.words.stored, full.words.stored),
        (amended.words.called, full.words.called),
        (amended.words.used, full.words.used),
        (amended.words.keyword_calls, full.words.keyword_calls),
    )
    return (
        amended.findings == full.findings
        and amended.accounts == full.accounts
        and amended.debts == full.debts
        and amended.words.combiners == full.words.combiners
        and amended.words.shapes == full.words.shapes
        and amended.flows == full.flows
        and amended.uses == full.uses
        and all(after.items() <= before.items() for before, after in counts)
    )
