"""What production code does with the names of a group of events.

A name is a text, or a constant or member of an enumeration that stands for it. What a
text in a variable, a default or a result is good for is unknown, so it may be both
emitted and handled.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ssot_audit.config.settings import EventGroup
from ssot_audit.extract.facts import Span
from ssot_audit.extract.mention_facts import Mention, Role
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.patterns import matcher
from ssot_audit.link.program import Program

_EMITS = re.compile(
    r"emit|send|publish|dispatch|notify|fire|trigger|broadcast|post|push|put|log|track"
    r"|record|write|yield|debug|info|warning|error",
    re.IGNORECASE,
)
"""What is in the names of functions that certainly do not register a handler."""
_FEWEST, _SMALL = 3, 2
_SEVERAL = 2
"""Names that a class without a method for any must test to be taken for a handler."""


@dataclass(frozen=True, slots=True)
class EventUse:
    """One mention of an event."""

    name: str
    module: Module
    mention: Mention

    def is_in(self, node: ClassNode) -> bool:
        """Tell whether it is in the body or a method of a class."""
        module, known = node.source
        scope = self.mention.scope
        return module is self.module and (
            scope == known.qualname or scope.startswith(f"{known.qualname}.")
        )

    @property
    def in_function(self) -> bool:
        """Whether it is in a function; what is in a class body is not told apart."""
        known = self.module.facts
        classes = {made.qualname for made in known.classes}
        return bool(self.mention.scope) and self.mention.scope not in classes


@dataclass(frozen=True, slots=True)
class EventList:
    """A place that enumerates names of a group."""

    module: Module
    span: Span
    owner: str
    """Qualified name of the class or function it is in; empty: the module."""
    names: frozenset[str]
    is_home: bool
    """Whether these are constants or members of an enumeration."""


class EventUses:
    """Where and how the names of one group are used."""

    def __init__(
        self, program: Program, group: EventGroup, methods: Sequence[str]
    ) -> None:
        """Look for a group; `methods` are patterns of the names of handlers."""
        self._program = program
        self.group = group
        self._handler_names = {
            pattern.replace("{name}", _slug(name)): name
            for name in group.names
            for pattern in methods
        }

    @cached_property
    def all(self) -> tuple[EventUse, ...]:
        """Every mention in production, in the order of files."""
        return tuple(
            EventUse(name, module, mention)
            for module, mention in self._mentions
            if (name := self._name(module, mention)) is not None
        )

    @cached_property
    def _mentions(self) -> tuple[tuple[Module, Mention], ...]:
        """Every mention of the names, and of all constants there are."""
        return tuple(
            (module, mention)
            for module in self._program.production
            for mention in self._program.mentions(module).all
            if mention.is_constant or mention.text in self.group.names
        )

    @cached_property
    def _constants(self) -> Mapping[str, str]:
        """The names that constants stand for, by the constants' dotted names."""
        return {
            f"{module.name}.{mention.constant}": mention.text
            for module, mention in self._mentions
            if mention.constant
        }

    @cached_property
    def _last_segments(self) -> frozenset[str]:
        return frozenset(dotted.rpartition(".")[2] for dotted in self._constants)

    def _name(self, module: Module, mention: Mention) -> str | None:
        """Return the event that is mentioned, if it is one of the group."""
        if not mention.is_constant:
            return mention.text
        if mention.text.rpartition(".")[2] not in self._last_segments:
            return None
        return self._constants.get(self._full_name(module, mention))

    def _full_name(self, module: Module, mention: Mention) -> str:
        found = self._program.full_name(module, mention.text)
        if found:
            return found
        owner, _, last = mention.text.rpartition(".")
        if owner in {"self", "cls"}:
            return f"{module.name}.{mention.scope.rpartition('.')[0]}.{last}"
        return f"{self._program.full_name(module, owner)}.{last}"

    @cached_property
    def emitted(self) -> frozenset[str]:
        """The names that something emits, for all that is known."""
        made = {
            name
            for function in self._functions
            for name in self.group.names
            if _slug(name) in function and function not in self._handler_names
        }
        return frozenset(made | {use.name for use in self.all if self._emits(use)})

    def lonely(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each event with what is not done to it: `emits`, `handles`.

        Where that is done to few of the group, it may be done in some other way, such
        as with names put together; then nothing is said.
        """
        sides = {"emits": self.emitted, "handles": self.handled}
        told = [
            word
            for word, known in sides.items()
            if 2 * len(known) >= len(self.group.names)
            or (word == "emits" and self.group.emitters)
        ]
        for name in self.group.names:
            lacks = tuple(word for word in told if name not in sides[word])
            if lacks:
                yield name, lacks

    def _emits(self, use: EventUse) -> bool:
        mention = use.mention
        if mention.role == Role.ARGUMENT:
            return not self.group.emitters or self._is_emitter(use)
        if mention.role == Role.LISTED:
            return use.in_function
        return mention.role == Role.VALUE

    def _is_emitter(self, use: EventUse) -> bool:
        """Tell whether a mention is passed to one of the declared emitters."""
        return any(
            matcher(pattern)(ending)
            for callee in use.mention.callees
            for pattern in self.group.emitters
            for ending in (
                *_endings(callee),
                self._program.full_name(use.module, callee),
            )
            if ending
        )

    @cached_property
    def handled(self) -> frozenset[str]:
        """The names that something handles, for all that is known."""
        by_method = {
            name
            for function in self._functions
            if (name := self._handler_names.get(function.lstrip("_"))) is not None
        }
        return frozenset(
            by_method | {use.name for use in self.all if self._may_handle(use)}
        )

    def _may_handle(self, use: EventUse) -> bool:
        mention = use.mention
        if mention.role == Role.ARGUMENT:
            callee = mention.callees[-1].rpartition(".")[2]
            return not (self._is_emitter(use) or _EMITS.search(callee))
        if mention.role == Role.LISTED:
            return use.in_function
        return mention.role in {Role.TESTED, Role.VALUE}

    @cached_property
    def _functions(self) -> frozenset[str]:
        """Names of all functions and methods of production."""
        names: set[str] = set()
        for module in self._program.production:
            names.update(f.qualname.rpartition(".")[2] for f in module.facts.functions)
            for made in module.facts.classes:
                names.update(m.name for m in made.members if m.function)
        return frozenset(names)

    def incomplete(self) -> Iterator[tuple[ClassNode, tuple[str, ...]]]:
        """Yield each class that handles some names, with those it does not handle."""
        declared = set(self._program.implementers(self.group.handlers))
        for node in self._program.hierarchy.classes:
            if node.source[0].is_test or (declared and node not in declared):
                continue
            if not declared and (node.why_open or not self._is_handler(node)):
                continue
            missing = self._missing(node)
            if missing and all(self._missing(sub) for sub in node.all_subclasses()):
                yield node, missing

    def _missing(self, node: ClassNode) -> tuple[str, ...]:
        handled: set[str] = set()
        for ancestor in node.mro:
            if ancestor.fact is not None:
                handled |= self._by_method(ancestor) | self._by_test(ancestor)
        return tuple(name for name in self.group.names if name not in handled)

    def _is_handler(self, node: ClassNode) -> bool:
        return bool(self._by_method(node)) or len(self._by_test(node)) >= _SEVERAL

    def _by_method(self, node: ClassNode) -> set[str]:
        """Return the names a class has methods for that do not just emit them."""
        found = set()
        _, known = node.source
        for member in known.members:
            name = self._handler_names.get(member.name.lstrip("_"))
            scope = f"{known.qualname}.{member.name}"
            if name and member.function and not self._emits_in(node, scope, name):
                found.add(name)
        return found

    def _emits_in(self, node: ClassNode, scope: str, name: str) -> bool:
        return any(
            use.name == name
            and use.mention.role == Role.ARGUMENT
            and use.mention.scope == scope
            and use.is_in(node)
            for use in self.all
        )

    def _by_test(self, node: ClassNode) -> set[str]:
        return {
            use.name for use in self._tested.get(node.source[0], ()) if use.is_in(node)
        }

    @cached_property
    def _tested(self) -> Mapping[Module, list[EventUse]]:
        found: dict[Module, list[EventUse]] = {}
        for use in self.all:
            if use.mention.role == Role.TESTED:
                found.setdefault(use.module, []).append(use)
        return found

    @cached_property
    def lists(self) -> tuple[EventList, ...]:
        """The places that enumerate at least half of the names; constants first."""
        found = [
            EventList(module, span, owner, frozenset(u.name for u in uses), is_home)
            for (module, span, owner, is_home), uses in self._enumerated().items()
        ]
        fewest = min(_FEWEST, len(self.group.names)) if found else _SMALL
        long = [
            one
            for one in found
            if len(one.names) >= fewest and 2 * len(one.names) >= len(self.group.names)
        ]
        return tuple(
            sorted(long, key=lambda one: (not one.is_home, one.module.path, one.span))
        )

    def _enumerated(
        self,
    ) -> Mapping[tuple[Module, Span, str, bool], list[EventUse]]:
        found: dict[tuple[Module, Span, str, bool], list[EventUse]] = {}
        first: dict[tuple[Module, str], Span] = {}
        for use in self.all:
            mention, module = use.mention, use.module
            if mention.display:
                span = self._program.mentions(module).displays[mention.display - 1]
                key = (module, span, mention.scope, False)
            elif mention.constant:
                owner = mention.constant.rpartition(".")[0]
                span = first.setdefault((module, owner), mention.span)
                key = (module, span, owner, True)
            else:
                continue
            found.setdefault(key, []).append(use)
        return found


def _slug(name: str) -> str:
    """Return a name as a function can be called."""
    return re.sub(r"\W", "_", name)


def _endings(callee: str) -> Iterable[str]:
    """Yield `a.b.c`, `b.c` and `c`."""
    while callee:
        yield callee
        callee = callee.partition(".")[2]
