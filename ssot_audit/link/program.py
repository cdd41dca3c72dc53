"""`Program`: the queries that rules are written in, and nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ssot_audit.config.settings import Contract, Deprecation, Environment
from ssot_audit.discover.source import SourceTree
from ssot_audit.extract import facts
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.flow_facts import ModuleFlow, decoded
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.deprecations import Deprecated, Deprecations
from ssot_audit.link.flow.annotated import arrivals
from ssot_audit.link.flow.call_sites import CallSites
from ssot_audit.link.flow.shortfalls import Consumers
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.imports import ImportGraph
from ssot_audit.link.located import Located, MissingModule, Module, Namespace
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.obligations import Declaration, Obligations
from ssot_audit.link.patterns import matcher, owner_matcher
from ssot_audit.link.stdlib import StdlibTable, load
from ssot_audit.link.suggestions import closest, words
from ssot_audit.link.symbols import Definition, Missing, Resolution, Symbols
from ssot_audit.link.undeclared import Undeclared, undeclared

_COLLECTED = re.compile(r"test_.*|.*_test")
"""Names of the files that pytest and unittest look into."""
_VALUES = ("str", "bytes", "int", "float", "list", "tuple", "dict", "set")
"""Builtin types whose members any value may be asked for."""
_TEST_CASE = "unittest.case.TestCase"
_UNWRITTEN = (facts.Body.NOT_IMPLEMENTED, facts.Body.REFUSAL)
_MANGLED = re.compile(r"__\w+__|_[^\W_]\w*?__\w+")
"""Special names, and private names of another class as the compiler writes them."""


def _is_collected(module: Module) -> bool:
    """Tell whether a test runner finds something to run in a file."""
    name = module.location.rpartition("/")[2]
    has_tests = module.facts.classes or any(
        function.qualname.startswith("test") for function in module.facts.functions
    )
    return name == "conftest" or bool(has_tests and _COLLECTED.fullmatch(name))


class Program:
    """All files of a project, linked."""

    def __init__(self, tree: SourceTree, known: Mapping[str, ModuleFacts]) -> None:
        """Link the facts of each path; queries are answered when first asked."""
        self.tree = tree
        self.stdlib: StdlibTable = load()
        self._index = ModuleIndex(tree, known, self.stdlib)
        self._index.note_packages(
            (module, found)
            for module in self._index.modules
            for found in module.facts.imports
            if not found.level
        )
        self._symbols = Symbols(self._index)
        self._obligations: dict[tuple[Contract, ...], Obligations] = {}
        self._deprecations: dict[tuple[Deprecation, ...], Deprecations] = {}
        self._flows: dict[Module, ModuleFlow] = {}

    @property
    def modules(self) -> tuple[Module, ...]:
        """Every analysed file, sorted by path."""
        return self._index.modules

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """All classes."""
        return Hierarchy(self._index, self._symbols, self.stdlib)

    @cached_property
    def imports(self) -> ImportGraph:
        """Who imports whom."""
        return ImportGraph(self._index, self._symbols)

    @cached_property
    def stored_attributes(self) -> frozenset[str]:
        """Names set on any object other than a method's first parameter."""
        return frozenset(
            name for module in self.modules for name in module.facts.stored_attributes
        )

    @cached_property
    def called_names(self) -> frozenset[str]:
        """Last segments of everything that is called anywhere."""
        return frozenset(
            name for module in self.modules for name, _ in module.facts.called
        )

    @cached_property
    def used_classes(self) -> frozenset[str]:
        """Capitalised names that are read as values anywhere."""
        return frozenset(
            name for module in self.modules for name in module.facts.used_classes
        )

    @cached_property
    def keyword_calls(self) -> frozenset[str]:
        """`method(keyword` for every keyword in a call of an attribute."""
        return frozenset(
            call for module in self.modules for call in module.facts.keyword_calls
        )

    @cached_property
    def production(self) -> tuple[Module, ...]:
        """The files that are not tests."""
        return tuple(module for module in self.modules if not module.is_test)

    @cached_property
    def object_flow(self) -> Solver:
        """Which objects reach what in production code."""
        flows = {module: self.flow(module) for module in self.production}
        return Solver(self._symbols, self.hierarchy, flows)

    @cached_property
    def consumers(self) -> Consumers:
        """What objects reach production code, and what it asks of them."""
        stored = frozenset(
            name
            for module in self.production
            for name in module.facts.stored_attributes
        )

        def lacks(node: ClassNode, name: str, is_exact: bool) -> bool:  # noqa: FBT001
            if name in stored or _MANGLED.fullmatch(name):
                return False
            if is_exact:
                return self.hierarchy.lacks(node, name)
            return self.is_undefined(node, name, on_class=False)

        def is_common(name: str) -> bool:
            values = (f"builtins.{known}" for known in _VALUES)
            return not all(self.stdlib.lacks(known, name) for known in values)

        return Consumers(self.object_flow, lacks, is_common, stored)

    @cached_property
    def call_sites(self) -> CallSites:
        """Which calls in production code can reach which function or class."""
        return CallSites(self.object_flow)

    def flow(self, module: Module) -> ModuleFlow:
        """Return the flow of values through a module's functions."""
        if module not in self._flows:
            self._flows[module] = decoded(module.facts.flow)
        return self._flows[module]

    @property
    def flows(self) -> Mapping[Module, ModuleFlow]:
        """The flows that somebody has asked for."""
        return self._flows

    def locate(self, importer: Module, found: facts.Import) -> Located:
        """Return the module an import statement names."""
        return self._index.locate(importer, found.level, found.module)

    def imported(self, importer: Module, found: facts.Import) -> Resolution:
        """Return what the name of an import statement stands for."""
        return self._symbols.imported(importer, found)

    def resolve(self, module: Module, reference: str) -> Resolution:
        """Return what a reference in a module means."""
        return self._symbols.resolve(module, reference)

    def member(self, owner: Module | Namespace, name: str) -> Resolution:
        """Return what a module's attribute means."""
        return self._symbols.member(owner, name)

    def lookup(self, dotted: str) -> Resolution | None:
        """Return what a full dotted name means, seen from the roots; None: not ours."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            module = self._index.find(".".join(parts[:end]))
            if module is not None:
                return self._symbols.walk(module, parts[end:])
        return None

    def public_names(self, module: Module) -> frozenset[str]:
        """Return the names a module visibly has, for suggestions."""
        return self._symbols.public_names(module)

    def full_name(self, module: Module, reference: str) -> str:
        """Return the canonical dotted name a reference stands for, or `""`."""
        return self.hierarchy.full_name(module, reference)

    def dotted(self, location: str) -> str:
        """Return the dotted name of a location."""
        return self._index.dotted(location)

    @cached_property
    def locations_by_name(self) -> Mapping[str, tuple[Module, ...]]:
        """Modules by the last segment of their name, for suggestions."""
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            found.setdefault(module.name.rpartition(".")[2], []).append(module)
        return {name: tuple(modules) for name, modules in found.items()}

    @cached_property
    def definitions_by_name(self) -> Mapping[str, tuple[Definition, ...]]:
        """Module-level classes and functions by name, for suggestions."""
        found: dict[str, list[Definition]] = {}
        for module in self.modules:
            here: tuple[facts.Class | facts.Function, ...] = (
                *module.facts.classes,
                *module.facts.functions,
            )
            for fact in here:
                if "." not in fact.qualname:
                    definition = Definition(module, fact)
                    found.setdefault(fact.qualname, []).append(definition)
        return {name: tuple(made) for name, made in found.items()}

    def obligations(self, contracts: Sequence[Contract]) -> Obligations:
        """Return who owes what to which interface, and who keeps it."""
        key = tuple(contracts)
        if key not in self._obligations:
            self._obligations[key] = Obligations(
                self.hierarchy,
                self.called_names,
                self.used_classes,
                self.keyword_calls,
                tuple(self._declarations(contracts)),
                arrivals(self.object_flow),
            )
        return self._obligations[key]

    def undeclared(self, contracts: Sequence[Contract]) -> Iterator[Undeclared]:
        """Yield the classes that look like implementers and are declared as none."""
        declared = {
            (node, declaration.interface)
            for declaration in self._declarations(contracts)
            for node in declaration.implementers
        }
        for found in undeclared(self.hierarchy):
            if (found.node, found.interface) not in declared:
                yield found

    def deprecation(
        self, importer: Module, found: facts.Import, declared: tuple[Deprecation, ...]
    ) -> Deprecated | None:
        """Return what an import takes that is deprecated, if anything."""
        if declared not in self._deprecations:
            self._deprecations[declared] = Deprecations(
                self._index,
                self._symbols,
                self.hierarchy,
                declared,
                self.tree.python_requires,
            )
        return self._deprecations[declared].judge(importer, found)

    def interface(self, dotted: str) -> ClassNode | None:
        """Return the class that a configured interface name means.

        Where a module binds the name repeatedly, a Protocol or ABC among the
        definitions is meant, even if a later definition shadows it.
        """
        found = self.lookup(dotted)
        if not isinstance(found, Definition) or not isinstance(found.fact, facts.Class):
            return None
        same_name = [
            node
            for node in self.hierarchy.in_module(found.module)
            if node.source[1].qualname == found.qualname
        ]
        for node in same_name:
            if node.is_protocol or node.is_abstract_base:
                return node
        return self.hierarchy.node(found.module, found.fact)

    def implementers(self, patterns: Sequence[str]) -> tuple[ClassNode, ...]:
        """Return the production classes that any pattern matches."""
        matchers = [matcher(pattern) for pattern in patterns]
        return tuple(
            node
            for node in self.hierarchy.classes
            if not node.source[0].is_test and any(m(node.dotted) for m in matchers)
        )

    def _declarations(self, contracts: Sequence[Contract]) -> Iterator[Declaration]:
        for contract in contracts:
            interface = self.interface(contract.interface)
            if interface is not None:
                implementers = self.implementers(contract.implementers)
                yield Declaration(
                    interface, implementers, contract.where, contract.because
                )

    def owns_environment(self, module: Module, environment: Environment) -> bool:
        """Tell whether a module may touch the environment itself."""
        if environment.accessor.startswith(f"{module.name}."):
            return True
        return any(owner_matcher(owner)(module.name) for owner in environment.owners)

    def is_undefined(self, node: ClassNode, name: str, *, on_class: bool) -> bool:
        """Tell whether a closed class certainly lacks an attribute it uses itself."""
        if _MANGLED.fullmatch(name) or name in self.stored_attributes:
            return False
        if not self.hierarchy.lacks(node, name):
            return False
        if on_class and not self.stdlib.lacks("builtins.type", name):
            return False
        return not self.is_template(node) and all(
            below.why_open is None
            and self.hierarchy.lacks(below, name)
            and not self.is_template(below)
            for below in self.subclasses(node)
        )

    def is_template(self, node: ClassNode) -> bool:
        """Tell whether others, whom we may not see, are meant to complete a class."""
        if node.name in self.hierarchy.unresolved_bases or self._cooperates(node):
            return True
        if node.subclasses or node.is_completed:
            return node.is_completed
        if not node.bases and self._asserts(node):
            return True
        return "Mixin" in node.name or (
            node.name not in self.called_names
            and any(
                member.function is not None and member.function.body in _UNWRITTEN
                for member in node.source[1].members
            )
        )

    def _cooperates(self, node: ClassNode) -> bool:
        """Tell whether a class calls on `super()` what only a class beside it has."""
        return any(
            self.stdlib.lacks("builtins.object", name)
            and all(name not in ancestor.members for ancestor in node.mro[1:])
            for name in node.source[1].super_calls
        )

    def _asserts(self, node: ClassNode) -> bool:
        """Tell whether a class without bases speaks as a test case does."""
        return any(
            use.name.startswith("assert")
            and not self.stdlib.lacks(_TEST_CASE, use.name)
            for use in node.source[1].self_uses
        )

    def subclasses(self, node: ClassNode) -> frozenset[ClassNode]:
        """Return all classes below a class."""
        reached: set[ClassNode] = set()
        pending = list(node.subclasses)
        while pending:
            current = pending.pop()
            if current not in reached:
                reached.add(current)
                pending += current.subclasses
        return frozenset(reached)

    @cached_property
    def _imported_modules(self) -> frozenset[Module]:
        return frozenset(
            edge.target for edges in self.imports.edges.values() for edge in edges
        )

    def is_stray(self, module: Module) -> bool:
        """Tell whether a file among the tests is data that something else runs.

        No package holds it, nothing imports it and no collector takes it: what its
        imports mean is known to whoever puts it into place.
        """
        return (
            module.is_test
            and not self._index.is_in_package(module)
            and not _is_collected(module)
            and module not in self._imported_modules
        )

    def is_unbound(self, module: Module, name: str) -> bool:
        """Tell whether a name that a file uses is certainly bound nowhere."""
        if module.facts.dynamic:
            return False
        return isinstance(self.member(module, name), Missing)

    def suggest_binding(self, module: Module, name: str) -> str | None:
        """Return the name of a file that an unbound one most likely stands for.

        Only an imported name under another alias, and the same words in another
        order, are evidence enough.
        """
        for found in module.facts.imports:
            if found.name == name and found.is_renamed and not found.scope:
                return found.bound
        wanted = words(name)
        if len(wanted) <= 1:
            return None
        return next(
            (n for n in sorted(self.public_names(module)) if words(n) == wanted), None
        )

    def suggest_name(self, missing: Missing) -> str | None:
        """Return where a missing name may have gone, as a sentence."""
        homes = [d.dotted for d in self.definitions_by_name.get(missing.name, ())]
        if len(homes) == 1:
            return f"`{missing.name}` is defined as `{homes[0]}`."
        if isinstance(missing.module, Module):
            twin = closest(missing.name, self.public_names(missing.module))
            if twin is not None:
                return f"Did you mean `{twin}`?"
        return None

    def suggest_module(self, missing: MissingModule) -> str | None:
        """Return where a missing module may have gone, as a sentence."""
        leaf = missing.dotted.rpartition(".")[2]
        prefix = missing.location.rpartition("/")[0]
        siblings = {
            module.location.rpartition("/")[2]: module.name
            for module in self.modules
            if module.location.rpartition("/")[0] == prefix
        }
        twin = closest(leaf, siblings)
        if twin is not None:
            return f"Did you mean `{siblings[twin]}`?"
        homes = [module.name for module in self.locations_by_name.get(leaf, ())]
        return f"There is a module `{homes[0]}`." if len(homes) == 1 else None
