"""What pytest collects beside what we say that it collects, test by test.

A test is something that pytest is asked for by its id, without parameters. Of each we
say that it is *kept*, that it is *lost* or is none (*absent*), or that this is not
*known*. What we say must be so.
"""

import ast
import enum
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from benchmarks.collection.truth import Origin
from ssot_audit.link.testing.collection import Collection, Guess


class Verdict(enum.Enum):
    """What we say of a test."""

    KEPT = "kept"
    LOST = "lost"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """What we say of a test, and why."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Ours:
    """What we say of all tests of a project."""

    collection: Collection

    @cached_property
    def tests(self) -> Mapping[str, Said]:
        """Each test that is named, by its id; what is said in its favour counts."""
        found: dict[str, Said] = {}
        for item in (*self.collection.lost, *self.collection.items):
            said = Said(Verdict.KEPT)
            if item.doubt:
                said = Said(Verdict.UNKNOWN, item.doubt)
            elif item.lost:
                said = Said(Verdict.LOST, item.lost.kind.value)
            found[f"{item.module.path}::{item.qualname}"] = said
        return found

    def of(self, test: str) -> Said:
        """Return what is said of a test, named or not."""
        return self.tests.get(test) or self._guess(test)

    def _guess(self, test: str) -> Said:
        path, _, name = test.partition("::")
        for guess in self._guesses.get(path, ()):
            if _is_within(name, guess.qualname):
                return Said(Verdict.UNKNOWN, guess.reason)
        return Said(Verdict.ABSENT)

    @cached_property
    def _guesses(self) -> Mapping[str, list[Guess]]:
        found: dict[str, list[Guess]] = {}
        for guess in self.collection.guesses:
            found.setdefault(guess.module.path, []).append(guess)
        return found


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A test of which we say otherwise, or nothing certain."""

    test: str
    is_collected: bool
    """By pytest."""
    verdict: str
    reason: str

    @property
    def is_fault(self) -> bool:
        """Whether something is said that is not so."""
        return self.verdict != Verdict.UNKNOWN.value


def in_excluded(test: str, nodes: Container[str]) -> bool:
    """Tell whether a test is in a file or class that pytest could not collect."""
    parts = test.split("::")
    return any("::".join(parts[:end]) in nodes for end in range(1, len(parts) + 1))


def differences(
    collected: Mapping[str, Origin | None], ours: Ours
) -> Iterator[Difference]:
    """Yield what is not the same of the tests with their ids, sorted."""
    for test in sorted(collected.keys() | ours.tests.keys()):
        said = ours.of(test)
        agreeing = {Verdict.LOST, Verdict.ABSENT}
        if test in collected:
            agreeing = {Verdict.KEPT}
        if said.verdict not in agreeing:
            yield Difference(test, test in collected, said.verdict.value, said.reason)


def differences_of_written(
    collected: Mapping[str, Origin | None], ours: Ours, texts: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield functions of which we say that none, or that some, test runs them.

    `texts` are the files of the project. A function is told by the line of its `def`.
    Of those in branches one may run and the others not, which is no loss.
    """
    lines = {path: _lines_of_definitions(text) for path, text in texts.items()}
    run = {
        (origin.path, lines.get(origin.path, {}).get(origin.line))
        for origin in collected.values()
        if origin
    }
    branches = {path: _in_branches(text) for path, text in texts.items()}
    for test in ours.collection.written:
        path, span = test.module.path, test.function.span
        is_run = (path, span.line) in run
        is_open = test.doubt or span.line in branches[path]
        if not is_open and is_run == bool(test.lost):
            name = f"{test.module.path}:{span.line} {test.function.qualname}"
            reason = test.lost.kind.value if test.lost else ""
            yield Difference(name, is_run, "lost" if test.lost else "kept", reason)


def _lines_of_definitions(text: str) -> Mapping[int, int]:
    """Return the line of each `def`, by the first line of its code with decorators."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {}
    found: dict[int, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda):
            found.setdefault(node.lineno, node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = [node.lineno, *(each.lineno for each in node.decorator_list)]
            found[min(lines)] = node.lineno
    return found


def _in_branches(text: str) -> Container[int]:
    """Return the lines of definitions of which another branch has one, too."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return ()
    return {
        inner.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.If | ast.Try)
        for inner in ast.walk(node)
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _is_within(name: str, qualname: str) -> bool:
    return not qualname or name == qualname or name.startswith(f"{qualname}::")
