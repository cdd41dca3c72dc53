"""How rules about duplicates word what they found."""

from collections.abc import Collection, Iterable, Sequence

from ssot_audit.link.namesakes import Namesake
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition
from ssot_audit.rules.finding import Hop, Part, Place

_SHOWN = 5


def listed(names: Collection[str]) -> str:
    """Return names in backticks, the first few of many."""
    shown = [f"`{name}`" for name in sorted(names)[:_SHOWN]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def number_of_sets(group: Iterable[Namesake]) -> int:
    """Return how many different sets of members some classes have."""
    return len({frozenset(one.members.items()) for one in group})


def parts(group: Iterable[Namesake]) -> tuple[Part, ...]:
    """Return a part for each definition, known by its module."""
    return tuple(
        Part(Place.of(one.module, one.node.source[1].span), one.node.dotted)
        for one in group
    )


def hops(program: Program, group: Sequence[Namesake]) -> tuple[Hop, ...]:
    """Return what each definition has and lacks, and how many modules import it."""
    users = _importers(program, group)
    everything = {name for one in group for name in one.members}
    return tuple(
        Hop(
            Place.of(one.module, one.node.source[1].span),
            f"{_described(one, group, everything)}; {_used(users[number])}",
        )
        for number, one in enumerate(group)
    )


def _described(
    one: Namesake, group: Sequence[Namesake], everything: Collection[str]
) -> str:
    rest = {name for other in group if other is not one for name in other.members}
    said = f"`{one.node.dotted}` has {_counted(len(one.members), 'member')}"
    own = one.members.keys() - rest
    lacked = everything - one.members.keys()
    if own:
        said += f", {listed(own)} alone"
    if lacked:
        said += f", not {listed(lacked)}"
    return said


def _used(number: int) -> str:
    return f"imported by {_counted(number, 'module')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _importers(program: Program, group: Sequence[Namesake]) -> list[int]:
    """Return how many modules import each class, through whatever path."""
    facts = [one.node.source[1] for one in group]
    names = {one.name for one in group}
    found: list[set[str]] = [set() for _ in group]
    for module in program.modules:
        for taken in module.facts.imports:
            if taken.name in names:
                target = program.imported(module, taken)
                for number, fact in enumerate(facts):
                    if isinstance(target, Definition) and target.fact is fact:
                        found[number].add(module.path)
    return [len(paths) for paths in found]
