"""The part of the import graph that a change affects, as a Mermaid diagram.

Mermaid refuses large diagrams and forges markup from labels, so nodes have ids of our
own, labels are quoted with every odd character as an entity
(https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters), and
modules are put together by package until the rest is small enough.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.link.import_changes import ImportChanges, Pair, State
from ssot_audit.report.figures import counted
from ssot_audit.report.markdown_text import code, short
from ssot_audit.report.printable import printable

_NODES, _EDGES = 59, 149
_LABEL = 60
"""Characters of a name."""
_CODED = 120
"""Characters of a name with its entities."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._ ")
_ARROWS = {State.ADDED: "==>", State.REMOVED: "-.->"}
_STYLES = (
    "classDef new fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4",
    "classDef changed fill:#fff8c5,stroke:#9a6700,color:#1f2328",
)
_CYCLES = 6
"""Imports on new cycles that are named."""
_RED = "stroke:#cf222e,stroke-width:3px"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is drawn: modules, or packages with all that is in them."""

    nodes: Mapping[str, State]
    edges: Mapping[Pair, State]
    red: frozenset[Pair]
    depth: int
    """Segments of the names; 0: all of them."""


def graph_section(changes: ImportChanges) -> str:
    """Return the diagram with its caption; empty if no module changed."""
    if not any(state is not State.KEPT for state in changes.modules.values()):
        return ""
    drawing = _fitting(changes)
    title = "### Imports around the change"
    diagram = "\n".join(("```mermaid", *_lines(drawing), "```"))
    return f"{title}\n\n{_caption(changes, drawing)}\n\n{diagram}"


def _fitting(changes: ImportChanges) -> _Drawing:
    drawing = _Drawing(changes.modules, changes.edges, changes.closed, 0)
    depth = max(name.count(".") for name in changes.modules)
    while depth and not _fits(drawing):
        drawing = _by_package(changes, depth)
        depth -= 1
    return drawing if _fits(drawing) else _cut(drawing)


def _fits(drawing: _Drawing) -> bool:
    return len(drawing.nodes) <= _NODES and len(drawing.edges) <= _EDGES


def _by_package(changes: ImportChanges, depth: int) -> _Drawing:
    """Put modules together by the first segments of their names.

    Only imports that came, went or close a cycle are drawn then.
    """
    edges: dict[Pair, set[State]] = {}
    red = set()
    for (importer, target), state in changes.edges.items():
        pair = _package(importer, depth), _package(target, depth)
        if pair[0] != pair[1]:
            edges.setdefault(pair, set()).add(state)
            if (importer, target) in changes.closed:
                red.add(pair)
    for importer, target in changes.others:
        pair = _package(importer, depth), _package(target, depth)
        if pair in edges:
            edges[pair].add(State.KEPT)
    shown = {
        pair: state
        for pair, states in edges.items()
        if (state := _joint(states)) is not State.KEPT or pair in red
    }
    nodes: dict[str, set[State]] = {}
    for name, state in changes.modules.items():
        nodes.setdefault(_package(name, depth), set()).add(state)
    changed = {name for name, states in nodes.items() if states != {State.KEPT}}
    wanted = set().union(*shown) if shown else changed
    return _Drawing(
        {name: _joint(nodes[name]) for name in sorted(wanted)},
        shown,
        frozenset(red),
        depth,
    )


def _package(name: str, depth: int) -> str:
    return ".".join(name.split(".")[:depth])


def _joint(states: set[State]) -> State:
    """Return what became of several together; of imports, one that stays is enough."""
    if len(states) == 1:
        return next(iter(states))
    return State.CHANGED


def _cut(drawing: _Drawing) -> _Drawing:
    """Leave out what is too much even so: first what has no import that changed."""
    weight = Counter(name for pair in drawing.edges for name in pair)
    ranked = sorted(drawing.nodes, key=lambda name: (-weight[name], name))
    kept = set(ranked[:_NODES])
    nodes = {name: state for name, state in drawing.nodes.items() if name in kept}
    edges = [
        (pair, state) for pair, state in drawing.edges.items() if kept.issuperset(pair)
    ]
    edges.sort(key=lambda edge: edge[0] not in drawing.red)
    return _Drawing(nodes, dict(edges[:_EDGES]), drawing.red, drawing.depth)


def _caption(changes: ImportChanges, drawing: _Drawing) -> str:
    modules = Counter(changes.modules.values())
    edges = Counter(changes.edges.values())
    in_all = (
        f"{counted(modules[State.CHANGED], 'module')} changed, "
        f"{modules[State.ADDED]} new, {modules[State.REMOVED]} removed; "
        f"{counted(edges[State.ADDED], 'import')} new (thick), "
        f"{edges[State.REMOVED]} removed (dotted). Tests, and imports for types only, "
        "are left out."
    )
    words = [in_all]
    if changes.closed:
        words.append(_cycles(changes))
    if drawing.depth:
        words.append(
            "Drawn by package, with what changed between packages (a plain arrow where "
            "some imports stay); packages without such a change are left out."
        )
    missing = len(changes.modules) - len(drawing.nodes)
    if missing and not drawing.depth:
        words.append(f"{counted(missing, 'more module')} not drawn.")
    return " ".join(words)


def _cycles(changes: ImportChanges) -> str:
    """Return which imports are on a cycle now and were not before."""
    pairs = sorted(changes.closed)
    shown = ", ".join(
        f"{code(short(importer, _LABEL))} → {code(short(target, _LABEL))}"
        for importer, target in pairs[:_CYCLES]
    )
    more = len(pairs) - _CYCLES
    rest = f" and {more} more" if more > 0 else ""
    return f"On a cycle that there was not before (red): {shown}{rest}."


def _lines(drawing: _Drawing) -> Iterator[str]:
    yield "flowchart LR"
    ids = {name: f"n{number}" for number, name in enumerate(drawing.nodes)}
    for name, state in drawing.nodes.items():
        style = "" if state is State.KEPT else f":::{state.value}"
        yield f'  {ids[name]}["{label(name)}"]{style}'
    red = []
    for number, ((importer, target), state) in enumerate(drawing.edges.items()):
        arrow = _ARROWS.get(state, "-->")
        yield f"  {ids[importer]} {arrow} {ids[target]}"
        if (importer, target) in drawing.red:
            red.append(str(number))
    if red:
        yield f"  linkStyle {','.join(red)} {_RED}"
    yield from (f"  {style}" for style in _STYLES)


def label(name: str) -> str:
    """Return a name for the inside of a quoted label."""
    text = printable(name)
    if len(text) > _LABEL:
        text = f"…{text[1 - _LABEL :]}"
    coded = [char if char in _PLAIN else f"#{ord(char)};" for char in text]
    while sum(map(len, coded)) > _CODED:
        coded.pop(0)
    return "".join(coded) or "#32;"
