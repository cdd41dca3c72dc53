"""Names in the contracts on imports that match nothing in the project."""

from collections.abc import Iterable, Iterator

from ssot_audit.config.import_contracts import Layers
from ssot_audit.config.settings import Settings
from ssot_audit.errors import Fault
from ssot_audit.link.layering import missing
from ssot_audit.link.module_names import ModuleNames
from ssot_audit.link.program import Program


def import_faults(program: Program, settings: Settings) -> Iterator[Fault]:
    """Yield a fault for each name in a contract on imports that leads nowhere."""
    if not settings.import_contracts:
        return
    names = ModuleNames(program.modules)
    for layers in settings.layers:
        yield from _layer_faults(names, layers)
    for forbidden in settings.forbidden:
        yield from _unmatched(names, f"{forbidden.where}.from", forbidden.sources)
        yield from _unknown(names, f"{forbidden.where}.to", forbidden.targets)
    for independence in settings.independence:
        where = f"{independence.where}.modules"
        yield from _unmatched(names, where, independence.modules)
        found = {each for p in independence.modules for each in names.matching(p)}
        if len(found) == 1:
            yield Fault(where, f"`{found.pop()}` alone is independent of nothing")
    for protected in settings.protected:
        yield from _unknown(names, f"{protected.where}.modules", protected.modules)
        yield from _unmatched(names, f"{protected.where}.allowed", protected.allowed)


def _layer_faults(names: ModuleNames, contract: Layers) -> Iterator[Fault]:
    yield from _unmatched(names, f"{contract.where}.containers", contract.containers)
    for name in missing(contract, names):
        optional = f"; write `({name.rpartition('.')[2]})` if it need not exist"
        message = f"there is no module `{name}`{optional}"
        yield Fault(f"{contract.where}.order", message)


def _unmatched(
    names: ModuleNames, where: str, patterns: Iterable[str]
) -> Iterator[Fault]:
    for pattern in patterns:
        if not names.matching(pattern):
            yield Fault(where, f"`{pattern}` matches no module")


def _unknown(
    names: ModuleNames, where: str, patterns: Iterable[str]
) -> Iterator[Fault]:
    """Yield a fault for each name that is none of ours and below one of ours."""
    ours = (each for each in patterns if not names.may_be_outside(each))
    yield from _unmatched(names, where, ours)
