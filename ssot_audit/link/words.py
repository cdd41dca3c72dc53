"""Words that count once for the whole program, and how many files say each.

Who says a word does not matter, only whether anybody does. And most words matter to
nobody: what is called is only asked of names of classes, for instance.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Self

import msgspec

from ssot_audit.extract.facts import ModuleFacts, Shape
from ssot_audit.link.face import Unlike
from ssot_audit.link.obligations import Obligation
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Missing

_Counts = dict[str, int]


class Words(msgspec.Struct, frozen=True, array_like=True):
    """The words that matter, each with the number of files that say it, perhaps 0."""

    stored: _Counts
    """Attributes set anywhere, of those that someone lacks."""
    called: _Counts
    """Classes by their last name, as are `used`."""
    used: _Counts
    keyword_calls: _Counts
    """As in `ModuleFacts`, of members that someone owes."""
    capitals: _Counts
    """Texts that keys of settings are, of those that are declared."""
    combiners: frozenset[str]
    shapes: dict[int, int]
    """How many functions of each digest there are."""

    def after(self, old: ModuleFacts, new: ModuleFacts) -> Self:
        """Return the counts after an edit; raises `Unlike` if one comes or goes."""
        return msgspec.structs.replace(
            self,
            stored=_after(self.stored, old.stored_attributes, new.stored_attributes),
            called=_after(self.called, _called(old), _called(new)),
            used=_after(self.used, old.used_classes, new.used_classes),
            keyword_calls=_after(
                self.keyword_calls, old.keyword_calls, new.keyword_calls
            ),
            shapes=_shapes_after(self.shapes, old.shapes, new.shapes),
            capitals=_after(self.capitals, old.capitals, new.capitals),
        )


def words_of(program: Program, obligations: Iterable[Obligation]) -> Words:
    """Return the words of a program that somebody is asked about."""
    known = [module.facts for module in program.modules]
    classes = {node.name for node in program.hierarchy.classes}
    owed = {
        f"{member.name}({parameter.name}"
        for obligation in obligations
        for member in obligation.owed
        for parameter in member.parameters or ()
    }
    return Words(
        stored=_counted(_lacked(program), (f.stored_attributes for f in known)),
        called=_counted(classes, (_called(f) for f in known)),
        used=_counted(classes, (f.used_classes for f in known)),
        keyword_calls=_counted(owed, (f.keyword_calls for f in known)),
        capitals=_counted(_declared(program), (f.capitals for f in known)),
        combiners=frozenset(name for f in known for name in f.combiners),
        shapes=dict(Counter(shape.digest for f in known for shape in f.shapes)),
    )


def _lacked(program: Program) -> set[str]:
    """Return the names of which rules ask whether anyone sets them."""
    names: set[str] = set()
    for module in program.modules:
        for made in module.facts.classes:
            names.update(use.name for use in made.self_uses)
        names.update(
            target.name
            for found in module.facts.imports
            if isinstance(target := program.imported(module, found), Missing)
        )
    if any(program.documents.read):
        names.update(
            target.name
            for document, found in program.documents.shown()
            if isinstance(target := program.imported(document.code, found), Missing)
        )
    return names


def _declared(program: Program) -> set[str]:
    """Return the keys of which a rule asks whether anyone mentions them."""
    read = program.documents.read
    return {key.name for document in read for key in document.facts.keys}


def _called(known: ModuleFacts) -> Iterable[str]:
    return (name for name, _ in known.called)


def _counted(asked: Iterable[str], said: Iterable[Iterable[str]]) -> _Counts:
    counts = dict.fromkeys(sorted(asked), 0)
    for names in said:
        for name in names:
            if name in counts:
                counts[name] += 1
    return counts


def _after(counts: _Counts, old: Iterable[str], new: Iterable[str]) -> _Counts:
    gone, come = set(old), set(new)
    changed = {name: -1 for name in gone - come if name in counts}
    changed.update({name: 1 for name in come - gone if name in counts})
    if not changed:
        return counts
    found = counts.copy()
    for name, step in changed.items():
        found[name] += step
        if bool(found[name]) != bool(counts[name]):
            raise Unlike
    return found


def _shapes_after(
    counts: dict[int, int], old: tuple[Shape, ...], new: tuple[Shape, ...]
) -> dict[int, int]:
    """Return the counts after an edit; raises `Unlike` if a copy is made or changed."""
    if old == new:
        return counts
    found = Counter(counts)
    found.subtract(shape.digest for shape in old)
    found.update(shape.digest for shape in new)

    def copied(shapes: tuple[Shape, ...]) -> list[Shape]:
        return [s for s in shapes if counts.get(s.digest, 0) > 1 or found[s.digest] > 1]

    if copied(old) != copied(new):
        raise Unlike
    return dict(+found)
