"""What a class offers under a name, whether it is ours or the standard library's."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from ssot_audit.extract import facts
from ssot_audit.extract.facts import Body, Function, Parameter, Span
from ssot_audit.link.stdlib_classes import MemberKind, StdlibMember

_PROPERTY_PARTS = frozenset({"setter", "getter", "deleter"})


class ClassMember(msgspec.Struct, frozen=True, gc=False):
    """One name of a class body, or an attribute its methods set."""

    name: str
    kind: MemberKind | None
    """None: behind a decorator we do not know."""
    span: Span | None
    """None for the standard library."""
    parameters: tuple[Parameter, ...] | None = None
    """With the first one; None: unknown or several signatures."""
    is_abstract: bool = False
    body: int = Body.REAL
    is_coroutine: bool = False
    """Whether a call gives a coroutine: `async def` without `yield`."""
    is_async_generator: bool = False
    returns: str = ""
    """Resolved name of the outermost type of the return annotation, or empty."""
    may_return_awaitable: bool = False
    is_settable: bool = True
    """Whether instances may assign it: a variable, or a property with a setter."""
    is_declared_only: bool = False
    """Whether it is a bare annotation: `name: str`."""
    is_literal: bool = False
    annotation: str = ""

    @property
    def is_stub(self) -> bool:
        """Whether its body is empty or raises `NotImplementedError`."""
        return self.body in _STUBS

    @property
    def is_refusal(self) -> bool:
        """Whether it says in words that it is not implemented: a default, not a gap."""
        return self.body == Body.REFUSAL

    @property
    def is_callable(self) -> bool:
        """Whether it is a method of some sort."""
        return self.kind in _METHODS


_STUBS = frozenset({Body.EMPTY, Body.NOT_IMPLEMENTED, Body.REFUSAL})
_METHODS = frozenset(
    {MemberKind.METHOD, MemberKind.CLASSMETHOD, MemberKind.STATICMETHOD}
)
_TRANSPARENT = frozenset(
    {
        "builtins.property",
        "builtins.classmethod",
        "builtins.staticmethod",
        "abc.abstractmethod",
        "abc.abstractproperty",
        "abc.abstractclassmethod",
        "abc.abstractstaticmethod",
        "contextlib.asynccontextmanager",
        "contextlib.contextmanager",
        "enum.property",
        "functools.cache",
        "functools.cached_property",
        "functools.lru_cache",
        "types.DynamicClassAttribute",
        "typing.final",
        "typing.no_type_check",
        "typing.overload",
        "typing.override",
        "typing_extensions.deprecated",
        "typing_extensions.final",
        "typing_extensions.override",
        "typing_extensions.overload",
        "warnings.deprecated",
    }
)
_PROPERTIES = frozenset(
    {
        "builtins.property",
        "abc.abstractproperty",
        "enum.property",
        "functools.cached_property",
        "types.DynamicClassAttribute",
    }
)
_CONTEXT_MANAGERS = frozenset(
    {"contextlib.asynccontextmanager", "contextlib.contextmanager"}
)

Namer = Callable[[str], str]
"""Gives the full dotted name that a reference in the class's file stands for."""


class Members(Mapping[str, ClassMember]):
    """The members of a class of ours; each is worked out when it is first asked for."""

    __slots__ = ("_assigned", "_bindings", "_full_name", "_made")

    def __init__(self, known: facts.Class, full_name: Namer) -> None:
        """Group what binds each name; what methods assign to `self` comes last."""
        self._bindings: dict[str, list[facts.Member]] = {}
        for member in known.members:
            self._bindings.setdefault(member.name, []).append(member)
        self._assigned = {a.name: a for a in known.self_attributes}
        self._full_name = full_name
        self._made: dict[str, ClassMember] = {}

    def __getitem__(self, name: str) -> ClassMember:
        """Return a member; raises `KeyError`."""
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a member, without working out which."""
        return name in self._bindings or name in self._assigned

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the order of the text."""
        yield from self._bindings
        yield from (name for name in self._assigned if name not in self._bindings)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._bindings.keys() | self._assigned.keys())

    def _make(self, name: str) -> ClassMember:
        bindings = self._bindings.get(name)
        if bindings is None:
            return _from_attribute(self._assigned[name])
        member = _combine(bindings, self._full_name)
        if member.is_declared_only and name in self._assigned:
            return _from_attribute(self._assigned[name])
        return member


