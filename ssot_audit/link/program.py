"""`Program`: the queries that rules are written in, and nothing else."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial

from ssot_audit.config.settings import Contract, Deprecation, Environment
from ssot_audit.discover.paths import name_of, parent_of
from ssot_audit.discover.source import SourceTree
from ssot_audit.extract import facts, use_facts
from ssot_audit.extract.documents.reader import read_document
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.flow_facts import ModuleFlow, decoded
from ssot_audit.extract.mention_facts import Mentions, decoded_mentions
from ssot_audit.extract.second_look import MENTIONS, USES, SecondLook
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.extract.testing.facts import decoded as decoded_tests
from ssot_audit.extract.tests_in_files import consists_of_tests
from ssot_audit.extract.use_facts import ModuleUses
from ssot_audit.link.absences import Absences
from ssot_audit.link.broken_imports import BrokenImport, broken_imports
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.deprecations import Deprecated, Deprecations
from ssot_audit.link.documents import Documents, Read
from ssot_audit.link.flow.annotated import arrivals
from ssot_audit.link.flow.call_sites import CallSites
from ssot_audit.link.flow.shortfalls import Consumers
from ssot_audit.link.flow.solver import Solver
from ssot_audit.link.imports import ImportGraph
from ssot_audit.link.located import Located, Module, Namespace
from ssot_audit.link.modules import ModuleIndex
from ssot_audit.link.namesakes import Namesakes
from ssot_audit.link.object_flow import ObjectFlow
from ssot_audit.link.obligations import Declaration, Obligations
from ssot_audit.link.parallels import Parallels
from ssot_audit.link.patterns import matcher, owner_matcher
from ssot_audit.link.required_versions import RequiredVersions
from ssot_audit.link.stdlib import StdlibTable, load
from ssot_audit.link.suggestions import Suggestions
from ssot_audit.link.symbols import Definition, Missing, Resolution, Symbols
from ssot_audit.link.takings import Taking, takings
from ssot_audit.link.testing import awaiting
from ssot_audit.link.testing.async_plugins import AsyncPlugins
from ssot_audit.link.testing.checking import Checks
from ssot_audit.link.testing.collection import Collection as Collected
from ssot_audit.link.testing.collection import Sources, collection
from ssot_audit.link.testing.settings import PytestSettings, SettingsOfTests
from ssot_audit.link.undeclared import Undeclared, undeclared
from ssot_audit.link.uses import UsesOfThings

_COLLECTED = re.compile(r"test_.*|.*_test")
"""Names of the files that pytest and unittest look into."""


def _is_collected(module: Module) -> bool:
    """Tell whether a test runner finds something to run in a file."""
    name = module.location.rpartition("/")[2]
    has_tests = module.facts.classes or any(
        function.qualname.startswith("test") for function in module.facts.functions
    )
    return name == "conftest" or bool(has_tests and _COLLECTED.fullmatch(name))


def _holds_tests(module: Module) -> bool:
    """Tell whether some function or method of a file is a test by its name."""
    names = [function.qualname for function in module.facts.functions]
    members = [m for made in module.facts.classes for m in made.members]
    names += [member.name for member in members if member.function]
    return any(name.startswith("test_") for name in names)


class Program:
    """All files of a project, linked."""

    def __init__(
        self,
        tree: SourceTree,
        known: Mapping[str, ModuleFacts],
        read: Read | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        """Link the facts of each path; queries are answered when first asked.

        `read` returns the facts of a document, and `second_look` more of a file; None:
        as they are found in the tree.
        """
        self.tree = tree
        self.documents = Documents(
            tree.documents, read or partial(read_document, tree, None)
        )
        """The files that are no Python."""
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
        self._uses: dict[Module, ModuleUses] = {}
        self._flows: dict[Module, ModuleFlow] = {}
        self._tests_in: dict[Module, ModuleTests] = {}
        self._mentions: dict[Module, Mentions] = {}
        self._second_look = second_look or SecondLook(tree)
        self.searched: set[str] = set()
        """Words by which it was told of which files mentions are looked at."""

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
    def parallels(self) -> Parallels:
        """Which modules repeat each other's names on purpose."""
        return Parallels(self.modules)

    @cached_property
    def namesakes(self) -> Namesakes:
        """Classes that have their name in common."""
        return Namesakes(self.modules, self.hierarchy, self.parallels)

    @cached_property
    def takings(self) -> tuple[Taking, ...]:
        """Every import of a definition."""
        return tuple(takings(self._index, self._symbols))

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
    def mentioned_keys(self) -> frozenset[str]:
        """Texts in capitals that some literal is: they may be keys of settings."""
        return frozenset(
            name for module in self.modules for name in module.facts.capitals
        )

    def reads_computed_keys(self, owners: Sequence[str]) -> bool:
        """Tell whether production reads keys of the environment that no literal is.

        Not counted are the modules that read what others ask them for.
        """
        owned = [owner_matcher(pattern) for pattern in owners]
        return any(
            access.key is None and access.kind in {"read", "contains"}
            for module in self.production
            if not any(matches(module.name) for matches in owned)
            for access in module.facts.environment
        )

    @cached_property
    def production(self) -> tuple[Module, ...]:
        """The files that are not tests."""
        return tuple(module for module in self.modules if not module.is_test)

    @cached_property
    def _objects(self) -> ObjectFlow:
        return ObjectFlow(
            self._symbols, self.hierarchy, self.absences, self.production, self.flow
        )

    @property
    def object_flow(self) -> Solver:
        """Which objects reach what in production code."""
        return self._objects.solver

    @property
    def consumers(self) -> Consumers:
        """What objects reach production code, and what it asks of them."""
        return self._objects.consumers

    @property
    def call_sites(self) -> CallSites:
        """Which calls in production code can reach which function or class."""
        return self._objects.call_sites

    def flow(self, module: Module) -> ModuleFlow:
        """Return the flow of values through a module's functions."""
        if module not in self._flows:
            self._flows[module] = decoded(module.facts.flow)
        return self._flows[module]

    def tests_in(self, module: Module) -> ModuleTests:
        """Return what a module says of tests."""
        if module not in self._tests_in:
            self._tests_in[module] = decoded_tests(module.facts.tests)
        return self._tests_in[module]

    @cached_property
    def settings_of_tests(self) -> SettingsOfTests:
        """What pytest is told, by directory."""
        setups = (m for m in self.modules if name_of(m.path) == "setup.py")
        return SettingsOfTests(self.documents, (parent_of(m.path) for m in setups))

    def test_settings(self, module: Module) -> PytestSettings:
        """Return the settings of pytest that apply to a file."""
        return self.settings_of_tests.of(module)

    @cached_property
    def broken_imports(self) -> tuple[BrokenImport, ...]:
        """The imports of what is ours and does not exist, in the order of files."""
        return tuple(
            broken_imports(
                self._index, self._symbols, self.stored_attributes, self.is_stray
            )
        )

    @cached_property
    def tests(self) -> Collected:
        """Which tests are written, and which of them a runner collects."""
        return collection(
            Sources(
                self.modules,
                self.tree.dependencies,
                self._symbols,
                self.locate,
                self.hierarchy,
                self.imports,
                self.broken_imports,
                self.test_settings,
                lambda m: self.settings_of_tests.all_at(parent_of(m.path)),
                cache(self.tests_in),
            )
        )

    @cached_property
    def checks(self) -> Checks:
        """What the tests check."""
        return Checks(self.modules, self.hierarchy, self.resolve, self.tests_in)

    @cached_property
    def awaiting(self) -> awaiting.Awaiting:
        """Which tests nothing awaits."""
        declared = self.tree.dependencies
        return awaiting.Awaiting(
            awaiting.Sources(
                self.modules,
                self.hierarchy,
                AsyncPlugins(self.modules, self.documents, declared, self.tests_in),
                self.test_settings,
                self.tests_in,
                tuple(awaiting.taken(self.tests, self.hierarchy)),
            )
        )

    def mentions(self, module: Module) -> Mentions:
        """Return the texts and constants of a module that may be names of events.

        A module of tests has none.
        """
        known = module.facts
        if module not in self._mentions:
            is_test = consists_of_tests(known.functions, known.classes)
            found = b"" if is_test else self._seen(module, MENTIONS)
            self._mentions[module] = decoded_mentions(found)
        return self._mentions[module]

    def mentioning(self, words: Collection[str]) -> Iterator[Module]:
        """Yield the modules of production whose text has any of some words in it."""
        self.searched.update(words)
        for module in self.production:
            if self._second_look.holds(module.file, words):
                yield module

    def _seen(self, module: Module, name: str) -> bytes:
        return self._second_look.at(module.file, module.facts, name)

    @property
    def mentioned(self) -> Mapping[Module, Mentions]:
        """The mentions that somebody has asked for."""
        return self._mentions

    @property
    def flows(self) -> Mapping[Module, ModuleFlow]:
        """The flows that somebody has asked for."""
        return self._flows

    def uses(self, module: Module) -> ModuleUses:
        """Return where a module uses what it imports."""
        if module not in self._uses:
            self._uses[module] = use_facts.decoded(self._seen(module, USES))
        return self._uses[module]

    @cached_property
    def things(self) -> UsesOfThings:
        """Who uses what the configuration names."""
        return UsesOfThings(self._index, self._symbols, self.uses)

    @cached_property
    def required_versions(self) -> RequiredVersions:
        """Which versions of a dependency the project of a file accepts."""
        return RequiredVersions(self.documents)

    @property
    def asked_uses(self) -> Iterable[Module]:
        """The modules whose uses somebody has asked for."""
        return self._uses.keys()

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
    def suggestions(self) -> Suggestions:
        """Where missing names may have gone."""
        return Suggestions(self.modules, self._symbols)

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
        return self._judge_of(declared).judge(importer, found)

    def deprecated_names(
        self, declared: tuple[Deprecation, ...]
    ) -> Iterator[Deprecated]:
        """Yield what the configuration deprecates for every Python."""
        return self._judge_of(declared).declared_names

    def _judge_of(self, declared: tuple[Deprecation, ...]) -> Deprecations:
        if declared not in self._deprecations:
            self._deprecations[declared] = Deprecations(
                self._index,
                self._symbols,
                self.hierarchy,
                declared,
                self.tree.python_requires,
            )
        return self._deprecations[declared]

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

    @cached_property
    def absences(self) -> Absences:
        """What classes certainly lack."""
        return Absences(
            self.hierarchy, self.stdlib, self.called_names, self.stored_attributes
        )

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

    def is_test_code(self, module: Module) -> bool:
        """Tell whether a file among the tests is there to test.

        A public package may be called `test`, and a module `connection_test`: what is
        not below `tests`, or `test` at the top, has to hold tests.
        """
        first, *others = module.location.split("/")
        return first == "test" or "tests" in {first, *others} or _holds_tests(module)

    def is_shipped(self, module: Module) -> bool:
        """Tell whether a file is part of a package, and so no script."""
        return self._index.is_in_package(module)

    def is_unbound(self, module: Module, name: str) -> bool:
        """Tell whether a name that a file uses is certainly bound nowhere."""
        if module.facts.dynamic:
            return False
        return isinstance(self.member(module, name), Missing)
