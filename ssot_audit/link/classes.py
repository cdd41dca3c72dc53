"""The class hierarchy: bases across modules, C3 order, and what stays unknown.

Invariants:

- A class is *open* when its attributes cannot all be known: a base we cannot resolve,
  an unknown metaclass or class decorator, `__getattr__`, computed attribute names.
  An open class lacks nothing for certain; `why_open` says what made it so.
- The resolution order is C3 over our classes and those of the standard library.
  https://www.python.org/download/releases/2.3/mro/
"""

from collections.abc import Iterator, Sequence

from ssot_audit.extract import facts
from ssot_audit.link.class_node import PROTOCOLS, ClassNode
from ssot_audit.link.located import External, Module
from ssot_audit.link.members import Members, from_stdlib
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.stdlib import StdlibTable
from ssot_audit.link.stdlib_classes import StdlibClass
from ssot_audit.link.symbols import Definition, Symbols

_MARKERS = PROTOCOLS | {"typing.Generic", "typing_extensions.Generic"}
"""Bases that add no members of their own."""
_PLAIN_METACLASSES = frozenset(
    {"builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"}
)
_PLAIN_DECORATORS = frozenset(
    {
        "abc.update_abstractmethods",
        "attr.attrs",
        "attr.dataclass",
        "attr.define",
        "attr.frozen",
        "attr.mutable",
        "attr.s",
        "attrs.define",
        "attrs.frozen",
        "attrs.mutable",
        "dataclasses.dataclass",
        "enum.unique",
        "functools.total_ordering",
        "typing.final",
        "typing.runtime_checkable",
        "typing.type_check_only",
        "typing_extensions.deprecated",
        "typing_extensions.final",
        "typing_extensions.runtime_checkable",
        "unittest.case.skip",
        "unittest.case.skipIf",
        "unittest.case.skipUnless",
        "warnings.deprecated",
    }
)
COMPLETERS = ("type", "ABCMeta.register")
"""Callees of `class_arguments` that make others provide the members of a class."""
_PATCHED = "attributes are set from outside"
"""Why a class is open to which other code may give any attribute."""
_DYNAMIC_LOOKUPS = ("__getattr__", "__getattribute__")


