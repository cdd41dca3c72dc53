"""Tables that are right one by one and contradict themselves or each other."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ssot_audit.config.settings import Deprecation, EventGroup, Owner, Settings
from ssot_audit.errors import Fault


def conflicts(settings: Settings) -> Iterator[Fault]:
    """Yield a fault for each table that cannot be meant."""
    yield from _deprecation_faults(settings.deprecations)
    yield from _owner_faults(settings.owners)
    for group in settings.events:
        yield from _event_faults(group)


def _deprecation_faults(tables: Sequence[Deprecation]) -> Iterator[Fault]:
    firsts: dict[tuple[object, ...], Deprecation] = {}
    for one in tables:
        key = (one.target, one.names_only, one.when)
        first = firsts.setdefault(key, one)
        if first.use and one.use and first.use != one.use:
            message = f"is replaced by `{first.use}` in {first.where}; keep one of them"
            yield Fault(f"{one.where}.use", f"`{one.target}` {message}")
        elif one.use == one.target:
            message = "is what is deprecated; name what replaces it"
            yield Fault(f"{one.where}.use", f"`{one.use}` {message}")
        elif one.use and one.target in _uses_after(one.use, tables):
            message = f"leads back to `{one.target}`, which is deprecated"
            yield Fault(f"{one.where}.use", f"`{one.use}` {message}")


def _uses_after(name: str, tables: Sequence[Deprecation]) -> frozenset[str]:
    """Return a name and what it leads to, whatever the Python version."""
    next_names = {one.target: one.use for one in tables if one.use and not one.when}
    reached: dict[str, None] = {}
    while name not in reached:
        reached[name] = None
        name = next_names.get(name, name)
    return frozenset(reached)


def _owner_faults(tables: Sequence[Owner]) -> Iterator[Fault]:
    firsts: dict[str, Owner] = {}
    for one in tables:
        first = firsts.setdefault(one.of, one)
        if set(first.owners) != set(one.owners):
            yield Fault(
                f"{one.where}.of",
                f"`{one.of}` has other owners in {first.where}; name all in one table",
            )


def _event_faults(group: EventGroup) -> Iterator[Fault]:
    for name, count in Counter(group.names).items():
        if count > 1:
            yield Fault(f"{group.where}.names", f"`{name}` is in it {count} times")
    if len(set(group.names)) == 1 and not (group.emitters or group.handlers):
        yield Fault(
            f"{group.where}.names",
            f"`{group.names[0]}` is alone in it; name what belongs to it, or its "
            "`emitters` or `handlers`",
        )
