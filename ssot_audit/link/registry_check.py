"""A registry of imports kept by hand, held against the code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.config.settings import Settings
from ssot_audit.discover.source import SourceFile
from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import Import, ModuleFacts, Span
from ssot_audit.link.located import MissingModule, Module
from ssot_audit.link.program import Program
from ssot_audit.link.registry import Entry
from ssot_audit.link.symbols import Definition, Missing


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with one import that a document recommends or bans."""

    span: Span
    """In the document."""
    message: str
    help: str = ""


def objections(
    program: Program,
    settings: Settings,
    entries: Mapping[str, Entry],
    path: str,
    document: DocumentFacts,
) -> tuple[Objection, ...]:
    """Return what is wrong, in the order of the document.

    `entries` is the registry by the dotted name of each definition.
    """
    recommended = tuple(found for block in document.blocks for found in block.imports)
    imports = recommended + document.warned
    code = Module(SourceFile(path, ""), ModuleFacts(imports=imports))
    judged = _Judge(program, settings, entries, code)
    found = [*judged.recommended(recommended), *judged.banned(document.warned)]
    return tuple(sorted(found, key=lambda objection: objection.span))


@dataclass(frozen=True, slots=True)
class _Judge:
    program: Program
    settings: Settings
    entries: Mapping[str, Entry]
    code: Module

    def recommended(self, imports: tuple[Import, ...]) -> Iterator[Objection]:
        for found in imports:
            target = self.program.imported(self.code, found)
            deprecated = self._deprecated(found)
            if isinstance(target, (Missing, MissingModule)):
                help_ = self._suggestion(target)
                yield Objection(found.span, f"{_shown(found)} does not exist", help_)
            elif deprecated:
                yield Objection(
                    found.span, f"{_shown(found)} is deprecated", deprecated
                )
            elif isinstance(target, Definition):
                entry = self.entries.get(target.dotted)
                if entry and not self._is_canonical(entry, found):
                    message = f"{_shown(found)} is not the canonical import"
                    help_ = f"Write `{entry.statement}`."
                    yield Objection(found.span, message, help_)

    def banned(self, imports: tuple[Import, ...]) -> Iterator[Objection]:
        for found in imports:
            target = self.program.imported(self.code, found)
            if isinstance(target, (Missing, MissingModule)):
                message = f"{_shown(found)} is banned and does not exist any more"
                yield Objection(found.span, message, "Drop it.")
            elif isinstance(target, Definition) and not self._deprecated(found):
                entry = self.entries.get(target.dotted)
                if entry and self._is_canonical(entry, found):
                    message = f"{_shown(found)} is banned and is the canonical import"
                    yield Objection(
                        found.span, message, "Recommend it, or move its home."
                    )

    def _is_canonical(self, entry: Entry, found: Import) -> bool:
        located = self.program.locate(self.code, found)
        return isinstance(located, Module) and located.name == entry.canonical

    def _deprecated(self, found: Import) -> str:
        target = self.program.deprecation(self.code, found, self.settings.deprecations)
        if target is None:
            return ""
        return f"Write `{target.use}` instead." if target.use else "Drop it."

    def _suggestion(self, target: Missing | MissingModule) -> str:
        suggestions = self.program.suggestions
        if isinstance(target, Missing):
            return suggestions.for_name(target) or ""
        return suggestions.for_module(target) or ""


def _shown(found: Import) -> str:
    module = f"{'.' * found.level}{found.module}"
    if found.name is None:
        return f"`import {module}`"
    return f"`from {module} import {found.name}`"
