"""Which imports break the contracts on imports, and on which way.

A *member* is a module that a contract names, and stands for all below it. Chains pass
modules that are in no member: whoever comes to a member by way of another is told of
there. Only `[[forbidden]]` looks at each pair of members alone. This is how
import-linter judges, except that all its chains of a pair share no import, while here
each import that leads out of a member has its chain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.config.import_contracts import (
    Forbidden,
    ImportContract,
    Independence,
    Layers,
    Protected,
)
from ssot_audit.link.import_chains import (
    Arrivals,
    Chain,
    ChainGraph,
    Node,
    by_length,
)
from ssot_audit.link.layering import Relations, layerings
from ssot_audit.link.located import Module
from ssot_audit.link.module_names import ModuleNames, is_in, prefixes


@dataclass(frozen=True, slots=True)
class Breach:
    """A member that imports another although it may not."""

    importer: str
    imported: str
    chains: tuple[Chain, ...]
    """Shortest first; of those that begin with one import, a shortest one."""
    why: str = ""
    """What the one is to the other, e.g. `a higher layer`."""


class Judge:
    """Judges contracts by the imports that each of them counts."""

    def __init__(
        self, modules: tuple[Module, ...], names: ModuleNames, graph: ChainGraph
    ) -> None:
        """Take what is left of the import graph for one contract."""
        self._modules = modules
        self._names = names
        self._graph = graph

    def layers(self, contract: Layers) -> Iterator[Breach]:
        """Yield which layers import one that is above them, beside them or too low."""
        for relations in layerings(contract, self._names):
            yield from self._related(relations, transitive=contract.transitive)

    def independence(self, contract: Independence) -> Iterator[Breach]:
        """Yield which modules import each other."""
        members = self._matching(contract.modules)
        relations = Relations.all_apart(members)
        yield from self._related(relations, transitive=contract.transitive)

    def forbidden(self, contract: Forbidden) -> Iterator[Breach]:
        """Yield which sources get to which targets."""
        sources = self._matching(contract.sources)
        for target in self._with_outside(contract.targets):
            inside = self._nodes(target)
            found = self._graph.arrivals(inside, _passable(contract))
            reached = {*found.passed, *(step.importer for step in found.heads)}
            coming = {name for m in reached for name in prefixes(m.name)}
            for source in sources:
                overlaps = is_in(source, target) or is_in(target, source)
                if source in coming and not overlaps:
                    arrivals = self._from(source, inside, contract)
                    yield _breach(source, target, _heads_in(arrivals, source))

    def protected(self, contract: Protected) -> Iterator[Breach]:
        """Yield which modules import a protected one and are not allowed to."""
        allowed = set(self._matching(contract.allowed))
        for target in self._with_outside(contract.modules):
            arrivals = self._graph.arrivals(self._nodes(target), lambda _: False)
            by_importer: dict[str, list[Chain]] = {}
            for head in arrivals.heads:
                name = head.importer.name
                if allowed.isdisjoint(prefixes(name)) and not is_in(name, target):
                    by_importer.setdefault(name, []).append((head,))
            for name, chains in by_importer.items():
                yield _breach(name, target, chains)

    def _related(self, relations: Relations, *, transitive: bool) -> Iterator[Breach]:
        """Yield which members import one that they must not, given their relations."""
        member = {m: _nearest(m.name, relations.members) for m in self._modules}
        inside: dict[str, list[Node]] = {}
        for module, name in member.items():
            if name is not None:
                inside.setdefault(name, []).append(module)
        for target in sorted(inside):
            arrivals = self._graph.arrivals(
                inside[target],
                lambda module: transitive and member[module] is None,
            )
            by_source: dict[str, list[Chain]] = {}
            for head in arrivals.heads:
                source = member[head.importer]
                if source and relations.between(source, target):
                    by_source.setdefault(source, []).append(arrivals.chain(head))
            for source in sorted(by_source):
                why = relations.between(source, target)
                yield _breach(source, target, by_source[source], why)

    def _from(
        self, source: str, targets: list[Node], contract: ImportContract
    ) -> Arrivals:
        """Search again without chains that pass the source on their way."""
        return self._graph.arrivals(
            targets,
            lambda m: contract.transitive and not is_in(m.name, source),
        )

    def _matching(self, patterns: Iterable[str]) -> tuple[str, ...]:
        found = {name for each in patterns for name in self._names.matching(each)}
        return tuple(sorted(found))

    def _with_outside(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        outside = {each for each in patterns if self._names.may_be_outside(each)}
        return tuple(sorted({*self._matching(patterns), *outside}))

    def _nodes(self, member: str) -> list[Node]:
        """Return the files of a member, or what is imported of one that is not ours."""
        if member in self._names:
            return [module for module in self._modules if is_in(module.name, member)]
        return [node for node in self._graph.outside if is_in(node.dotted, member)]


def _passable(contract: ImportContract) -> Callable[[Module], bool]:
    return lambda _: contract.transitive


def _heads_in(arrivals: Arrivals, source: str) -> list[Chain]:
    return [
        arrivals.chain(head)
        for head in arrivals.heads
        if is_in(head.importer.name, source)
    ]


def _nearest(name: str, members: Mapping[str, object]) -> str | None:
    return next((each for each in prefixes(name) if each in members), None)


def _breach(source: str, target: str, chains: list[Chain], why: str = "") -> Breach:
    return Breach(source, target, tuple(sorted(chains, key=by_length)), why)
