"""Which module, name or class of one version of a program another one still has."""

from collections.abc import Iterator

from ssot_audit.extract import facts
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Resolution


class Counterparts:
    """What there was before, as it is now."""

    def __init__(self, before: Program, now: Program) -> None:
        """Index the modules by their locations."""
        self.before = before
        self.now = now
        self._old = {module.location: module for module in before.modules}
        self._new = {module.location: module for module in now.modules}

    def module(self, old: Module) -> Module | None:
        """Return a module of before as it is now, at its place or by its name."""
        found = self._new.get(old.location)
        if found is not None:
            return found
        named = self.now.lookup(old.name)
        return named if isinstance(named, Module) else None

    def former(self, new: Module) -> Module | None:
        """Return a module of now as it was before."""
        found = self._old.get(new.location)
        if found is not None:
            return found
        named = self.before.lookup(new.name)
        return named if isinstance(named, Module) else None

    def resolution(self, dotted: str) -> Resolution | None:
        """Return what a full dotted name means now; None: its module is not ours."""
        return self.now.lookup(dotted)

    def class_node(self, old: ClassNode) -> ClassNode | None:
        """Return what a class is now, be it only re-exported where it was."""
        module, fact = old.source
        if "<locals>" in fact.qualname:
            return None
        home = self.module(module)
        if home is None:
            return None
        found = self.now.resolve(home, fact.qualname)
        if isinstance(found, Definition) and isinstance(found.fact, facts.Class):
            return self.now.hierarchy.node(found.module, found.fact)
        return None

    def changed(self) -> Iterator[tuple[Module, Module | None]]:
        """Yield the modules of before whose facts differ now, or that are gone."""
        for old in self.before.modules:
            new = self.module(old)
            if new is None or new.facts != old.facts:
                yield old, new
