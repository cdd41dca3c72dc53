"""What modules are to each other by the layers they are in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.config.import_contracts import Layer, Layers
from ssot_audit.link.module_names import ModuleNames


@dataclass(frozen=True, slots=True)
class Relations:
    """The layers of one container, from the highest down."""

    layers: tuple[Layer, ...]
    """With full names, of modules that exist."""
    members: Mapping[str, int]
    """Number of the layer by the name of a module."""
    closed: frozenset[int]
    """Numbers of the closed layers."""

    @classmethod
    def all_apart(cls, members: Iterable[str]) -> "Relations":
        """Return the relations of modules that may not import each other."""
        layer = Layer(tuple(members))
        return cls((layer,), dict.fromkeys(layer.modules, 0), frozenset())

    def between(self, importer: str, imported: str) -> str:
        """Return why an import is against the order; empty: it is not."""
        low, high = self.members[importer], self.members[imported]
        if low > high:
            return "a higher layer"
        if low == high:
            overlaps = f"{importer}.".startswith(f"{imported}.") or (
                f"{imported}.".startswith(f"{importer}.")
            )
            is_apart = self.layers[low].is_independent and not overlaps
            return "an independent sibling" if is_apart else ""
        between = [number for number in sorted(self.closed) if low < number < high]
        if not between:
            return ""
        passed = " | ".join(self.layers[between[0]].modules)
        return f"a layer below the closed `{passed}`"


def layerings(contract: Layers, names: ModuleNames) -> Iterator[Relations]:
    """Yield the layers in each container, or those without one."""
    for container in containers(contract, names):
        yield _relations(contract, container, names)


def containers(contract: Layers, names: ModuleNames) -> tuple[str, ...]:
    """Return the packages that have the layers; an empty name stands for none."""
    if not contract.containers:
        return ("",)
    found = {
        name
        for pattern in contract.containers
        for name in names.matching(pattern)
        if names.is_package(name) or "*" not in pattern
    }
    return tuple(sorted(found))


def missing(contract: Layers, names: ModuleNames) -> Iterator[str]:
    """Yield the full names of layers that should exist and do not."""
    for container in containers(contract, names):
        for layer in contract.order:
            for module in layer.modules:
                full = within(container, module)
                if module not in layer.optional and full not in names:
                    yield full


def undeclared(contract: Layers, names: ModuleNames) -> Iterator[tuple[str, str]]:
    """Yield what is in no layer of a container, and the container."""
    if not contract.exhaustive:
        return
    declared = {module for layer in contract.order for module in layer.modules}
    for container in containers(contract, names):
        for child in names.children(container):
            name = child.rpartition(".")[2]
            ranks = any(f"{each}.".startswith(f"{name}.") for each in declared)
            if not ranks and name not in contract.exhaustive_ignores:
                yield child, container


def within(container: str, module: str) -> str:
    """Return the full name of a module in a container."""
    return f"{container}.{module}" if container else module


def _relations(contract: Layers, container: str, names: ModuleNames) -> Relations:
    layers = tuple(
        Layer(
            tuple(
                full
                for module in layer.modules
                if (full := within(container, module)) in names
            ),
            is_independent=layer.is_independent,
        )
        for layer in contract.order
    )
    members = {
        module: number
        for number, layer in enumerate(layers)
        for module in layer.modules
    }
    closed = frozenset(
        number
        for number, layer in enumerate(contract.order)
        if not set(layer.modules).isdisjoint(contract.closed)
    )
    return Relations(layers, members, closed)