def _combine(same_name: Iterable[facts.Member], full_name: Namer) -> ClassMember:
    """Return what the bindings of one name in a class body amount to."""
    result: ClassMember | None = None
    overloads = False
    for member in same_name:
        decorators = member.function.decorators if member.function else ()
        if any(_last(d) in _PROPERTY_PARTS for d in decorators) and result:
            is_settable = result.is_settable or any(
                _last(d) == "setter" for d in decorators
            )
            result = replace(result, is_settable=is_settable)
            continue
        made = _member(member, full_name)
        if any(full_name(d).endswith(".overload") for d in decorators):
            overloads = True
        elif result and member.guard & facts.CONDITIONAL:
            made = _alternative(result, made)
        result = made
    if result is None:
        raise AssertionError(same_name)
    # The kind of an overloaded member is certain, its signatures are many.
    return replace(result, parameters=None) if overloads else result


def _from_attribute(attribute: facts.SelfAttribute) -> ClassMember:
    """Return the member that a method makes by assigning to `self`."""
    return ClassMember(attribute.name, MemberKind.ATTRIBUTE, attribute.span)


def from_stdlib(member: StdlibMember) -> ClassMember:
    """Return a member of a standard-library class."""
    return ClassMember(
        name=member.name,
        kind=member.kind,
        span=None,
        parameters=member.parameters,
        is_abstract=member.is_abstract,
        is_coroutine=member.is_async,
        may_return_awaitable=member.returns_awaitable,
        is_settable=member.is_settable,
    )


def _member(member: facts.Member, full_name: Namer) -> ClassMember:
    if member.function is not None:
        return _function(member.function, member, full_name)
    kind: MemberKind | None = MemberKind.ATTRIBUTE
    if member.kind == "class":
        kind = MemberKind.CLASS
    elif member.kind == "import" or (member.is_assigned and not member.is_literal):
        # It may hold a function as well as a value.
        kind = None
    return ClassMember(
        name=member.name,
        kind=kind,
        span=member.span,
        is_declared_only=member.is_annotated and not member.is_assigned,
        is_literal=member.is_literal,
        annotation=full_name(member.annotation),
    )


def _function(
    function: Function, member: facts.Member, full_name: Namer
) -> ClassMember:
    decorators = [full_name(d) for d in function.decorators]
    is_known = _TRANSPARENT.issuperset(decorators)
    managed = not _CONTEXT_MANAGERS.isdisjoint(decorators)
    return ClassMember(
        name=member.name,
        kind=_kind(decorators, member.name) if is_known else None,
        span=member.span,
        parameters=function.parameters if is_known else None,
        is_abstract=any(d.startswith("abc.abstract") for d in decorators),
        body=function.body,
        is_coroutine=function.is_async and not function.is_generator and not managed,
        is_async_generator=function.is_async and function.is_generator and not managed,
        returns=full_name(function.returns),
        may_return_awaitable=function.may_return_awaitable,
        is_settable="functools.cached_property" in decorators,
    )


def is_same(old: ClassMember, new: ClassMember) -> bool:
    """Tell whether two versions of a member differ by their place at most."""
    return replace(old, span=None) == replace(new, span=None)


def of_function(function: Function, full_name: Namer) -> ClassMember:
    """Return a function at module level as what callers see of a static method."""
    name = function.qualname.rpartition(".")[2]
    binding = facts.Member(
        name=name,
        span=function.span,
        kind="function",
        function=function,
        is_annotated=False,
        is_assigned=True,
        annotation="",
        value="",
        is_literal=False,
        guard=function.guard,
    )
    made = _function(function, binding, full_name)
    is_plain = made.kind is MemberKind.METHOD
    return replace(made, kind=MemberKind.STATICMETHOD) if is_plain else made


def _kind(decorators: list[str], name: str) -> MemberKind:
    if not _PROPERTIES.isdisjoint(decorators):
        return MemberKind.PROPERTY
    words = {_last(d) for d in decorators}
    if words & {"classmethod", "abstractclassmethod"}:
        return MemberKind.CLASSMETHOD
    if words & {"staticmethod", "abstractstaticmethod"} or name == "__new__":
        return MemberKind.STATICMETHOD
    if name in {"__init_subclass__", "__class_getitem__"}:
        return MemberKind.CLASSMETHOD
    return MemberKind.METHOD


def _alternative(first: ClassMember, other: ClassMember) -> ClassMember:
    """Return what is certain of a name that branches define differently."""
    same_signature = first.parameters == other.parameters
    return replace(
        first,
        kind=first.kind if first.kind is other.kind else None,
        parameters=first.parameters if same_signature else None,
        is_abstract=first.is_abstract and other.is_abstract,
        body=first.body if first.is_stub and other.is_stub else Body.REAL,
        may_return_awaitable=True,
    )


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]
