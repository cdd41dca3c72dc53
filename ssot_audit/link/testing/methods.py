"""The tests that a class has, its own and those it inherits.

Sources: `PyCollector.collect` of `_pytest/python.py` (9.2), and `getTestCaseNames` of
`unittest/loader.py`.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from ssot_audit.extract import facts
from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition, Symbols
from ssot_audit.link.testing.names import last, matches


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
        self._replaced: dict[ClassNode, list[tuple[Method, facts.Redefinition]]] = {}
        self._classes: dict[Module, dict[str, ClassNode]] = {}

    def of(self, node: ClassNode) -> Sequence[Method]:
        """Return what a class holds, that of its bases first, each name once."""
        seen: set[str] = set()
        rows: list[list[Method]] = []
        for ancestor in node.mro:
            own = self.own(ancestor)
            if own:
                rows.append([m for name, m in own.items() if name not in seen and m])
                seen.update(own)
        return [method for row in reversed(rows) for method in row]

    def own(self, node: ClassNode) -> dict[str, Method | None]:
        """Return what a class itself binds; None for what certainly is no test."""
        known = self._own.get(node)
        if known is None:
            known = self._own[node] = dict(self._read(node))
        return known

    def replaced(self, node: ClassNode) -> Iterator[tuple[Method, facts.Redefinition]]:
        """Yield the functions of a class and its bases that a later one replaces."""
        for ancestor in node.mro:
            if ancestor.module is None or not ancestor.module.facts.redefinitions:
                continue
            if ancestor not in self._replaced:
                self._replaced[ancestor] = list(_own_replaced(ancestor))
            yield from self._replaced[ancestor]

    def _read(self, node: ClassNode) -> Iterator[tuple[str, Method | None]]:
        if node.fact is None or node.module is None:
            return
        said, prefix = self._tests_in(node.module), node.fact.qualname
        by_name: dict[str, list[facts.Member]] = {}
        for member in node.fact.members:
            if member.is_assigned and (
                matches(member.name, self._names)
                or member.kind == "class"
                or (said.tested and f"{prefix}.{member.name}" in said.tested)
            ):
                by_name.setdefault(member.name, []).append(member)
        for name, members in by_name.items():
            if not said.deleted or f"{prefix}.{name}" not in said.deleted:
                yield name, self._method(node, members, said)

    def _method(
        self, node: ClassNode, members: list[facts.Member], said: ModuleTests
    ) -> Method | None:
        module, known = node.source
        member = members[-1]
        function = member.function
        if function is not None and not member.guard:
            return Method(member.name, function, node, module)
        qualname = f"{known.qualname}.{member.name}"
        if function is None and qualname in said.lambdas:
            function = of_lambda(qualname, member.span)
        doubt = ""
        if all(other.guard & facts.CONDITIONAL for other in members) and not (
            len(members) > 1 and all(other.function for other in members)
        ):
            doubt = f"`{member.name}` is bound in a branch"
        if function is not None:
            return Method(member.name, function, node, module, doubt)
        if member.kind == "class":
            return self._nested(node, member, doubt)
        if member.kind == "import" or qualname in said.made:
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
        meant = [
            other
            for other in known.members
            if member.value == f"{known.qualname}.{other.name}"
            and other.is_assigned
            and other.span < member.span
        ]
        if meant and (meant[-1].function or meant[-1].kind != "class"):
            if any(other.guard & facts.CONDITIONAL for other in meant):
                doubt = doubt or f"`{meant[-1].name}` is bound in a branch"
            function = meant[-1].function
            if function is None:
                return None
            return Method(member.name, function, node, module, doubt)
        found = self._symbols.resolve(module, member.value)
        if isinstance(found, Definition):
            if isinstance(found.fact, facts.Function):
                return Method(member.name, found.fact, node, found.module, doubt)
            if isinstance(found.fact, facts.Class):
                what = self._hierarchy.node(found.module, found.fact)
                return Method(member.name, what, node, found.module, doubt)
        return self._borrowed(node, member, doubt) or _unknown(member, node, module)

    def _borrowed(
        self, node: ClassNode, member: facts.Member, doubt: str
    ) -> Method | None:
        """Return the method of another class that a name is set to."""
        owner, _, name = member.value.rpartition(".")
        other = self._hierarchy.resolve(node.source[0], owner) if owner else ""
        if isinstance(other, ClassNode) and other.fact is not None:
            for borrowed in other.fact.members:
                if borrowed.name == name and borrowed.function:
                    module = other.source[0]
                    return Method(member.name, borrowed.function, node, module, doubt)
        return None


def _own_replaced(node: ClassNode) -> Iterator[tuple[Method, facts.Redefinition]]:
    module, known = node.source
    functions = {m.function.span: m.function for m in known.members if m.function}
    for found in module.facts.redefinitions:
        first = functions.get(found.first)
        if first is not None and not node.is_noted_when_made:
            yield Method(last(found.qualname), first, node, module), found


def of_lambda(qualname: str, span: facts.Span) -> facts.Function:
    """Return what a name that is set to a `lambda` stands for."""
    return facts.Function(
        qualname=qualname,
        span=span,
        parameters=(),
        is_async=False,
        is_generator=False,
        body=facts.Body.REAL,
        may_return_awaitable=True,
        decorators=(),
        returns="",
        deprecation=None,
        guard=0,
    )


def _unknown(member: facts.Member, node: ClassNode, module: Module) -> Method:
    return Method(member.name, None, node, module, "what it is set to is not known")
