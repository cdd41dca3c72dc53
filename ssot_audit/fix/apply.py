"""One file, and what is to be mended in it, to its new bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from ssot_audit.discover.source import SourceFile
from ssot_audit.extract.extractor import extract
from ssot_audit.fix.arguments import rename_argument
from ssot_audit.fix.attributes import AttributeMoves
from ssot_audit.fix.edits import Edits
from ssot_audit.fix.environment import AccessorCalls
from ssot_audit.fix.imports import ImportMoves
from ssot_audit.fix.members import add_members
from ssot_audit.fix.names import Names
from ssot_audit.fix.site import Site
from ssot_audit.fix.suppressions import without_codes
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.task import Task
from ssot_audit.fix.text import Text, Untouched
from ssot_audit.fix.tree import Tree
from ssot_audit.rules.remedies import (
    AddMembers,
    DropSuppression,
    MoveImports,
    RenameArgument,
    UseAccessor,
)


@dataclass(frozen=True, slots=True)
class Edited:
    """A file after the edits."""

    content: bytes
    done: tuple[Task, ...]
    declined: Mapping[Task, str]
    """Why a place stays as it is."""


def edited(
    file: SourceFile,
    source: bytes,
    tasks: Sequence[Task],
    surroundings: Surroundings,
    *,
    is_unsafe: bool = False,
) -> Edited:
    """Mend what can be mended; what cannot leaves the rest of the file to be."""
    try:
        text = Text.of(source)
        if all(isinstance(task.remedy, DropSuppression) for task in tasks):
            return _checked(_without_comments(text, tasks), source)
        site = _site(file, text, surroundings, is_unsafe=is_unsafe)
        declined = _collect(site, tasks)
        done = tuple(task for task in tasks if task not in declined)
        content = site.edits.applied(site.tree.module) if site.edits else text.content
        return _checked(Edited(text.encoded(content), done, declined), source)
    except Untouched as reason:
        return Edited(source, (), dict.fromkeys(tasks, str(reason)))


def _site(
    file: SourceFile, text: Text, surroundings: Surroundings, *, is_unsafe: bool
) -> Site:
    tree = Tree(text.content)
    return Site(file, tree, Names(tree), Edits(), surroundings, is_unsafe)


def _checked(result: Edited, source: bytes) -> Edited:
    """Return a result that the front end of a scan can read; raises `Untouched`."""
    if result.content != source and extract(result.content).failure:
        raise Untouched("the edited text could not be read")
    if result.content == source and result.done:
        raise Untouched("nothing in the text shows what to change")
    return result


def _without_comments(text: Text, tasks: Sequence[Task]) -> Edited:
    dropped: dict[object, list[str]] = {}
    for task in tasks:
        if isinstance(task.remedy, DropSuppression):
            dropped.setdefault(task.span, []).extend(task.remedy.codes)
    content = without_codes(text.content, dropped)  # type: ignore[arg-type]
    return Edited(text.encoded(content), tuple(tasks), {})


def _collect(site: Site, tasks: Sequence[Task]) -> dict[Task, str]:
    """Collect the edits of a file; return what is declined, and why."""
    imports, attributes, calls = (
        ImportMoves(site),
        AttributeMoves(site),
        AccessorCalls(site),
    )
    declined: dict[Task, str] = {}
    stubs: dict[object, list[Task]] = {}
    for task in tasks:
        try:
            match task.remedy:
                case MoveImports() as remedy:
                    if not imports.add(task, remedy):
                        attributes.add(_attribute_at(site, task), remedy)
                case UseAccessor() as remedy:
                    calls.add(task.span, remedy)
                case RenameArgument() as remedy:
                    rename_argument(site, task.span, remedy)
                case AddMembers():
                    stubs.setdefault((task.span, task.remedy), []).append(task)
        except Untouched as reason:
            declined[task] = str(reason)
    for owed in stubs.values():
        remedy = owed[0].remedy
        try:
            if isinstance(remedy, AddMembers):
                add_members(site, owed[0].span, remedy, [task.name for task in owed])
        except Untouched as reason:
            declined.update(dict.fromkeys(owed, str(reason)))
    imports.finish()
    attributes.finish()
    calls.finish()
    return declined


def _attribute_at(site: Site, task: Task) -> cst.Attribute:
    for node in site.tree.by_span.get(task.span, ()):
        if isinstance(node, cst.Attribute):
            return node
    raise Untouched("it is neither imported nor used through a module here")
