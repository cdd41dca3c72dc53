"""What is known at a place: of attributes, and of the objects that get there.

A name whose object was checked holds an `ONLY` value from there on, like one that was
assigned. So does an attribute chain such as `self.x`, or a name that outlives the call,
until something is stored there: while that is known, it is part of the state.
"""

import ast
from collections.abc import Sequence

from ssot_audit.extract.flow.checks import FAILED, Narrowing
from ssot_audit.extract.flow.conditions import SIBLINGS, Assurance, Told, knowing, told
from ssot_audit.extract.flow.frame import UNKNOWN, Frame
from ssot_audit.extract.flow.named_tests import spelled_out
from ssot_audit.extract.flow_facts import Check, Kind
from ssot_audit.extract.scopes import dotted_name

_CONTAINER = int(Kind.CONTAINER)
_SAME = int(Check.SAME)

Before = Sequence[tuple[str, int | None, int]]
"""Names that were narrowed: what they held, and what they hold now."""


class NarrowingFlow:
    """Lets conditions change what names hold."""

    frame: Frame
    _class_scope: tuple[str, set[str]] | None

    def expression(self, node: ast.expr | None) -> int:
        """Return the value of an expression."""
        raise NotImplementedError

    def binder(self, name: str) -> Frame | None:
        """Return the frame around that binds a name, if any."""
        around: Frame | None = self.frame
        while around is not None and name not in around.local:
            is_global = name in around.global_
            around = around.parent
            while is_global and around is not None and around.parent is not None:
                around = around.parent
        return around

    def qualified(self, reference: str) -> str:
        """Qualify the root of a reference as the frames around bind it."""
        if not self.frame.qualname:
            return reference
        root, dot, rest = reference.partition(".")
        around = self.binder(root)
        if around is None or not around.qualname:
            return reference
        return f"{around.qualify(root)}{dot}{rest}"

    def told(self, test: ast.expr) -> Told:
        """Return what a condition tells here, where names may stand for others."""
        frame = self.frame
        return told(spelled_out(frame, test) if frame.tests else test)

    def guard_of(self, base: ast.expr, member: str) -> int:
        """Return what is known here of an attribute of an object."""
        guard, known = self.frame.guard, self.frame.known
        if known:
            chain = dotted_name(base)
            for assured in known.get(chain, ()):
                if assured.member in {"", member} and assured.besides != member:
                    guard |= assured.guard
            holder, _, held = chain.rpartition(".")
            for assured in known.get(holder + SIBLINGS, ()):
                if assured.besides != held:
                    guard |= assured.guard
        return guard

    def suppose(
        self, assured: Sequence[Assurance], checks: Sequence[Narrowing]
    ) -> Before:
        """Go on where a condition has told something; return what `withdraw` needs."""
        frame = self.frame
        if assured:
            frame.known = knowing(frame.known, assured)
        if not checks:
            return ()
        before: list[tuple[str, int | None, int]] = []
        for check in checks:
            what = check.what
            held = frame.state.get(what)
            value = self._read(check) if held is None else held
            passing = self.only(value, check) if value else UNKNOWN
            if passing != value:
                if held is None:
                    frame.chains.add(what)
                frame.state[what] = passing
                before.append((what, held, passing))
        return before

    def withdraw(self, before: Before) -> None:
        """Let names hold again what they held, unless they were bound meanwhile."""
        state = self.frame.state
        for what, held, passing in reversed(before):
            if state.get(what) == passing:
                if held is None:
                    del state[what]
                else:
                    state[what] = held

    def _read(self, check: Narrowing) -> int:
        """Return the value of a chain, or a name that outlives the call."""
        frame = self.frame
        # It may be set by any call, so that `None` is not kept in mind.
        if check.is_empty or self._class_scope is not None:
            return UNKNOWN
        root, *members = check.what.split(".")
        held = frame.state.get(root)
        value = self.expression(ast.Name(root)) if held is None else held
        for member in members:
            value = frame.read(value, member)
        return value

    def only(self, value: int, narrowing: Narrowing) -> int:
        """Return what of a value passes a check."""
        frame, check = self.frame, narrowing.check
        if narrowing.is_empty:
            # What is empty is false, and yet may be filled.
            is_container = frame.values[value].kind == _CONTAINER
            return value if is_container else UNKNOWN
        if check & _SAME:
            found = self._constant(narrowing.types[0])
            return frame.only(value, check, "", (found,)) if found else value
        parts = tuple([self._checked_class(node) for node in narrowing.types])
        if check & FAILED and not (any(parts) or narrowing.member):
            return value
        return frame.only(value, check, narrowing.member, parts)

    def _checked_class(self, node: ast.expr) -> int:
        name = dotted_name(node)
        return self.frame.reference(self.qualified(name)) if name else UNKNOWN

    def _constant(self, node: ast.expr) -> int:
        """Return what a name of a module stands for, or unknown for other names."""
        name = dotted_name(node)
        root = name.partition(".")[0]
        around = self.binder(root)
        if root in self.frame.state or (around is not None and around.qualname):
            return UNKNOWN
        return self.frame.reference(name)

    def forget(self, name: str) -> None:
        """Forget what was known of attributes of a name that is bound anew."""
        chains, state = self.frame.chains, self.frame.state
        for chain in [c for c in chains if c.partition(".")[0] == name and c != name]:
            state.pop(chain, None)

    def forget_member(self, member: str) -> None:
        """Forget what was known of an attribute, of whatever object it is."""
        for chain in self.frame.chains:
            if member in chain.split(".")[1:]:
                self.frame.state.pop(chain, None)
