"""Imports in cycles that find what they take, whoever is imported first.

A module of a package cannot run before its package does. So what a package binds above
its first import that leads back to it is there for all its modules, always.
"""

from collections.abc import Iterable, Iterator, Mapping

from ssot_audit.extract.facts import DEFERRED, TYPE_ONLY, Span
from ssot_audit.link.bindings import bindings_of
from ssot_audit.link.components import components
from ssot_audit.link.imports import Step
from ssot_audit.link.located import Module

_NOT_NOW = DEFERRED | TYPE_ONLY


def unsettled(steps: Iterable[Step]) -> list[Step]:
    """Return the steps on cycles, and of those only the ones that may fail.

    Without some of them the groups of modules are smaller, and the import of a package
    that leads into its group may come later: so it is asked again until none goes.
    """
    left = list(steps)
    of_each: dict[Module, list[Step]] = {}
    for step in left:
        of_each.setdefault(step.importer, []).append(step)
    while True:
        groups = list(_groups(left))
        left = [step for group in groups for step in _may_fail(group, of_each)]
        if len(left) == sum(map(len, groups)):
            return left


def _groups(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Yield the steps inside each group of modules that need each other."""
    inside: dict[Module, list[Step]] = {}
    targets: dict[Module, list[Module]] = {}
    for step in steps:
        if isinstance(step.target, Module):
            inside.setdefault(step.importer, []).append(step)
            targets.setdefault(step.importer, []).append(step.target)
    for group in components(targets):
        yield [step for m in group for step in inside[m] if step.target in group]


def _may_fail(
    group: Iterable[Step], of_each: Mapping[Module, Iterable[Step]]
) -> Iterator[Step]:
    """Yield the steps that are not from a module to what its package has by then."""
    members = {step.importer.location for step in group}
    bound: dict[Module, frozenset[str]] = {}
    for step in group:
        package = step.target
        if isinstance(package, Module) and _is_inside(step.importer, package):
            if package not in bound:
                first = _first_into(members, package, of_each[package])
                bound[package] = _bound_before(first, package)
            if all(found.name in bound[package] for found in step.imports):
                continue
        yield step


def _is_inside(module: Module, package: Module) -> bool:
    return package.file.is_package and module.location.startswith(
        f"{package.location}/"
    )


def _first_into(members: set[str], package: Module, steps: Iterable[Step]) -> Span:
    """Return a package's first import of a member of its group, or of what is below.

    What is below runs the packages above it first.
    """
    others = tuple(f"{location}/" for location in members - {package.location})
    return min(
        found.span
        for step in steps
        if isinstance(step.target, Module)
        and f"{step.target.location}/".startswith(others)
        for found in step.imports
    )


def _bound_before(first: Span, package: Module) -> frozenset[str]:
    return frozenset(
        name
        for name, bindings in bindings_of(package).items()
        if any(b.span < first and not b.guard & _NOT_NOW for b in bindings)
    )
