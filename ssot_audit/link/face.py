"""The face of a file: what the rest of its program can see of it.

The pipeline never looks into a span: it compares spans, sorts by them, hands them on.
So if two versions of a file show the same face, with spans in the same order, then
whatever is concluded from the one holds for the other, each span replaced by its
counterpart. No part of the face is what only the file itself is checked for, and what
counts once for the whole program (see `link.words`). The flow of values through its
bodies, and what second looks find in them, are part of it only if some rule looked at
those.

Lines do show in one place: the message about a redefinition. Its spans must not move.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import astuple, replace

from ssot_audit.extract.documents.facts import DocumentFacts
from ssot_audit.extract.facts import (
    OPTIONAL,
    START,
    Class,
    EnvironmentAccess,
    KeyUse,
    ModuleFacts,
    NameUse,
    SelfUse,
    Span,
    Struct,
)
from ssot_audit.extract.flow_facts import decoded
from ssot_audit.extract.testing.facts import decoded as decoded_tests
from ssot_audit.link.classes import COMPLETERS
from ssot_audit.link.drift import MOCK_CALLS
from ssot_audit.link.located import PATH_CALL, PATH_NAME
from ssot_audit.link.shared_objects import STATE_CALLS
from ssot_audit.link.testing.async_plugins import SETTABLE
from ssot_audit.link.waivers import waived

_SHOWN_CALLS = frozenset({PATH_CALL}) | MOCK_CALLS | STATE_CALLS
"""Those by which it is told whether a file, or its flow, is looked at."""
_SHOWN_ATTRIBUTES = SETTABLE | {PATH_NAME}
"""Those by which it is told what a module or a plugin of pytest does."""
_Pairs = list[tuple[Span, Span]]


class Unlike(Exception):  # noqa: N818 - an answer, caught by whoever asked
    """Two versions of a file are not seen as the same, or a span has no counterpart."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the spans of a file's facts are now."""

    spans: Mapping[Span, Span]
    lost: frozenset[Span]
    """Uses that were rearranged: what was said of them may not hold."""

    def of(self, span: Span) -> Span:
        """Return where a span is now; raises `Unlike`."""
        if span in self.lost or span not in self.spans:
            raise Unlike
        return self.spans[span]


class Shown(NamedTuple):
    """What else of a file is compared: what some rule has looked at."""

    flow: bool = True
    keys: bool = False
    """Also keys of the environment that are read without a default."""


ALL = Shown()


def moves(
    old: ModuleFacts,
    new: ModuleFacts,
    combiners: Collection[str],
    shown: Shown = ALL,
    looks: Iterable[tuple[object, object]] = (),
) -> Moves:
    """Return how spans moved between two versions with the same face.

    `combiners` are the functions of the program that derive classes from parameters,
    `looks` what second looks have found in both versions, where that is of importance.
    Raises `Unlike` if the faces differ.
    """
    if old.failure or new.failure or old.redefinitions != new.redefinitions:
        raise Unlike
    if _waived(old) != _waived(new):
        raise Unlike
    pairs: _Pairs = [(START, START)]
    if shown.flow:
        _pair(decoded(old.flow), decoded(new.flow), pairs)
    for before, after in looks:
        _pair(before, after, pairs)
    _pair(decoded_tests(old.tests), decoded_tests(new.tests), pairs)
    _pair(_face(old, combiners), _face(new, combiners), pairs)
    every = shown.keys
    _pair(_keys(old, shows_all=every), _keys(new, shows_all=every), pairs)
    lost: set[Span] = set()
    for was, now in _uses(old, new):
        found: _Pairs = []
        try:
            _pair(was, now, found)
        except Unlike:
            lost.update(use.span for use in was)
        else:
            pairs += found
    return Moves(_in_order(pairs), frozenset(lost))


def document_moves(old: DocumentFacts, new: DocumentFacts) -> Moves:
    """Return how spans moved between two versions of a document that say the same.

    What it says to us counts for itself alone. Raises `Unlike`.
    """
    pairs: _Pairs = [(START, START)]
    _pair(replace(old, directives=()), replace(new, directives=()), pairs)
    return Moves(_in_order(pairs), frozenset())


def _face(known: ModuleFacts, combiners: Collection[str]) -> ModuleFacts:
    return replace(
        known,
        classes=tuple(replace(made, self_uses=()) for made in known.classes),
        functions=tuple(
            replace(function, may_return_awaitable=False)
            for function in known.functions
        ),
        stored_attributes=tuple(
            name for name in known.stored_attributes if name in _SHOWN_ATTRIBUTES
        ),
        class_arguments=tuple(
            (callee, reference)
            for callee, reference in known.class_arguments
            if callee in combiners or callee in COMPLETERS
        ),
        used_classes=(),
        called=tuple((name, 1) for name, _ in known.called if name in _SHOWN_CALLS),
        keyword_calls=(),
        unbound=(),
        environment=(),
        keys=(),
        capitals=(),
        directives=(),
        features=(),
        lines=0,
        shapes=(),
        flow=b"",
        tests=b"",
        looks=None,
    )


def _waived(known: ModuleFacts) -> list[int]:
    """Return which imports a comment takes out of the import graph."""
    found = waived(known)
    return [number for number, fact in enumerate(known.imports) if fact in found]


def _keys(
    known: ModuleFacts, *, shows_all: bool
) -> tuple[EnvironmentAccess | KeyUse, ...]:
    """Return the uses of the environment that others are compared with."""
    uses: tuple[EnvironmentAccess | KeyUse, ...]
    uses = (*known.environment, *known.keys)
    return uses if shows_all else tuple(use for use in uses if use.key and use.default)


def _pair(old: object, new: object, pairs: _Pairs) -> None:
    """Add the spans in two values that are otherwise equal; raises `Unlike`."""
    if isinstance(old, Span) and isinstance(new, Span):
        pairs.append((old, new))
    elif isinstance(old, Struct) and type(old) is type(new):
        _pair(astuple(old), astuple(new), pairs)
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            _pair(before, after, pairs)
    elif old != new:
        raise Unlike


_Uses = tuple[SelfUse, ...] | tuple[NameUse, ...]


def _uses(old: ModuleFacts, new: ModuleFacts) -> Iterator[tuple[_Uses, _Uses]]:
    """Yield what the file, and each class, uses without having it, then and now.

    Raises `Unlike` if that asks anything new of the program.
    """
    if not _sought(new.unbound) <= _sought(old.unbound):
        raise Unlike
    yield old.unbound, new.unbound
    for before, after in zip(old.classes, new.classes, strict=True):
        if not _lacked(after) <= _lacked(before) or _asserts(before) != _asserts(after):
            raise Unlike
        yield before.self_uses, after.self_uses


def _sought(uses: Iterable[NameUse]) -> set[str]:
    return {use.name for use in uses if not use.guard & OPTIONAL}


def _lacked(made: Class) -> set[tuple[str, bool]]:
    on_class = {use.name for use in made.self_uses if use.on_class}
    return {(use.name, use.name in on_class) for use in made.self_uses}


def _asserts(made: Class) -> set[str]:
    """Return the uses by which a mixin of test cases is known."""
    return {use.name for use in made.self_uses if use.name.startswith("assert")}


def _in_order(pairs: Iterable[tuple[Span, Span]]) -> Mapping[Span, Span]:
    """Return pairs as a mapping that keeps the order of spans; raises `Unlike`."""
    found = dict(pairs)
    if any(found[old] != new for old, new in pairs):
        raise Unlike
    ordered = [found[old] for old in sorted(found)]
    if any(first >= second for first, second in pairwise(ordered)):
        raise Unlike
    return found
