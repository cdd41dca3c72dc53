"""Strongly connected components are those that networkx finds."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.link.components import components

NODES = st.integers(min_value=0, max_value=9)


@given(st.lists(st.tuples(NODES, NODES)))
def test_groups_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    successors: dict[int, list[int]] = {}
    for source, target in edges:
        successors.setdefault(source, []).append(target)
    graph: nx.DiGraph[int] = nx.DiGraph(edges)
    expected = {
        frozenset(group)
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1
    }
    found = list(components(successors))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_a_cycle_may_be_longer_than_python_recurses() -> None:
    length = 50_000
    ring = {number: [(number + 1) % length] for number in range(length)}
    assert [len(group) for group in components(ring)] == [length]
