"""On any import graph, contracts come to what grimp and import-linter make of them."""

from itertools import pairwise

import grimp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.config.import_contracts import (
    AnyContract,
    Forbidden,
    Independence,
    Layer,
    Layers,
)
from ssot_audit.link.import_contracts import Breach
from ssot_audit.link.rulings import Rulings
from tests.support.projects import linked

MODULES = tuple(f"app.{package}.{name}" for package in "abcd" for name in "xyz")
"""Members are `app.a` to `app.c`; chains pass `app.d`."""
MEMBERS = ("app.a", "app.b", "app.c")
ORDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("app.a",), ("app.b",), ("app.c",)),
    (("app.a", "app.b"), ("app.c",)),
)
Edges = set[tuple[str, str]]

edges = st.sets(
    st.tuples(st.sampled_from(MODULES), st.sampled_from(MODULES)).filter(
        lambda edge: edge[0] != edge[1]
    ),
    max_size=25,
)


def breaches(found: Edges, contract: AnyContract) -> dict[tuple[str, str], Breach]:
    files = {
        f"{module.replace('.', '/')}.py": "".join(
            f"import {target}\n"
            for importer, target in sorted(found)
            if importer == module
        )
        for module in MODULES
    }
    files |= {f"app/{package}/__init__.py": "" for package in "abcd"}
    program = linked({"app/__init__.py": "", **files})
    ruling = Rulings(program.modules, program.imports).on(contract)
    return {(each.importer, each.imported): each for each in ruling.breaches}


def graph(found: Edges) -> grimp.ImportGraph:
    made = grimp.ImportGraph()
    for name in ("app", *(f"app.{package}" for package in "abcd"), *MODULES):
        made.add_module(name)
    for importer, imported in found:
        made.add_import(importer=importer, imported=imported)
    return made


def lengths(breach: Breach) -> list[int]:
    return sorted(map(len, breach.chains))


@pytest.mark.parametrize("closed", [(), ("app.b",)])
@pytest.mark.parametrize("is_independent", [True, False])
@given(edges)
def test_layers_are_broken_by_the_same_pairs(
    closed: tuple[str, ...],
    is_independent: bool,
    found: Edges,
) -> None:
    for order in ORDERS:
        contract = Layers(
            order=tuple(Layer(m, is_independent=is_independent) for m in order),
            closed=closed,
        )
        layers = [
            grimp.Layer(
                *modules,
                independent=is_independent,
                closed=not set(modules).isdisjoint(closed),
            )
            for modules in order
        ]
        theirs = graph(found).find_illegal_dependencies_for_layers(layers)
        compare(breaches(found, contract), theirs)


@given(edges)
def test_independent_modules_come_to_each_other_alike(found: Edges) -> None:
    theirs = graph(found).find_illegal_dependencies_for_layers([set(MEMBERS)])
    compare(breaches(found, Independence(modules=MEMBERS)), theirs)


def compare(
    ours: dict[tuple[str, str], Breach], theirs: set[grimp.PackageDependency]
) -> None:
    expected = {(each.importer, each.imported): each for each in theirs}
    assert ours.keys() == expected.keys()
    for pair, breach in ours.items():
        routes = [len(route.middle) + 1 for route in expected[pair].routes]
        assert lengths(breach)[0] == min(routes)
        assert lengths(breach).count(1) == routes.count(1)


@given(edges)
def test_forbidden_modules_are_reached_alike(found: Edges) -> None:
    contract = Forbidden(sources=("app.a", "app.b"), targets=("app.c",))
    ours = breaches(found, contract)
    for source in contract.sources:
        chains = graph(found).find_shortest_chains(source, "app.c")
        breach = ours.get((source, "app.c"))
        assert (breach is None) == (not chains)
        if breach:
            assert lengths(breach)[0] == min(map(len, chains)) - 1


@given(edges)
def test_chains_are_chains_and_share_no_import(found: Edges) -> None:
    for pair, breach in breaches(found, Independence(modules=MEMBERS)).items():
        steps = [
            (step.importer.name, step.imported)
            for chain in breach.chains
            for step in chain
        ]
        assert len(steps) == len(set(steps))
        assert set(steps) <= found
        for chain in breach.chains:
            assert chain[0].importer.name.startswith(pair[0])
            assert chain[-1].imported.startswith(pair[1])
            for one, other in pairwise(chain):
                assert one.target is other.importer
