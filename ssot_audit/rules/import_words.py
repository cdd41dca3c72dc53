"""What messages say of one module importing another."""

from collections.abc import Iterable, Iterator

from ssot_audit.extract.facts import Import
from ssot_audit.link.imports import Step
from ssot_audit.link.located import Module
from ssot_audit.rules.finding import Hop, Place

_SHOWN = 5


def names(step: Step) -> str:
    """Return the names that a step takes from its target; empty: the module itself."""
    return _listed(step.imports, step.imported)


def hops(step: Step) -> Iterator[Hop]:
    """Yield each import statement behind a step."""
    for statement in step.statements:
        place = Place.of(step.importer, statement[0].span)
        is_ours = isinstance(step.target, Module)
        imported = step.imported if is_ours else statement[0].module
        yield Hop(place, _sentence(step, imported, _listed(statement, imported)))


def sole(step: Step, rest: str = "") -> Hop:
    """Return all of a step as one piece of evidence."""
    place = Place.of(step.importer, step.imports[0].span)
    return Hop(place, _sentence(step, step.imported, names(step)) + rest)


def _sentence(step: Step, imported: str, taken: str) -> str:
    what = f"{taken} from `{imported}`" if taken else f"`{imported}`"
    return f"`{step.importer.name}` imports {what}"


def _listed(found: Iterable[Import], imported: str) -> str:
    leaf = imported.rpartition(".")[2]
    taken = dict.fromkeys(fact.name for fact in found if fact.name not in {None, leaf})
    shown = [f"`{name}`" for name in taken][:_SHOWN]
    more = len(taken) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
