"""What the names of modules stand for, as nodes."""

from ssot_audit.extract import facts
from ssot_audit.link.flow.objects import Obj, Sort
from ssot_audit.link.flow.world import World
from ssot_audit.link.located import External, Module
from ssot_audit.link.symbols import Definition, Resolution, Symbols


class Names:
    """The variables of modules and classes, and what other names mean."""

    def __init__(self, world: World, symbols: Symbols) -> None:
        """Start with no name asked for."""
        self._graph = world.graph
        self._objects = world.objects
        self._hierarchy = world.hierarchy
        self._functions = world.functions
        self._symbols = symbols
        self._variables: dict[tuple[Module, str], int] = {}
        self._meant: dict[tuple[Module, str], int] = {}
        self._members: dict[tuple[Module, str], int] = {}

    def variable(self, module: Module, name: str) -> int:
        """Return the node of a name that outlives calls."""
        key = module, name
        if key not in self._variables:
            self._variables[key] = self._graph.node()
        return self._variables[key]

    def meant(self, module: Module, reference: str) -> int:
        """Return the node of what a reference in a module means."""
        key = module, reference
        if key not in self._meant:
            found = self._symbols.resolve(module, reference)
            node = self._known(found)
            self._meant[key] = self.variable(module, reference) if node < 0 else node
        return self._meant[key]

    def member(self, module: Module, name: str) -> int:
        """Return the node of a module's attribute."""
        key = module, name
        if key not in self._members:
            node = self._known(self._symbols.member(module, name))
            self._members[key] = self._graph.node() if node < 0 else node
        return self._members[key]

    def _known(self, found: Resolution) -> int:
        """Return the node of a variable, or of what a name always is; -1: neither."""
        if isinstance(found, Definition) and isinstance(found.fact, facts.Variable):
            return self.variable(found.module, found.fact.name)
        obj = self._object(found)
        if obj is None:
            return -1
        node = self._graph.node()
        self._graph.put(node, obj)
        return node

    def _object(self, found: Resolution) -> Obj | None:
        """Return the object that a resolved name is, if it is one."""
        if isinstance(found, Module):
            return self._objects.get(Sort.MODULE, found)
        if isinstance(found, External):
            return self._objects.get(Sort.EXTERNAL, found.dotted)
        if not isinstance(found, Definition):
            return None
        known = found.fact
        if isinstance(known, facts.Class):
            node = self._hierarchy.node(found.module, known)
            return self._objects.get(Sort.CLASS, node)
        if isinstance(known, facts.Function):
            function = self._functions.at(found.module, known.qualname, known.span.line)
            return self._objects.get(Sort.FUNCTION, function) if function else None
        return None
