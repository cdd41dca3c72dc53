"""The flow of values through one file, small enough to keep for every function.

Every function has a table of *values*, each a small expression that refers to others by
their index. Local names are gone: what a name holds at a place is the value, or the
`EITHER` of values, that can have been bound to it there (static single assignment,
https://en.wikipedia.org/wiki/Static_single_assignment_form). What outlives a call stays
a name: module variables, class attributes, and variables that inner functions see.

Where a check held, or did not, what was checked is a value of its own: an `ONLY` of the
one before. Where branches meet again that together let everything pass, it is the one
before again. What is `None`, or an object that is false, is not followed: it is
unknown.

Index 0 is what nothing is known of. References are written as in `extract.facts`, but
names that are bound to values in an enclosing function are qualified, too.
"""

import enum

import msgspec

from ssot_audit.extract.facts import Parameter, Span, Struct


class Kind(enum.IntEnum):
    """What a value is."""

    UNKNOWN = 0
    PARAMETER = 1
    """The argument for parameter `name`; of `*args` and `**kwargs` all of them."""
    NAME = 2
    """What the reference `name` stands for."""
    ATTRIBUTE = 3
    """Attribute `name` of `base`."""
    CALL = 4
    """The result of calling `base` with `parts` and `keywords`."""
    EITHER = 5
    """One of `parts`."""
    CONTAINER = 6
    """A new list, set, dict (of values) or, if `name` is `tuple`, tuple of `parts`."""
    ELEMENT = 7
    """An item of `base`; `name` is its number if that is known."""
    AWAITED = 8
    """What awaiting `base` gives."""
    ENTERED = 9
    """What `with base as` binds; `name` is the method that gives it."""
    SUPER = 10
    """`super()`."""
    FUNCTION = 11
    """The function with index `base` in `ModuleFlow.functions`."""
    LAMBDA = 12
    """A function whose result is `base`."""
    SPREAD = 13
    """`*base` among arguments; `**base` is a keyword of the name `**`."""
    TEXT = 14
    """A string that looks like a dotted name, which it is; see `flow.calls`."""
    ONLY = 15
    """Value `base`, but only objects that pass a `Check`, whose bits are `guard`."""


class Check(enum.IntFlag):
    """What was asked of an object before it got where an `ONLY` value is."""

    FAILED = 1
    """It did not pass, whatever the check is."""
    CLASS = 2
    """It is of one of the classes `parts`, or of one below."""
    EXACT = 4
    """With `CLASS`: not of one below."""
    MEMBER = 8
    """It has an attribute `name`; `__call__` if it was asked for by `callable`."""
    SAME = 16
    """It is one of the objects that `parts` stand for."""


class Guard(enum.IntFlag):
    """What the code around a use of an attribute makes sure of."""

    TESTED = 1
    """`hasattr` or the like said that it is there, or `AttributeError` is caught."""
    NARROWED = 2
    """The object's class was asked for: only some classes get here."""
    CORRELATED = 4
    """A condition looked at the object's own data."""
    SWALLOWED = 8
    """A handler for every exception hides a missing attribute."""
    FORGIVEN = 16
    """`TypeError` is caught: a call that does not fit is expected."""
    FLAGGED = 32
    """A condition looked at other data of what holds the object."""


class Value(Struct, frozen=True):
    """One expression; see `Kind` for what its fields mean."""

    kind: int
    name: str = ""
    base: int = 0
    parts: tuple[int, ...] = ()
    keywords: tuple[tuple[str, int], ...] = ()
    span: Span | None = None
    """Of an attribute, its name; of a call, the whole of it."""
    guard: int = 0
    """Of an attribute: bits of `Guard`; of `ONLY`: bits of `Check`."""


class Binding(Struct, frozen=True):
    """A value gets a name that outlives the call."""

    name: str
    value: int
    span: Span


class AttributeStore(Struct, frozen=True):
    """A value becomes an attribute of an object."""

    base: int
    name: str
    value: int
    span: Span


class Annotation(Struct, frozen=True):
    """What the text says of a parameter, an attribute (`self.x`) or the result."""

    name: str
    """`return` for the result."""
    types: tuple[str, ...]
    """References to the alternatives without `None`; `""` for what is no name."""


class FunctionFlow(Struct, frozen=True):
    """One function, or all code of a module that runs when it is imported."""

    qualname: str
    """Empty for the module's own code, class bodies included."""
    span: Span
    parameters: tuple[Parameter, ...]
    is_async: bool
    is_generator: bool
    decorators: tuple[str, ...]
    annotations: tuple[Annotation, ...]
    values: tuple[Value, ...]
    bindings: tuple[Binding, ...]
    stores: tuple[AttributeStore, ...]
    returns: tuple[int, ...]
    yields: tuple[int, ...]
    defaults: tuple[tuple[int, str, int], ...]
    """Function defined in here, by index; its parameter; the default's value."""
    dropped: tuple[int, ...]
    """Calls that are statements of their own: nothing is done with the result."""
    is_partial: bool = False
    """Whether it may return something, not None, of which nothing is known."""

    def unchecked(self, index: int) -> Value:
        """Return a value as it was before any check."""
        value = self.values[index]
        while value.kind == Kind.ONLY:
            value = self.values[value.base]
        return value


class ModuleFlow(Struct, frozen=True):
    """The functions of a file, its own code first."""

    functions: tuple[FunctionFlow, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(ModuleFlow)


def encoded(flow: ModuleFlow) -> bytes:
    """Return a flow as facts keep it."""
    return _encode(flow)


def decoded(flow: bytes) -> ModuleFlow:
    """Return the flow of a file's facts."""
    return _decoder.decode(flow) if flow else ModuleFlow()
