"""What a file says of tests; of most production files that is nothing.

Names, references and spans are as in `extract.facts`.
"""

import enum

import msgspec

from ssot_audit.extract.facts import Span, Struct


class Mark(Struct, frozen=True):
    """A use of `pytest.mark.<name>`, wherever it stands; none of pytest's own."""

    name: str
    span: Span
    """Of the name."""
    qualname: str = ""
    """Of the function or class that it marks, or stands in."""
    is_deferred: bool = False
    """Whether it is in the body of a function: only a call gets there."""


class Pytestmark(Struct, frozen=True):
    """What a module or class sets `pytestmark` to, or adds to it."""

    qualname: str
    """Of the class; empty: the module."""
    marks: tuple[str, ...]
    """References, without arguments; `""` for what is not a dotted name or a call."""


class Check(enum.IntEnum):
    """What a body compares with what it should be."""

    NONE = 0
    MOCKS = 1
    """Only how stand-ins were called: `send.assert_called_once()`."""
    REAL = 2


class Body(Struct, frozen=True):
    """A function or method that compares nothing, or no more than stand-ins.

    Those that do check are not kept: neither do most edits change which these are.
    """

    qualname: str
    check: int
    """`NONE` or `MOCKS`."""
    calls: tuple[str, ...] = ()
    """References to what is called, and to the decorators.

    What is asked of the first parameter is `self.x`, of the classes above `super.x`.
    """
    handed: tuple[str, ...] = ()
    """References to what is handed to a call, which may call it."""
    parameters_called: tuple[str, ...] = ()
    """Parameters that are called, or entered with `with`."""


class Skip(Struct, frozen=True):
    """A test, class or module that is told not to run."""

    qualname: str
    """What is skipped; empty: the module."""
    kind: str
    """`skip`, `skipif`, `xfail`, `call` for one in a body, `call-if` if under a
    condition."""
    reason: str | None
    """Its text, or that of a comment beside it; empty if computed, None without."""
    span: Span


class HookLike(Struct, frozen=True):
    """A method or function that is called, or nearly, as those of set-up are.

    Not kept are the hooks of unittest in classes that may be test cases.
    """

    qualname: str
    span: Span
    """As in `Function.span`."""
    sets: tuple[str, ...]
    """Attributes of its first parameter that nothing else in the class sets."""
    is_named: bool
    """Whether the file has its name elsewhere, and so may call it itself."""


class AttributeRead(Struct, frozen=True):
    """The first read in a method of an attribute that only a `HookLike` sets."""

    qualname: str
    """Of the method that reads."""
    name: str
    span: Span


class Way(enum.IntEnum):
    """How it turns out that a resource cannot be had."""

    IMPORT = 0
    CALL = 1
    CONDITION = 2


class Fallback(Struct, frozen=True):
    """A stand-in that takes the place of a real resource that cannot be had."""

    scope: str
    """Qualified name of the function or class it stands in; empty at the top."""
    target: str
    """What it is given to, as written: `self.socket`; empty: returned or yielded."""
    stand_in: str
    """What is made or taken, as written: `MockWebSocket`."""
    resource: str
    """What is tried, or asked for by a condition, as written: `websockets.connect`."""
    way: int
    """A `Way`."""
    tried: Span
    """Of what is tried, or of the condition."""
    span: Span
    """Of the stand-in."""


class CommentedTest(Struct, frozen=True):
    """A run of comment lines that is the code of tests."""

    names: tuple[str, ...]
    """Of the tests; qualified as far as the comment tells."""
    span: Span
    lines: int
    is_hollow: bool = False
    """Whether it is the body of a test that is still there."""


class ModuleTests(Struct, frozen=True):
    """Everything the later stages know of the tests in one file."""

    marks: tuple[Mark, ...] = ()
    registered: tuple[str, ...] = ()
    """Markers that hooks in the file register, without arguments and description."""
    registers_computed: bool = False
    """Whether it registers markers whose names cannot be told."""
    plugins: tuple[str, ...] = ()
    """`pytest_plugins`."""
    pytestmarks: tuple[Pytestmark, ...] = ()
    untested: tuple[str, ...] = ()
    """Qualified names with `__test__ = False`; empty: the module."""
    tested: tuple[str, ...] = ()
    """Qualified names with `__test__ = True`."""
    maybe_tested: tuple[str, ...] = ()
    """Qualified names with a `__test__` that is computed."""
    ignored: tuple[str, ...] = ()
    """Literals in `collect_ignore` and `collect_ignore_glob`."""
    maybe_ignored: tuple[str, ...] = ()
    """Those that are put there in a branch."""
    hooks: tuple[str, ...] = ()
    """Functions at the top named `pytest_…` or `load_tests`, `collect_…` lists that are
    computed, and what tests are called (`python_classes` …) if a hook names that; no
    `pytest_collection_modifyitems` that keeps all tests."""
    made: tuple[str, ...] = ()
    """Qualified names that begin with `test`, of what a call or the like gives."""
    lambdas: tuple[str, ...] = ()
    """Qualified names that begin with `test`, of functions without a `def`."""
    fixtures: tuple[str, ...] = ()
    """Names at the top for `pytest.fixture(...)`, to decorate with."""
    deleted: tuple[str, ...] = ()
    """Qualified names that are deleted again."""
    uninitialised: tuple[str, ...] = ()
    """Classes that a decorator is told to make no `__init__` for."""
    stops: str = ""
    """What may end the import of the file as skipped: `pytest.importorskip`."""
    bodies: tuple[Body, ...] = ()
    skips: tuple[Skip, ...] = ()
    hook_likes: tuple[HookLike, ...] = ()
    reads: tuple[AttributeRead, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    commented: tuple[CommentedTest, ...] = ()


NOTHING = ModuleTests()

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(ModuleTests)


def encoded(tests: ModuleTests) -> bytes:
    """Return the facts on tests as those of the file keep them."""
    return b"" if tests == NOTHING else _encode(tests)


def decoded(tests: bytes) -> ModuleTests:
    """Return the facts on tests of a file's facts."""
    return _decoder.decode(tests) if tests else NOTHING
