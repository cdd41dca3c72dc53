"""Which imports break the contracts on imports, and on which way.

A *member* is a module that a contract names, and stands for all below it. Chains pass
modules that are in no member: whoever comes to a member by way of another is told of
there. Only `[[forbidden]]` looks at each pair of members alone. This is how
import-linter judges.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ssot_audit.config.import_contracts import (
    Forbidden,
    Independence,
    Layers,
    Protected,
)
from ssot_audit.link.import_chains import Chain, ChainGraph, Node
from ssot_audit.link.layering import Relations, layerings
from ssot_audit.link.located import External, Module
from ssot_audit.link.module_names import ModuleNames, is_in, prefixes


@dataclass(frozen=True, slots=True)
class Breach:
    """A member that imports another although it may not."""

    importer: str
    imported: str
    chains: tuple[Chain, ...]
    """Shortest first; no two share an import."""
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
            coming = self._coming(inside, transitive=contract.transitive)
            for source in sources:
                overlaps = is_in(source, target) or is_in(target, source)
                if source in coming and not overlaps:
                    yield self._forbidden(source, target, contract)

    def protected(self, contract: Protected) -> Iterator[Breach]:
        """Yield which modules import a protected one and are not allowed to."""
        allowed = set(self._matching(contract.allowed))
        for target in self._with_outside(contract.modules):
            heads, _ = self._graph.heads(self._nodes(target), _none)
            by_importer: dict[str, list[Chain]] = {}
            for head in heads:
                name = head.importer.name
                if allowed.isdisjoint(prefixes(name)) and not is_in(name, target):
                    by_importer.setdefault(name, []).append((head,))
            for name, chains in by_importer.items():
                yield Breach(name, target, tuple(chains))

    def _related(self, relations: Relations, *, transitive: bool) -> Iterator[Breach]:
        """Yield which members import one that they must not, given their relations."""
        member = {m: _nearest(m.name, relations.members) for m in self._modules}
        inside: dict[str, list[Node]] = {}
        for module, name in member.items():
            if name is not None:
                inside.setdefault(name, []).append(module)

        def may_pass(module: Module) -> bool:
            return transitive and member[module] is None

        for target in sorted(inside):
            heads, _ = self._graph.heads(inside[target], may_pass)
            sources = {name for step in heads if (name := member[step.importer])}
            for source in sorted(sources):
                why = relations.between(source, target)
                if why:
                    chains = self._graph.chains(
                        partial(_is, member, source),
                        inside[target],
                        may_pass,
                    )
                    yield Breach(source, target, tuple(chains), why)

    def _coming(self, targets: list[Node], *, transitive: bool) -> set[str]:
        """Return the names of all who get to targets, and of what they are in."""
        heads, away = self._graph.heads(targets, lambda _: transitive)
        reached = {step.importer for step in heads}
        reached.update(node for node in away if isinstance(node, Module))
        return {name for module in reached for name in prefixes(module.name)}

    def _forbidden(self, source: str, target: str, contract: Forbidden) -> Breach:
        chains = self._graph.chains(
            lambda module: is_in(module.name, source),
            self._nodes(target),
            lambda module: contract.transitive and not is_in(module.name, source),
        )
        return Breach(source, target, tuple(chains))

    def _matching(self, patterns: Iterable[str]) -> tuple[str, ...]:
        found = {name for each in patterns for name in self._names.matching(each)}
        return tuple(sorted(found))

    def _with_outside(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        outside = {each for each in patterns if self._names.may_be_outside(each)}
        return tuple(sorted({*self._matching(patterns), *outside}))

    def _nodes(self, member: str) -> list[Node]:
        """Return the files of a member, or one node for what is not ours."""
        if member in self._names:
            return [module for module in self._modules if is_in(module.name, member)]
        return [External(member)]


def _is(member: Mapping[Module, str | None], name: str, module: Module) -> bool:
    return member[module] == name


def _none(_: Module) -> bool:
    return False


def _nearest(name: str, members: Mapping[str, object]) -> str | None:
    return next((each for each in prefixes(name) if each in members), None)
