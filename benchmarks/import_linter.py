"""The contracts of our configuration as import-linter's, and what it says of them."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import grimp
import importlinter.configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract, ContractCheck

from ssot_audit.config.import_contracts import (
    AnyContract,
    EdgeKind,
    Forbidden,
    Independence,
    Layer,
    Layers,
    Protected,
)

Names = tuple[str, ...]
_PAIR = 2


class Session:
    """The import graph of one package, as grimp builds it."""

    def __init__(self, package: str, folder: Path) -> None:
        """Prepare for the package in a folder."""
        importlinter.configuration.configure()
        sys.path.insert(0, str(folder))
        self.package = package
        self.building = 0.0
        """Seconds of the processor that went into graphs."""
        self._graphs: dict[bool, grimp.ImportGraph] = {}

    def graph(self, contract: AnyContract) -> grimp.ImportGraph:
        """Return a copy of the graph that has the imports a contract counts."""
        without_types = EdgeKind.TYPE_ONLY not in contract.imports
        if without_types not in self._graphs:
            start = process_time()
            self._graphs[without_types] = grimp.build_graph(
                self.package,
                include_external_packages=True,
                exclude_type_checking_imports=without_types,
                cache_dir=None,
            )
            self.building += process_time() - start
        return deepcopy(self._graphs[without_types])


@dataclass(slots=True)
class Chains:
    """How one module comes to import another, over any number of others."""

    direct: dict[Names, tuple[int, ...]] = field(default_factory=dict)
    """Lines by importer and imported."""
    listed: list[Names] = field(default_factory=list)
    """Those over others; of those that differ only in their ends, the first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What import-linter says of one contract."""

    package: str
    graph: grimp.ImportGraph
    is_broken: bool
    chains: Mapping[tuple[str, str], Chains]
    """By who imports what."""
    undeclared: frozenset[str]

    def known_as(self, name: str) -> str:
        """Return a name as import-linter has it: of a dependency, the first part."""
        return name if self.is_inside(name) else name.partition(".")[0]

    def is_inside(self, name: str) -> bool:
        """Tell whether a module is in the package; import-linter sees no other."""
        return name.partition(".")[0] == self.package

    def has(self, chain: Names) -> bool:
        """Tell whether all imports of a chain are in its graph."""
        return all(
            self.graph.direct_import_exists(importer=importer, imported=imported)
            for importer, imported in pairwise(chain)
        )


def judged_by_import_linter(session: Session, contract: AnyContract) -> Judged:
    """Have import-linter judge one of our contracts."""
    graph = session.graph(contract)
    if isinstance(contract, Layers) and contract.closed:
        return _closed(session, contract, graph)
    kind, options = _said(contract)
    options |= {
        "name": contract.name,
        "type": kind.type_name,
        "ignore_imports": [str(each) for each in contract.ignore],
    }
    common = {"root_packages": [session.package], "include_external_packages": "True"}
    made = kind(contract.name, session_options=common, contract_options=options)
    check = made.check(graph, verbose=False)
    return Judged(
        session.package,
        graph,
        not check.kept,
        _collected(_links(check)),
        frozenset(check.metadata.get("undeclared_modules", ())),
    )


def _said(contract: AnyContract) -> tuple[type[Contract], dict[str, Any]]:
    match contract:
        case Layers():
            if not contract.transitive:
                raise ValueError("import-linter's layers are always transitive")
            options = {
                "layers": [_layer(each) for each in contract.order],
                "containers": list(contract.containers),
                "exhaustive": str(contract.exhaustive),
                "exhaustive_ignores": list(contract.exhaustive_ignores),
            }
            return LayersContract, {key: each for key, each in options.items() if each}
        case Forbidden():
            return ForbiddenContract, {
                "source_modules": list(contract.sources),
                "forbidden_modules": list(contract.targets),
                "allow_indirect_imports": str(not contract.transitive),
            }
        case Independence():
            return IndependenceContract, {"modules": list(contract.modules)}
        case Protected():
            return ProtectedContract, {
                "protected_modules": list(contract.modules),
                "allowed_importers": list(contract.allowed),
            }


def _layer(layer: Layer) -> str:
    names = [f"({n})" if n in layer.optional else n for n in layer.modules]
    return (" | " if layer.is_independent else " : ").join(names)


def _links(check: ContractCheck) -> Iterator[tuple[tuple[str, str], Sequence[Any]]]:
    """Yield who imports what, and the links of each chain."""
    for found in check.metadata.get("invalid_dependencies", ()):
        for route in found["routes"]:
            yield (found["importer"], found["imported"]), route["chain"]
    for found in check.metadata.get("invalid_chains", ()):
        pair = (found["downstream_module"], found["upstream_module"])
        for chain in found["chains"]:
            yield pair, chain if isinstance(chain, list) else chain["chain"]
    for found in check.metadata.get("illegal_imports", ()):
        for link in found.illegal_links:
            yield (link["importer"], found.top_level_module), [link]


def _collected(
    found: Iterator[tuple[tuple[str, str], Sequence[Any]]],
) -> Mapping[tuple[str, str], Chains]:
    chains: dict[tuple[str, str], Chains] = {}
    for pair, links in found:
        known = chains.setdefault(pair, Chains())
        names = (links[0]["importer"], *(link["imported"] for link in links))
        if len(names) == _PAIR:
            known.direct[names] = links[0]["line_numbers"]
        else:
            known.listed.append(names)
    return chains


def _closed(session: Session, contract: Layers, graph: grimp.ImportGraph) -> Judged:
    """Ask grimp itself: it knows closed layers, import-linter has no words for them."""
    layers = [
        grimp.Layer(
            *each.modules,
            independent=each.is_independent,
            closed=not set(each.modules).isdisjoint(contract.closed),
        )
        for each in contract.order
    ]
    chains: dict[tuple[str, str], Chains] = {}
    for found in graph.find_illegal_dependencies_for_layers(
        layers, set(contract.containers) or None
    ):
        known = chains.setdefault((found.importer, found.imported), Chains())
        for route in found.routes:
            names = (min(route.heads), *route.middle, min(route.tails))
            if route.middle:
                known.listed.append(names)
            else:
                known.direct[names] = _line_numbers(graph, names)
    return Judged(session.package, graph, bool(chains), chains, frozenset())


def _line_numbers(graph: grimp.ImportGraph, names: Names) -> tuple[int, ...]:
    ((importer, imported),) = pairwise(names)
    details = graph.get_import_details(importer=importer, imported=imported)
    return tuple(each["line_number"] for each in details)
