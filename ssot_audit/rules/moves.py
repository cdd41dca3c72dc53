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
    """Return the remedy; it is safe unless some import gets another thing of ours."""
    is_safe = not any(
        _differs(program, old, new, module, found) for module, found in importers
    )
    return MoveImports(is_safe=is_safe, moves=(Move(old, new),))


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