class Hierarchy:
    """All classes of a program, built on demand and kept."""

    def __init__(
        self, index: ModuleIndex, symbols: Symbols, stdlib: StdlibTable
    ) -> None:
        """Link every class of ours."""
        self._symbols = symbols
        self._stdlib = stdlib
        self._nodes: dict[tuple[str, str, facts.Span], ClassNode] = {}
        self._standard: dict[str, ClassNode | None] = {}
        self._full_names: dict[tuple[Module, str], str] = {}
        self._resolved: dict[tuple[Module, str], ClassNode | str] = {}
        self.unresolved_bases: set[str] = set()
        """Last segments of bases that are not known to be classes of ours."""
        self.classes: tuple[ClassNode, ...] = tuple(
            self.node(module, known)
            for module in index.modules
            for known in module.facts.classes
        )
        for node in self.classes:
            for base in node.bases:
                base.subclasses.append(node)
        self._mark_shadowed(index)
        self._open_patched(index)
        self._with_member: dict[str, list[ClassNode]] | None = None

    def in_module(self, module: Module) -> tuple[ClassNode, ...]:
        """Return the classes that stand in a file."""
        return tuple(self.node(module, known) for known in module.facts.classes)

    def with_member(self, name: str) -> Sequence[ClassNode]:
        """Return the classes of ours that define a member of this name themselves."""
        if self._with_member is None:
            self._with_member = {}
            for node in self.classes:
                for member in node.members:
                    self._with_member.setdefault(member, []).append(node)
        return self._with_member.get(name, ())

    def node(self, module: Module, known: facts.Class) -> ClassNode:
        """Return the node of a class of ours."""
        key = (module.path, known.qualname, known.span)
        node = self._nodes.get(key)
        if node is None:
            node = ClassNode(f"{module.name}.{known.qualname}", module, known)
            node.mro = (node,)
            # A class that inherits from itself by mistake finds this, and ends.
            node.openness = "inherits from itself"
            self._nodes[key] = node
            self._complete(node, module, known)
        return node

    def resolve(self, module: Module, reference: str) -> ClassNode | str:
        """Return the class a reference means, or why that is unknown."""
        key = (module, reference)
        known = self._resolved.get(key)
        if known is None:
            known = self._resolved[key] = self._resolve(module, reference)
        return known

    def _resolve(self, module: Module, reference: str) -> ClassNode | str:
        found = self._symbols.resolve(module, reference)
        if isinstance(found, Definition) and isinstance(found.fact, facts.Class):
            return self.node(found.module, found.fact)
        if isinstance(found, External):
            standard = self.standard(found.dotted)
            if standard is not None:
                return standard
            return f"base `{found.dotted}` is outside the project"
        return f"base `{reference or 'expression'}` is not known"

    def standard(self, dotted: str) -> ClassNode | None:
        """Return the node of a standard-library class."""
        if dotted not in self._standard:
            self._standard[dotted] = None
            known = self._stdlib.find_class(dotted)
            if known is not None:
                self._standard[dotted] = self._standard_node(known)
        return self._standard[dotted]

    def lacks(self, node: ClassNode, name: str) -> bool:
        """Tell whether instances of a closed class certainly have no such member."""
        for ancestor in node.mro:
            if ancestor.standard is not None:
                if not self._stdlib.lacks(ancestor.dotted, name):
                    return False
            elif name in ancestor.members or _tests(ancestor, name):
                return False
        return self._stdlib.lacks("builtins.object", name)

    def full_name(self, module: Module, reference: str) -> str:
        """Return the canonical dotted name a reference stands for, or `""`."""
        key = (module, reference)
        if key not in self._full_names:
            found = self._symbols.resolve(module, reference)
            if isinstance(found, External):
                standard = self._stdlib.resolve(found.dotted)
                self._full_names[key] = standard or found.dotted
            elif isinstance(found, Definition):
                self._full_names[key] = found.dotted
            else:
                self._full_names[key] = ""
        return self._full_names[key]

    def _standard_node(self, known: StdlibClass) -> ClassNode:
        node = ClassNode(known.qualname, standard=known)
        node.mro = (node,)
        bases = []
        for dotted in known.bases:
            if dotted in _MARKERS:
                continue
            base = self.standard(dotted)
            if base is None:
                node.openness = f"base `{dotted}` is not known"
            else:
                bases.append(base)
        node.bases = tuple(bases)
        node.members = {m.name: from_stdlib(m) for m in known.members}
        if known.is_open:
            node.openness = f"`{known.qualname}` accepts any attribute"
        node.mro = _linearise(node) or (node,)
        return node

    def _complete(self, node: ClassNode, module: Module, known: facts.Class) -> None:
        bases, markers, reasons = [], set(), []
        for reference in known.bases:
            full = self.full_name(module, reference)
            if full in _MARKERS:
                markers.add(full)
                continue
            base = self.resolve(module, reference)
            if isinstance(base, str):
                reasons.append(base)
                self.unresolved_bases.add(reference.rpartition(".")[2])
            elif base is node:
                reasons.append("inherits from itself")
            else:
                bases.append(base)
        node.bases = tuple(bases)
        node.markers = frozenset(markers)
        node.members = Members(
            known, lambda ref: self.full_name(module, ref) if ref else ""
        )
        reasons += self._own_openness(node, module, known)
        if self._symbols.has_alternatives(module, known.qualname):
            reasons.append(f"`{node.name}` is defined in alternatives")
            node.is_changed = True
        node.openness = reasons[0] if reasons else None
        order = _linearise(node)
        if order is None:
            node.openness = node.openness or "its bases have no consistent order"
        node.mro = order or (node,)

    def _own_openness(
        self, node: ClassNode, module: Module, known: facts.Class
    ) -> Iterator[str]:
        if known.dynamic:
            yield f"`{node.name}` {known.dynamic}"
        for name in _DYNAMIC_LOOKUPS:
            if name in node.members:
                yield f"`{node.name}` defines `{name}`"
        metaclass = known.metaclass
        if metaclass is not None and (
            self.full_name(module, metaclass) not in _PLAIN_METACLASSES
        ):
            yield f"metaclass `{metaclass or 'expression'}` is not known"
        for decorator in known.decorators:
            if not self._is_plain(module, decorator):
                yield f"class decorator `{decorator or 'expression'}` is not known"
        if any(a.dotted == "builtins.type" for base in node.bases for a in base.mro):
            yield "a metaclass"

    def _mark_shadowed(self, index: ModuleIndex) -> None:
        for module in index.modules:
            for redefinition in module.facts.redefinitions:
                for node in self.in_module(module):
                    if node.source[1].span == redefinition.first:
                        node.is_shadowed = True

    def _is_plain(self, module: Module, decorator: str) -> bool:
        """Tell whether a class decorator is known to add no attributes."""
        full = self.full_name(module, decorator)
        return full in _PLAIN_DECORATORS or full.startswith("pytest.mark.")

    def _open_patched(self, index: ModuleIndex) -> None:
        """Open the classes that other code completes in ways we cannot follow."""
        combiners = {name for m in index.modules for name in m.facts.combiners}
        for module in index.modules:
            if any(
                "" in c.bases and "<locals>" in c.qualname for c in module.facts.classes
            ):
                # A function here derives classes from values it got somewhere.
                for node in self.in_module(module):
                    node.openness = node.openness or "classes are combined at run time"
            for reference in module.facts.patched:
                self._open(module, reference, _PATCHED)
            for callee, reference in module.facts.class_arguments:
                if callee in combiners:
                    self._open(module, reference, f"`{callee}` derives classes from it")
                elif callee in COMPLETERS and (base := self._ours(module, reference)):
                    base.is_completed = True

    def _open(self, module: Module, reference: str, reason: str) -> None:
        node = self._ours(module, reference)
        if node is not None:
            node.openness = node.openness or reason
            node.is_changed = node.is_changed or reason == _PATCHED

    def _ours(self, module: Module, reference: str) -> ClassNode | None:
        found = self._symbols.resolve(module, reference)
        if isinstance(found, Definition) and isinstance(found.fact, facts.Class):
            return self.node(found.module, found.fact)
        return None


def _tests(node: ClassNode, name: str) -> bool:
    return node.fact is not None and name in node.fact.tested_attributes


def _linearise(node: ClassNode) -> tuple[ClassNode, ...] | None:
    """Return the C3 order of a class whose bases are linked; None if there is none."""
    if len(node.bases) <= 1:
        return (node, *(a for base in node.bases for a in base.mro))
    pending: list[Sequence[ClassNode]] = [base.mro for base in node.bases]
    pending.append(node.bases)
    order = [node]
    while True:
        pending = [row for row in pending if row]
        if not pending:
            return tuple(order)
        for row in pending:
            head = row[0]
            if not any(head in other[1:] for other in pending):
                break
        else:
            return None
        order.append(head)
        pending = [row[1:] if row[0] is head else row for row in pending]
