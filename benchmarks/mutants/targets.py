"""Which methods are worth a mutation: two populations, one of them without any flow."""

import inspect
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.mutants.calls import Site, call_sites
from benchmarks.mutants.edits import Kind, Method
from ssot_audit.discover.source import FileKind
from ssot_audit.extract import facts
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.demand import Supply, Use
from ssot_audit.link.located import External, Module
from ssot_audit.link.program import Program

_PLAIN = frozenset({"staticmethod", "classmethod"})
_KINDS = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)
_DEFINED = re.compile(rb"^\s*(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_WORDS = re.compile(r"[^\W_]_+[^\W_]|[^\W_A-Z][A-Z]")
"""At least two words: `send_all`, `sendAll`."""


class Shape(Protocol):
    """How a call looks."""

    @property
    def positional(self) -> int:
        """How many arguments have no name."""

    @property
    def keywords(self) -> tuple[str, ...]:
        """The names of the others."""

    @property
    def has_spread(self) -> bool:
        """Whether there is a `*` or `**`."""

    @property
    def is_awaited(self) -> bool:
        """Whether it stands behind `await`."""

    @property
    def is_dropped(self) -> bool:
        """Whether nothing is done with the result."""


@dataclass(slots=True)
class Target:
    """One method that consumers use."""

    owner: ClassNode
    """The class that defines it."""
    member: facts.Member
    function: facts.Function
    is_only: bool
    """Whether no other class of those in question defines it, too."""
    uses: list[tuple[Supply, Use]] = field(default_factory=list)
    """Population A: what reaches its consumers as the flow says."""
    sites: list[Site] = field(default_factory=list)
    """Population B: calls that can mean nothing else, by its name alone."""

    @property
    def path(self) -> str:
        """The file."""
        return self.owner.source[0].path

    @property
    def method(self) -> Method:
        """Where it stands in its file."""
        return Method(self.member.name, self.function.span.line)

    @property
    def key(self) -> tuple[str, int, str]:
        """Identity and order."""
        return self.path, self.function.span.line, self.member.name

    @property
    def calls(self) -> list[Shape]:
        """How it is called."""
        return [use.call for _, use in self.uses if use.call] or [*self.sites]


class Mutant(NamedTuple):
    """One thing to do to one method."""

    target: Target
    kind: Kind
    parameter: str = ""


def mutants(target: Target) -> Iterator[Mutant]:
    """Yield what would break some consumer of a method."""
    if target.is_only:
        yield Mutant(target, Kind.DELETE)
        yield Mutant(target, Kind.RENAME)
    function, calls = target.function, target.calls
    if not calls or not _PLAIN.issuperset(function.decorators):
        return
    first = 0 if "staticmethod" in function.decorators else 1
    for parameter in function.parameters[first:]:
        if any(_is_needed(function, parameter.name, call) for call in calls):
            yield Mutant(target, Kind.DROP_PARAMETER, parameter.name)
    if not function.is_generator:
        yield from _turned(target, any(call.is_awaited for call in calls))


def _turned(target: Target, is_awaited: bool) -> Iterator[Mutant]:  # noqa: FBT001
    """Yield the coroutine made of a plain function, or the other way round."""
    if target.function.is_async:
        if is_awaited:
            yield Mutant(target, Kind.MAKE_SYNC)
    elif not is_awaited:
        is_dropped = any(call.is_dropped for call in target.calls)
        yield Mutant(target, Kind.MAKE_ASYNC if is_dropped else Kind.MAKE_ASYNC_USED)


def _is_needed(function: facts.Function, name: str, call: Shape) -> bool:
    """Tell whether a call fits, and does no more without this parameter."""
    if call.has_spread:
        return False
    left = [each for each in function.parameters if each.name != name]
    return _fits(function, function.parameters, call) and not _fits(
        function, left, call
    )


def _fits(
    function: facts.Function, parameters: Iterable[facts.Parameter], call: Shape
) -> bool:
    parts = [
        inspect.Parameter(
            each.name,
            _KINDS[each.kind],
            default=None if each.has_default else inspect.Parameter.empty,
        )
        for each in parameters
    ]
    receiver = 0 if "staticmethod" in function.decorators else 1
    try:
        inspect.Signature(parts).bind(
            *[None] * (call.positional + receiver), **dict.fromkeys(call.keywords)
        )
    except (TypeError, ValueError):
        return False
    return True


def reached_by_flow(program: Program) -> list[Target]:
    """Return population A: methods that consumers use on what reaches their slots."""
    found: dict[tuple[str, int, str], Target] = {}
    for supply in program.consumers.supplies:
        if supply.node.why_open:
            continue
        for use in supply.uses.values():
            if use.is_optional or use.name.startswith("__"):
                continue
            target = _answering(program, supply, use.name)
            if target is not None:
                known = found.setdefault(target.key, target)
                known.is_only = known.is_only or target.is_only
                known.uses.append((supply, use))
    return sorted(found.values(), key=lambda target: target.key)


def _answering(program: Program, supply: Supply, name: str) -> Target | None:
    """Return the one method that an object surely answers a name with."""
    mro = supply.node.mro
    below = () if supply.is_exact else supply.node.all_subclasses()
    if any(_binds(node, name) for node in below) or any(
        _sets(node, name) for node in mro
    ):
        return None
    owners = [node for node in mro if _binds(node, name)]
    if not owners or owners[0].fact is None:
        return None
    is_only = len(owners) == 1 and not any(_offers(program, n, name) for n in mro)
    return _target(owners[0], name, is_only=is_only)


def _target(owner: ClassNode, name: str, *, is_only: bool) -> Target | None:
    module, fact = owner.source
    members = [member for member in fact.members if member.name == name]
    if len(members) != 1 or module.is_test or module.file.kind is not FileKind.PYTHON:
        return None
    (member,) = members
    if member.function is None or member.guard or fact.guard:
        return None
    return Target(owner, member, member.function, is_only)


def _binds(node: ClassNode, name: str) -> bool:
    return node.fact is not None and (
        _sets(node, name) or any(m.name == name for m in node.fact.members)
    )


def _sets(node: ClassNode, name: str) -> bool:
    return node.fact is not None and any(
        each.name == name for each in node.fact.self_attributes
    )


def _offers(program: Program, node: ClassNode, name: str) -> bool:
    """Tell whether a class of the standard library has a member."""
    return node.fact is None and not program.stdlib.lacks(node.dotted, name)


def named_uniquely(program: Program, sources: Mapping[str, bytes]) -> list[Target]:
    """Return population B: methods of names that nothing else has, and their calls."""
    production = [module for module in program.modules if not module.is_test]
    targets = {
        target.member.name: target for target in _unique(program, _taken(production))
    }
    for name in standard_names() & targets.keys():
        del targets[name]
    for module in production:
        for site in call_sites(module, sources.get(module.path, b"")):
            if site.name in targets and not _is_external(program, site):
                targets[site.name].sites.append(site)
    return sorted(
        (target for target in targets.values() if target.sites),
        key=lambda target: target.key,
    )


def _unique(program: Program, taken: Mapping[str, int]) -> Iterator[Target]:
    for node in program.hierarchy.classes:
        if node.fact is None or node.why_open:
            continue
        for member in node.fact.members:
            name = member.name
            if taken.get(name) == 1 and _WORDS.search(name.strip("_")):
                target = _target(node, name, is_only=True)
                if target is not None and not name.startswith("__"):
                    yield target


def _taken(modules: Iterable[Module]) -> Counter[str]:
    """Count the things that a name may mean after a dot."""
    taken: Counter[str] = Counter()
    for module in modules:
        known = module.facts
        taken.update(known.stored_attributes)
        taken.update({v.name for v in known.variables if "." not in v.name})
        taken.update(f.qualname for f in known.functions if "." not in f.qualname)
        for made in known.classes:
            taken[made.qualname.rpartition(".")[2]] += 1
            taken.update(member.name for member in made.members)
            taken.update(each.name for each in made.self_attributes)
    return taken


def standard_names() -> frozenset[str]:
    """Return the names of all functions in the standard library's own files."""
    found: set[bytes] = set()
    for path in Path(os.__file__).parent.rglob("*.py"):
        if not {"site-packages", "test", "tests"}.intersection(path.parts):
            found.update(_DEFINED.findall(path.read_bytes()))
    return frozenset(name.decode() for name in found)


def _is_external(program: Program, site: Site) -> bool:
    """Tell whether a call is of a dependency's function, by its imported name."""
    if not re.fullmatch(r"[\w.]+", site.receiver):
        return False
    if isinstance(program.resolve(site.module, site.receiver), External):
        return True
    root = site.receiver.partition(".")[0]
    return any(
        isinstance(program.imported(site.module, found), External)
        for found in site.module.facts.imports
        if found.bound.rpartition(".")[2] == root
    )
