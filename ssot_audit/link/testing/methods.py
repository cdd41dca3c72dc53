"""The tests that a class has, its own and those it inherits.

Sources: `PyCollector.collect` of `_pytest/python.py` (9.2), and `getTestCaseNames` of
`unittest/loader.py`.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

import msgspec

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition, Symbols

_FIXTURES = frozenset({"fixture", "yield_fixture"})
_NO_FUNCTIONS = frozenset({"property", "cached_property", "abstractproperty"})
_MULTIPLIERS = frozenset(
    {"data", "expand", "file_data", "idata", "named_data", "named_parameters", "unpack"}
)
"""Last segments of decorators that put other tests in the place of one."""


def last(dotted: str) -> str:
    """Return the last segment of a dotted name."""
    return dotted.rpartition(".")[2]


def matches(name: str, options: tuple[str, ...]) -> bool:
    """Tell whether a name has one of some prefixes, or matches one of the patterns."""
    return any(
        name.startswith(option)
        or (any(sign in option for sign in "*?[") and fnmatchcase(name, option))
        for option in options
    )


def is_callable(function: facts.Function) -> bool:
    """Tell whether what a name is bound to is still a function, and no fixture."""
    names = {last(decorator) for decorator in function.decorators}
    return names.isdisjoint(_FIXTURES) and names.isdisjoint(_NO_FUNCTIONS)


def is_refused(function: facts.Function) -> bool:
    """Tell whether pytest refuses a function since it is a generator."""
    return (
        function.is_generator
        and not function.is_async
        and all(
            decorator.startswith(("pytest.mark.", "mark."))
            for decorator in function.decorators
        )
    )


class Method(msgspec.Struct, frozen=True, eq=False):
    """A name of a class that stands for a function or a class in it."""

    name: str
    what: ClassNode | facts.Function | None
    """None: it may be a test, as what a call gives is."""
    owner: ClassNode
    """The class that has it."""
    module: Module
    """Where the function or class is written."""
    doubt: str = ""


class Methods:
    """What classes hold under which name."""

    def __init__(
        self,
        symbols: Symbols,
        hierarchy: Hierarchy,
        tests_in: Callable[[Module], ModuleTests],
        names: tuple[str, ...],
    ) -> None:
        """Remember whom to ask; `names` are what tests are called anywhere."""
        self._names = names
        self._symbols = symbols
        self._hierarchy = hierarchy
        self._tests_in = tests_in
        self._own: dict[ClassNode, dict[str, Method | None]] = {}
        self._classes: dict[Module, dict[str, ClassNode]] = {}

    def of(self, node: ClassNode) -> Iterator[Method]:
        """Yield what a class holds, that of its bases first, each name once."""
        seen: set[str] = set()
        rows = []
        for ancestor in node.mro:
            own = self.own(ancestor)
            rows.append([m for name, m in own.items() if name not in seen and m])
            seen.update(own)
        for row in reversed(rows):
            yield from row

    def own(self, node: ClassNode) -> dict[str, Method | None]:
        """Return what a class itself binds; None for what certainly is no test."""
        known = self._own.get(node)
        if known is None:
            known = self._own[node] = dict(self._read(node))
        return known

    @staticmethod
    def doubt(function: facts.Function) -> str:
        """Tell why a function may not be one test of its name."""
        for decorator in function.decorators:
            if last(decorator) in _MULTIPLIERS or decorator.startswith("parameterized"):
                return f"`{decorator}` makes tests of other names"
        return ""

    def replaced(self, node: ClassNode) -> Iterator[tuple[Method, facts.Redefinition]]:
        """Yield the functions of a class and its bases that a later one replaces."""
        for ancestor in node.mro:
            if ancestor.fact is None or ancestor.module is None:
                continue
            if not ancestor.module.facts.redefinitions:
                continue
            functions = {
                m.function.span: m.function for m in ancestor.fact.members if m.function
            }
            for found in ancestor.module.facts.redefinitions:
                first = functions.get(found.first)
                if first is not None and not ancestor.is_noted_when_made:
                    name = last(found.qualname)
                    yield Method(name, first, ancestor, ancestor.module), found

    def _read(self, node: ClassNode) -> Iterator[tuple[str, Method | None]]:
        if node.fact is None or node.module is None:
            return
        said = self._tests_in(node.module)
        by_name: dict[str, list[facts.Member]] = {}
        for member in node.fact.members:
            if member.is_assigned and self._may_be_test(member):
                by_name.setdefault(member.name, []).append(member)
        for name, members in by_name.items():
            qualname = f"{node.fact.qualname}.{name}"
            if qualname not in said.deleted:
                yield name, self._method(node, members, is_made=qualname in said.made)

    def _may_be_test(self, member: facts.Member) -> bool:
        """Tell whether some runner may take what has this name; most has another."""
        return member.kind == "class" or matches(member.name, self._names)

    def _method(
        self, node: ClassNode, members: list[facts.Member], *, is_made: bool
    ) -> Method | None:
        module, _ = node.source
        member = members[-1]
        doubt = ""
        if all(other.guard & facts.CONDITIONAL for other in members):
            doubt = f"`{member.name}` is bound in a branch"
        if member.function is not None:
            if not is_callable(member.function):
                return None
            doubt = self.doubt(member.function) or doubt
            return Method(member.name, member.function, node, module, doubt)
        if member.kind == "class":
            return self._nested(node, member, doubt)
        if member.kind == "import" or is_made:
            return _unknown(member, node, module)
        return self._alias(node, member, doubt) if member.value else None

    def _nested(
        self, node: ClassNode, member: facts.Member, doubt: str
    ) -> Method | None:
        module, known = node.source
        if module not in self._classes:
            nodes = self._hierarchy.in_module(module)
            self._classes[module] = {n.source[1].qualname: n for n in nodes}
        found = self._classes[module].get(f"{known.qualname}.{member.name}")
        return Method(member.name, found, node, module, doubt) if found else None

    def _alias(
        self, node: ClassNode, member: facts.Member, doubt: str
    ) -> Method | None:
        """Return what a name stands for that is set to another."""
        module, known = node.source
        for other in known.members:
            is_meant = member.value == f"{known.qualname}.{other.name}"
            if is_meant and other.function and other is not member:
                return Method(member.name, other.function, node, module, doubt)
        found = self._symbols.resolve(module, member.value)
        if isinstance(found, Definition):
            if isinstance(found.fact, facts.Function):
                return Method(member.name, found.fact, node, found.module, doubt)
            if isinstance(found.fact, facts.Class):
                what = self._hierarchy.node(found.module, found.fact)
                return Method(member.name, what, node, found.module, doubt)
        return _unknown(member, node, module)


def _unknown(member: facts.Member, node: ClassNode, module: Module) -> Method:
    return Method(member.name, None, node, module, "what it is set to is not known")
