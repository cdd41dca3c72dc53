"""Names in the configuration that match nothing in the project.

A contract whose interface was renamed checks nothing and looks like success; that is
an error of the configuration, said loudly (incident 8).
"""

import difflib
from collections.abc import Iterable, Iterator

from ssot_audit.config.settings import (
    Canonical,
    Contract,
    Deprecation,
    Environment,
    EventGroup,
    Owner,
    Settings,
)
from ssot_audit.errors import Fault
from ssot_audit.extract.mention_facts import is_mentionable
from ssot_audit.link.declared_keys import named_declarations
from ssot_audit.link.homes import home_of
from ssot_audit.link.located import MissingModule
from ssot_audit.link.patterns import owner_matcher
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Missing
from ssot_audit.rules.import_targets import import_faults


def target_faults(program: Program, settings: Settings) -> Iterator[Fault]:
    """Yield a fault for each configured name that leads nowhere."""
    for contract in settings.contracts:
        yield from _contract_faults(program, contract)
    for deprecation in settings.deprecations:
        yield from _deprecation_faults(program, deprecation)
    yield from _canonical_faults(program, settings.canonical)
    for group in settings.events:
        yield from _event_faults(program, group)
    for owner in settings.owners:
        yield from _owner_faults(program, owner)
    for argument in settings.arguments:
        if _is_missing(program, argument.callable):
            yield Fault(
                f"{argument.where}.callable",
                f"`{argument.callable}` does not exist in the project",
            )
    if settings.environment is not None:
        yield from _environment_faults(program, settings.environment)
    yield from import_faults(program, settings)


def _contract_faults(program: Program, contract: Contract) -> Iterator[Fault]:
    if program.interface(contract.interface) is None:
        hint = _hint(
            contract.interface, [node.dotted for node in program.hierarchy.classes]
        )
        yield Fault(
            f"{contract.where}.interface",
            f"there is no class `{contract.interface}` in the project{hint}",
        )
    for pattern in contract.implementers:
        if not program.implementers([pattern]):
            yield Fault(
                f"{contract.where}.implementers",
                f"`{pattern}` matches no production class",
            )


def _deprecation_faults(program: Program, deprecation: Deprecation) -> Iterator[Fault]:
    if deprecation.use is not None and _is_missing(program, deprecation.use):
        yield Fault(
            f"{deprecation.where}.use",
            f"`{deprecation.use}` does not exist, so nobody can migrate to it",
        )


def _canonical_faults(
    program: Program, declared: tuple[Canonical, ...]
) -> Iterator[Fault]:
    homes: dict[str, str] = {}
    for canonical in declared:
        first = homes.setdefault(canonical.name, canonical.home)
        if first != canonical.home:
            yield Fault(
                f"{canonical.where}.home",
                f"the home of `{canonical.name}` is already `{first}`",
            )
            continue
        problem = home_of(program, canonical)
        if isinstance(problem, str):
            yield Fault(f"{canonical.where}.home", problem)


def _event_faults(program: Program, group: EventGroup) -> Iterator[Fault]:
    for name in group.names:
        if not is_mentionable(name):
            yield Fault(
                f"{group.where}.names",
                f"`{name}` is no text of two words or more, such as `order_paid`",
            )
    for pattern in group.handlers:
        if not program.implementers([pattern]):
            yield Fault(
                f"{group.where}.handlers", f"`{pattern}` matches no production class"
            )


def _owner_faults(program: Program, owner: Owner) -> Iterator[Fault]:
    if _is_missing(program, owner.of):
        yield Fault(f"{owner.where}.of", f"`{owner.of}` does not exist in the project")
    yield from _unmatched(program, owner.owners, owner.where)


def _unmatched(program: Program, owners: Iterable[str], where: str) -> Iterator[Fault]:
    for owner in owners:
        matches = owner_matcher(owner)
        if not any(matches(module.name) for module in program.modules):
            yield Fault(f"{where}.owners", f"`{owner}` matches no module")


def _environment_faults(program: Program, environment: Environment) -> Iterator[Fault]:
    found = program.lookup(environment.accessor)
    if found is None or isinstance(found, Missing | MissingModule):
        yield Fault(
            f"{environment.where}.accessor",
            f"`{environment.accessor}` does not exist in the project",
        )
    yield from _unmatched(program, environment.owners, environment.where)
    for name, declaration in named_declarations(program, environment.declared):
        if declaration is None:
            yield Fault(
                f"{environment.where}.declared",
                f"`{name}` is no `.env` file here, and no class of settings",
            )


def _is_missing(program: Program, dotted: str) -> bool:
    """Tell whether a name of ours leads nowhere; names of others are not judged."""
    found = program.lookup(dotted)
    if found is not None:
        return isinstance(found, Missing)
    top = dotted.partition(".")[0]
    return program.lookup(top) is not None


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
