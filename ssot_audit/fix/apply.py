"""One file, and what is to be mended in it, to its new bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import libcst as cst

from ssot_audit.discover.source import Document, File
from ssot_audit.extract.facts import Span
from ssot_audit.extract.parse import ParseError, Parser, parse
from ssot_audit.fix.arguments import rename_argument
from ssot_audit.fix.attributes import AttributeMoves
from ssot_audit.fix.edits import Edits
from ssot_audit.fix.environment import AccessorCalls
from ssot_audit.fix.imports import ImportMoves
from ssot_audit.fix.members import MemberStubs
from ssot_audit.fix.names import Names
from ssot_audit.fix.registering import with_markers
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
    RegisterMarker,
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
    file: File,
    source: bytes,
    tasks: Sequence[Task],
    surroundings: Surroundings,
    *,
    is_unsafe: bool = False,
) -> Edited:
    """Mend what can be mended; what cannot leaves the rest of the file to be."""
    try:
        if isinstance(file, Document):
            return _registered(file.path, source, tasks)
        text = Text.of(source)
        if all(isinstance(task.remedy, DropSuppression) for task in tasks):
            return _checked(_without_comments(text, tasks), source)
        tree = Tree(text.content, source)
        site = Site(file, tree, Names(tree), Edits(), surroundings, is_unsafe)
        declined = _collect(site, tasks)
        done = tuple(task for task in tasks if task not in declined)
        content = site.edits.applied(tree) if site.edits else text.content
        return _checked(Edited(text.encoded(content), done, declined), source)
    except Untouched as reason:
        return Edited(source, (), dict.fromkeys(tasks, str(reason)))


def _checked(result: Edited, source: bytes) -> Edited:
    """Return a result that the front end of a scan can read; raises `Untouched`."""
    if result.content != source:
        try:
            parse(result.content, Parser.AUTO)
        except ParseError as error:
            message = f"the edited text could not be read: {error.message}"
            raise Untouched(message) from None
    if result.content == source and result.done:
        raise Untouched("nothing in the text shows what to change")
    return result


def _without_comments(text: Text, tasks: Sequence[Task]) -> Edited:
    dropped: dict[Span, list[str]] = {}
    for task in tasks:
        if isinstance(task.remedy, DropSuppression):
            dropped.setdefault(task.span, []).extend(task.remedy.codes)
    content = without_codes(text.content, dropped)
    return Edited(text.encoded(content), tuple(tasks), {})


def _registered(path: str, source: bytes, tasks: Sequence[Task]) -> Edited:
    """Register markers; raises `Untouched`."""
    names = {
        task.remedy.marker: None
        for task in tasks
        if isinstance(task.remedy, RegisterMarker)
    }
    return Edited(with_markers(path, source, sorted(names)), tuple(tasks), {})


class _Collectors:
    """Those who take on tasks, and edit when they know all of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._imports = ImportMoves(site)
        self._attributes = AttributeMoves(site)
        self._calls = AccessorCalls(site)
        self._stubs = MemberStubs(site)

    def add(self, task: Task) -> None:
        """Take on a task; raises `Untouched`."""
        match task.remedy:
            case MoveImports() as remedy:
                if not self._imports.add(task.span, remedy):
                    attribute = _attribute_at(self._site, task)
                    self._attributes.add(attribute, remedy)
            case UseAccessor() as remedy:
                self._calls.add(task.span, remedy)
            case RenameArgument() as remedy:
                rename_argument(self._site, task.span, remedy)
            case AddMembers() as remedy:
                self._stubs.add(task.span, remedy, task.name)
            case DropSuppression() | RegisterMarker():
                raise Untouched("it is edited by itself")
            case _ as unknown:
                assert_never(unknown)

    def finish(self) -> None:
        """Put together what has been taken on."""
        self._imports.finish()
        self._attributes.finish()
        self._calls.finish()
        self._stubs.finish()


def _collect(site: Site, tasks: Sequence[Task]) -> dict[Task, str]:
    """Collect the edits of a file; return what is declined, and why."""
    collectors = _Collectors(site)
    declined: dict[Task, str] = {}
    for task in tasks:
        try:
            collectors.add(task)
        except Untouched as reason:
            declined[task] = str(reason)
    collectors.finish()
    return declined


def _attribute_at(site: Site, task: Task) -> cst.Attribute:
    for node in site.tree.by_span.get(task.span, ()):
        if isinstance(node, cst.Attribute):
            return node
    raise Untouched("it is neither imported nor used through a module here")
