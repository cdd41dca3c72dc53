"""The facts of one file: small immutable structs that hold no syntax tree.

Every *reference* is a dotted string as written, e.g. `base.Model`, with two
differences: a root bound in a function is qualified (`make.<locals>.Model`), and a
root that is an unknowable local value, or an expression that is no dotted name, is
`""`. Qualified names follow `__qualname__` (PEP 3155).

Lines and columns are 1-based and count characters; ends are exclusive.
"""

import enum

import msgspec

SCHEMA_VERSION = 1


class Struct(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Base of all facts: no cycle can arise, so the collector need not look."""


class Span(Struct, frozen=True, order=True):
    """A region of a file."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


class ImportGuard(enum.IntFlag):
    """Under what circumstances a statement runs; kept as a plain int in facts."""

    TYPE_ONLY = 1
    """Inside `if TYPE_CHECKING:`."""
    OPTIONAL = 2
    """Inside a `try` (or `suppress`) that catches a failing import."""
    DEFERRED = 4
    """Inside a function."""
    CONDITIONAL = 8
    """In a branch: `if`, `else`, `try`, `except`, a loop, `match`."""


TYPE_ONLY = int(ImportGuard.TYPE_ONLY)
OPTIONAL = int(ImportGuard.OPTIONAL)
DEFERRED = int(ImportGuard.DEFERRED)
CONDITIONAL = int(ImportGuard.CONDITIONAL)


STORES_MODULES = "replaces itself in `sys.modules`"
"""Why a module is dynamic that may replace itself, or make others."""


class Import(Struct, frozen=True):
    """One imported name: `import a, b` gives two."""

    module: str
    """As written after the dots; empty in `from . import x`."""
    level: int
    """Number of leading dots."""
    name: str | None
    """The name taken from the module, `*`, or None for `import module`."""
    bound: str
    """Qualified name it binds; empty for a star."""
    is_renamed: bool
    """Whether there is an `as`."""
    guard: int
    span: Span
    scope: str
    """Qualified name of the function or class it stands in; empty at the top."""


class Parameter(Struct, frozen=True):
    """One parameter; kinds are numbered as in `inspect.Parameter`."""

    name: str
    kind: int
    has_default: bool


POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = (
    range(5)
)


class Body(enum.IntEnum):
    """What a function's body amounts to."""

    REAL = 0
    EMPTY = 1
    """Nothing but a docstring, `...` or `pass`."""
    NOT_IMPLEMENTED = 2
    """Raises `NotImplementedError` and nothing else."""
    REFUSAL = 3
    """The same, with an explanation."""
    CONSTANT = 4
    """Returns a literal, an empty collection or nothing, and does nothing else."""


class Function(Struct, frozen=True):
    """A function at module or class level, or a method."""

    qualname: str
    span: Span
    """From the keyword to the end of the name."""
    parameters: tuple[Parameter, ...]
    is_async: bool
    is_generator: bool
    body: int
    may_return_awaitable: bool
    """Whether some `return` hands on a value of unknown type."""
    decorators: tuple[str, ...]
    """References; `""` for what is not a dotted name or a call of one."""
    returns: str
    """Reference to the outermost type of the return annotation, or empty."""
    deprecation: str | None
    """Text of a `@deprecated("...")` decorator (PEP 702)."""
    guard: int
    warning: str | None = None
    """Text of a `DeprecationWarning` that is the first thing it does."""


class Member(Struct, frozen=True):
    """One binding in a class body; the last of a name wins."""

    name: str
    span: Span
    kind: str
    """`function`, `class`, `import` or `variable`."""
    function: Function | None
    is_annotated: bool
    is_assigned: bool
    annotation: str
    """Reference to the outermost type of a variable's annotation, or empty."""
    value: str
    """Reference to what a variable is set to, or empty."""
    is_literal: bool
    """Whether a variable is set to a literal other than None."""
    guard: int
    literal: str = ""
    """Source of the constant that a member of an enumeration is set to, or empty."""


class SelfAttribute(Struct, frozen=True):
    """An attribute that methods set on their first parameter."""

    name: str
    span: Span
    method: str
    """Name of the method that sets it first."""
    on_class: bool
    """Set on the class itself, in a class method."""


class SelfUse(Struct, frozen=True):
    """A read of an attribute that the class does not itself define or set."""

    name: str
    span: Span
    method: str
    on_class: bool
    is_call: bool


class Class(Struct, frozen=True):
    """A class, wherever it stands."""

    qualname: str
    span: Span
    bases: tuple[str, ...]
    metaclass: str | None
    decorators: tuple[str, ...]
    members: tuple[Member, ...]
    self_attributes: tuple[SelfAttribute, ...]
    self_uses: tuple[SelfUse, ...]
    tested_attributes: tuple[str, ...]
    """Names asked for with `hasattr` or `getattr` on the instance."""
    dynamic: str | None
    """Why its attributes cannot all be known, e.g. `setattr with a computed name`."""
    deprecation: str | None
    guard: int
    super_calls: tuple[str, ...] = ()
    """Methods that it calls on `super()`."""


class Variable(Struct, frozen=True):
    """A name bound in another way than by import, `def` or `class`."""

    name: str
    """Qualified in functions, as in `Import.bound`."""
    span: Span
    value: str
    """Reference to what it is set to when that is a dotted name, else empty."""
    is_bound: bool
    """False for a bare annotation, which binds a name in stubs only."""
    guard: int


class NameUse(Struct, frozen=True):
    """A use of a name that nothing in the file binds."""

    name: str
    span: Span
    guard: int
    scope: str


class Shape(Struct, frozen=True):
    """What a function of some size does, whatever it calls its locals."""

    qualname: str
    statements: int
    digest: int
    """The same for copies; see `extract.shapes`."""
    own: int = 0
    """Of the functions and variables of the same file that it names; 0: of none."""


class Redefinition(Struct, frozen=True):
    """A class or function that a later one of the same name replaces unused."""

    qualname: str
    kind: str
    """Of the first: `class` or `function`."""
    later_kind: str
    first: Span
    later: Span


class EnvironmentAccess(Struct, frozen=True):
    """One use of `os.environ`, `os.getenv`, `os.putenv` or `os.unsetenv`."""

    kind: str
    """`read`, `write`, `delete`, `contains`, `pass` (the mapping itself) or `stub`."""
    key: str | None
    """The literal key; None: computed, or the whole mapping."""
    default: str | None
    """Source of a literal default, also of one that follows after `or`."""
    form: str
    """As it resolves, e.g. `os.environ.get`."""
    span: Span
    scope: str


class KeyUse(Struct, frozen=True):
    """A call or subscript that is given a key in capitals: `get_env("PORT", "80")`."""

    key: str
    form: str
    """Reference to what is asked, in which `()` is what a call gives and `[]` at the
    end a subscript: `get_env().get`, `settings[]`. Names bound once are followed."""
    default: str | None
    """As in `EnvironmentAccess`."""
    span: Span
    scope: str


class SettingsField(Struct, frozen=True):
    """An annotated variable of a settings class."""

    name: str
    keys: tuple[str, ...]
    """What it is called outside, if its default says so: `Field(alias="PORT")`."""
    default: str | None
    """Source of a literal default."""
    span: Span


class SettingsClass(Struct, frozen=True):
    """A class with a base that has `Settings` in its name."""

    qualname: str
    prefix: str
    """`env_prefix` of its configuration."""
    fields: tuple[SettingsField, ...]


class Directive(Struct, frozen=True):
    """A `# ssot:` comment."""

    kind: str
    """`ignore`, `file-ignore`, or `malformed`."""
    codes: tuple[str, ...]
    reason: str | None
    until: str | None
    """ISO date."""
    span: Span
    applies_to: int
    """Line whose findings it hides; 0 for the whole file."""
    problem: str | None
    """Why it cannot be honoured."""
    through: int = 0
    """Last line of those it hides, if they are several."""


class SyntaxFeature(Struct, frozen=True):
    """A construct that older Pythons reject."""

    name: str
    version: tuple[int, int]
    """First Python that accepts it."""
    span: Span


class Failure(Struct, frozen=True):
    """Why a file gave no facts."""

    kind: str
    """`unparsable` (the text is wrong) or `not-analysed` (we could not look)."""
    message: str
    span: Span
    is_passing: bool = False
    """Whether another try may do better: with more time, memory or permission."""


class ModuleFacts(Struct, frozen=True):
    """Everything the later stages know of one file."""

    imports: tuple[Import, ...] = ()
    classes: tuple[Class, ...] = ()
    functions: tuple[Function, ...] = ()
    variables: tuple[Variable, ...] = ()
    exports: tuple[str, ...] | None = None
    """`__all__`; None: absent or computed."""
    has_computed_exports: bool = False
    has_getattr: bool = False
    """A module-level `__getattr__` (PEP 562)."""
    dynamic: str | None = None
    """Why its names cannot all be known, e.g. `writes to globals()`."""
    deprecation: str | None = None
    """Text of a `DeprecationWarning` issued whenever the module is imported."""
    stored_attributes: tuple[str, ...] = ()
    """Names set on objects other than the first parameter of a method."""
    patched: tuple[str, ...] = ()
    """References to objects on which attributes with computed names are set."""
    handed_over: tuple[str, ...] = ()
    """References to what is called with `__name__` while the module is imported."""
    class_arguments: tuple[tuple[str, str], ...] = ()
    """Capitalised names passed in calls, with the last segment of what is called.

    Of `type` it is the bases, of `ABCMeta.register` what it is called on.
    """
    used_classes: tuple[str, ...] = ()
    """Capitalised names read otherwise than in annotations and base classes."""
    combiners: tuple[str, ...] = ()
    """Functions that derive a class from one of their parameters."""
    builds: tuple[str, ...] = ()
    """Extension modules that it tells a compiler to make."""
    called: tuple[tuple[str, int], ...] = ()
    """Last segments of everything that is called, and how often."""
    keyword_calls: tuple[str, ...] = ()
    """`method(keyword` for keywords passed in calls of attributes."""
    unbound: tuple[NameUse, ...] = ()
    redefinitions: tuple[Redefinition, ...] = ()
    environment: tuple[EnvironmentAccess, ...] = ()
    keys: tuple[KeyUse, ...] = ()
    settings: tuple[SettingsClass, ...] = ()
    capitals: tuple[str, ...] = ()
    """Texts between quotes that are written like keys: `PORT`."""
    directives: tuple[Directive, ...] = ()
    features: tuple[SyntaxFeature, ...] = ()
    failure: Failure | None = None
    lines: int = 0
    shapes: tuple[Shape, ...] = ()
    """Of functions at the top and methods, those of some size that are no tests."""
    handed_on: str | None = None
    """What a module that only hands names on says of being left behind, or nothing.

    None: it has or does something of its own.
    """
    kept_imports: tuple[str, ...] = ()
    """Names whose import a comment says is for others (`noqa: F401`); `*`: all."""
    is_generated: bool = False
    """Whether it says that a program wrote it, and that nobody should edit it."""
    flow: bytes = b""
    """A `flow_facts.ModuleFlow` as msgpack, which few scans of a file's names need."""
    tests: bytes = b""
    """A `testing.facts.ModuleTests` as msgpack; of most files there is none."""
    looks: dict[str, bytes] | None = None
    """What `looks` find, by name; None: found when asked, see `second_look`."""


def not_analysed(reason: str) -> ModuleFacts:
    """Return the facts of a file that could not be looked at, this time."""
    return ModuleFacts(failure=Failure("not-analysed", reason, START, is_passing=True))
