"""The remedy of imports that are to take something from elsewhere."""

from collections.abc import Iterable

from ssot_audit.extract.facts import Import
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition
from ssot_audit.rules.remedies import Move, MoveImports


def move_imports(
    program: Program, old: str, new: str, importers: Iterable[tuple[Module, Import]]
) -> MoveImports:
    """Return the remedy.

    It is safe unless some import gets another thing of ours, or enters a cycle from
    another side: then it finds a module that is half-made.
    """
    is_safe = not (
        _share_cycle(program, old, new)
        or any(
            _differs(program, old, new, module, found) for module, found in importers
        )
    )
    return MoveImports(is_safe=is_safe, moves=(Move(old, new),))


def _share_cycle(program: Program, old: str, new: str) -> bool:
    """Tell whether the modules behind two names need each other to be imported.

    A package is imported before its modules, whichever of them is named.
    """
    before, after = _home(program, old), _home(program, new)
    if before is None or after is None or before is after:
        return False
    if after.location.startswith(f"{before.location}/"):
        return False
    needed = program.imports.dependants
    return after in needed({before}) and before in needed({after})


def _home(program: Program, dotted: str) -> Module | None:
    """Return the module that a name is taken from."""
    for name in (dotted, dotted.rpartition(".")[0]):
        found = program.lookup(name) if name else None
        if isinstance(found, Module):
            return found
    return None


def _differs(
    program: Program, old: str, new: str, importer: Module, found: Import
) -> bool:
    """Tell whether the old and the new name certainly stand for two things."""
    located = program.locate(importer, found)
    full = located.name if isinstance(located, Module) else old
    if found.name is not None and isinstance(located, Module):
        full = f"{full}.{found.name}"
    rest = full.removeprefix(old) if f"{full}.".startswith(f"{old}.") else ""
    before, after = program.imported(importer, found), program.lookup(new + rest)
    if isinstance(before, Module) and isinstance(after, Module):
        return not _hands_on(program, before, after)
    kinds = (Definition, Module)
    return isinstance(before, kinds) and isinstance(after, kinds) and before != after


def _hands_on(program: Program, old: Module, new: Module) -> bool:
    """Tell whether all that a module has is what the other has by the same names."""
    return old is new or (
        old.facts.handed_on is not None
        and all(
            isinstance(found := program.member(old, name), Definition)
            and found == program.member(new, name)
            for name in program.public_names(old)
            if not name.startswith("__")
        )
    )
