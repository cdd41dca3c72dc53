"""How rules about duplicates word what they found."""

from collections.abc import Collection, Iterable, Sequence

from ssot_audit.extract.facts import Class
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
    users = importers(program, [one.node.source[1] for one in group])
    everything = {name for one in group for name in one.members}
    return tuple(
        Hop(
            Place.of(one.module, one.node.source[1].span),
            f"{_described(one, group, everything)}; {_used(len(users[number]))}",
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


def importers(program: Program, definitions: Sequence[Class]) -> list[set[str]]:
    """Return the files that import each class, through whatever path."""
    names = {definition.qualname for definition in definitions}
    found: list[set[str]] = [set() for _ in definitions]
    for module in program.modules:
        for taken in module.facts.imports:
            if taken.name not in names:
                continue
            target = program.imported(module, taken)
            for number, definition in enumerate(definitions):
                if isinstance(target, Definition) and target.fact is definition:
                    found[number].add(module.path)
    return found
