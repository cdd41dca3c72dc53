import importlib.util
from pathlib import Path

import pytest

from ssot_audit.extract.facts import (
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    Parameter,
)
from ssot_audit.link import stdlib
from ssot_audit.link.stdlib import StdlibTable, load
from ssot_audit.link.stdlib_classes import MemberKind, StdlibClass, StdlibMember
from tools.generate_stdlib_table import generate

TABLE = Path(stdlib.__file__).with_name("stdlib.json")


@pytest.fixture(scope="module")
def table() -> StdlibTable:
    return load()


def _class(table: StdlibTable, dotted: str) -> StdlibClass:
    found = table.find_class(dotted)
    assert found is not None, dotted
    return found


def _member(table: StdlibTable, dotted: str, name: str) -> StdlibMember:
    members = {member.name: member for member in _class(table, dotted).members}
    return members[name]


def test_provenance_names_the_stubs_and_their_licence(table: StdlibTable) -> None:
    assert set(table.provenance) == {"stubs", "licence", "sha256"}
    assert "typeshed" in table.provenance["stubs"]
    assert "Apache-2.0" in table.provenance["licence"]


def test_committed_table_is_what_the_generator_makes(table: StdlibTable) -> None:
    mypy = importlib.util.find_spec("mypy")
    assert mypy is not None
    assert mypy.origin is not None
    stubs = Path(mypy.origin).parent / "typeshed" / "stdlib"
    source = table.provenance["stubs"].removeprefix("typeshed, as shipped with ")
    generated = generate(stubs, source=source)
    if StdlibTable(generated).provenance != table.provenance:
        pytest.skip("the installed mypy ships other stubs")
    assert generated == TABLE.read_bytes()


def test_table_stays_small() -> None:
    assert TABLE.stat().st_size < 1_500_000


def test_questions_decode_only_the_modules_they_are_about() -> None:
    table = StdlibTable(TABLE.read_bytes())
    assert table.has_top_level("os")
    assert table.is_module("os.path")
    assert table.decoded_modules == frozenset()
    assert table.lacks("typing.Sized", "shutdown")
    assert table.decoded_modules == {"abc", "builtins", "collections.abc", "typing"}


@pytest.mark.parametrize(
    ("dotted", "canonical"),
    [
        ("os.environ", "os.environ"),
        ("os.environ.get", "os.environ.get"),
        ("os.path", "os.path"),
        ("sys.monitoring.get_tool", "sys._monitoring.get_tool"),
        ("os.path.join", "posixpath.join"),
        ("typing.Mapping", "collections.abc.Mapping"),
        ("_collections_abc.Mapping", "collections.abc.Mapping"),
        ("typing.AbstractSet", "collections.abc.Set"),
        ("typing.Callable", "collections.abc.Callable"),
        ("typing.List", "builtins.list"),
        ("typing.Text", "builtins.str"),
        ("typing_extensions.Protocol", "typing.Protocol"),
        ("unittest.TestCase", "unittest.case.TestCase"),
        ("unittest.TestCase.assertEqual", "unittest.case.TestCase.assertEqual"),
        ("unittest.main", "unittest.main.TestProgram"),
        ("unittest.main.TestProgram", "unittest.main.TestProgram"),
        ("imaplib.IMAP4.error", "imaplib.IMAP4.error"),
        ("socket.error", "builtins.OSError"),
        ("enum.EnumType", "enum.EnumMeta"),
        ("asyncio.run", "asyncio.runners.run"),
        ("json.JSONEncoder", "json.encoder.JSONEncoder"),
        ("xml.dom.minidom", "xml.dom.minidom"),
        ("winreg.OpenKey", "winreg.OpenKey"),
        ("asyncio.TaskGroup", "asyncio.taskgroups.TaskGroup"),
    ],
)
def test_names_resolve_to_one_home(
    table: StdlibTable, dotted: str, canonical: str
) -> None:
    assert table.resolve(dotted) == canonical
    assert table.resolve(canonical) == canonical


@pytest.mark.parametrize(
    "dotted",
    [
        "os.enviorn",
        "dataclasses.datclass",
        "unittest.TestCase.asertEqual",
        "numpy.ndarray",
    ],
)
def test_what_is_surely_missing_resolves_to_none(
    table: StdlibTable, dotted: str
) -> None:
    assert table.resolve(dotted) is None


@pytest.mark.parametrize(
    "dotted",
    [
        "functools.namedtuple",
        "logging.os",
        "os._private",
        "re._parser.parse",
        "test.support.os_helper",
        "unittest.TestCase.mro",
        "unittest.TestCase._outcome",
    ],
)
def test_what_stubs_leave_out_resolves_to_itself(
    table: StdlibTable, dotted: str
) -> None:
    expected = dotted.replace("unittest.TestCase", "unittest.case.TestCase")
    assert table.resolve(dotted) == expected


def test_modules_of_all_versions_and_platforms_are_known(table: StdlibTable) -> None:
    modules = ["asyncore", "distutils.core", "winreg", "termios", "test", "_strptime"]
    assert all(map(table.is_module, modules))
    assert not table.is_module("os.environ")
    assert not table.has_top_level("numpy")


def test_names_of_a_module(table: StdlibTable) -> None:
    names = table.names("os")
    assert names is not None
    assert {"environ", "fork", "startfile", "_exit", "PathLike"} <= names
    assert "Any" not in names
    assert table.names("numpy") is None


def test_star_import_follows_all(table: StdlibTable) -> None:
    names = table.star_names("enum")
    assert names is not None
    assert {"Enum", "StrEnum"} <= names
    assert "EnumDict" in names
    assert "_EnumDict" not in names
    assert table.star_names("numpy") is None
    assert "join" in (table.star_names("os.path") or ())
    assert "_main" not in (table.star_names("this") or ())


@pytest.mark.parametrize(
    ("dotted", "bases"),
    [
        ("collections.abc.Mapping", ("collections.abc.Collection",)),
        (
            "collections.abc.Collection",
            (
                "collections.abc.Sized",
                "collections.abc.Iterable",
                "collections.abc.Container",
            ),
        ),
        ("builtins.dict", ()),
        ("builtins.bool", ("builtins.int",)),
        ("collections.OrderedDict", ("builtins.dict",)),
        ("enum.IntFlag", ("builtins.int", "enum.ReprEnum", "enum.Flag")),
        ("io.RawIOBase", ("_io._RawIOBase", "io.IOBase")),
        ("typing.SupportsInt", ("typing.Protocol",)),
        ("typing.IO", ("typing.Generic",)),
        ("queue.Queue", ()),
        ("configparser.RawConfigParser", ("collections.abc.MutableMapping",)),
    ],
)
def test_bases_are_those_of_run_time(
    table: StdlibTable, dotted: str, bases: tuple[str, ...]
) -> None:
    assert _class(table, dotted).bases == bases


def test_ancestors_are_canonical_and_end_with_object(table: StdlibTable) -> None:
    assert table.ancestors("typing.Iterator") == (
        "collections.abc.Iterator",
        "collections.abc.Iterable",
        "builtins.object",
    )
    assert table.ancestors("builtins.object") == ("builtins.object",)


def test_protocols_and_metaclasses(table: StdlibTable) -> None:
    iterable = _class(table, "collections.abc.Iterable")
    assert iterable.is_protocol
    assert iterable.metaclass == "abc.ABCMeta"
    assert not _class(table, "collections.abc.Mapping").is_protocol
    assert _class(table, "enum.Enum").metaclass == "enum.EnumMeta"


def test_kinds_of_members(table: StdlibTable) -> None:
    assert _member(table, "datetime.datetime", "now").kind is MemberKind.CLASSMETHOD
    assert _member(table, "builtins.str", "maketrans").kind is MemberKind.STATICMETHOD
    assert _member(table, "imaplib.IMAP4", "error").kind is MemberKind.CLASS
    value = _member(table, "enum.Enum", "value")
    assert (value.kind, value.is_settable) == (MemberKind.PROPERTY, False)
    daemon = _member(table, "threading.Thread", "daemon")
    assert daemon.is_settable
    name = _member(table, "unittest.TestCase", "longMessage")
    assert (name.kind, name.is_settable) == (MemberKind.ATTRIBUTE, True)


def test_async_and_awaitable_are_told_apart(table: StdlibTable) -> None:
    enter = _member(table, "contextlib.AbstractAsyncContextManager", "__aenter__")
    assert enter.is_async
    assert enter.returns_awaitable
    following = _member(table, "collections.abc.AsyncIterator", "__anext__")
    assert not following.is_async
    assert following.returns_awaitable
    task = _member(table, "asyncio.AbstractEventLoop", "create_task")
    assert task.returns_awaitable


def test_signatures(table: StdlibTable) -> None:
    assert _member(table, "collections.abc.Mapping", "__getitem__").parameters == (
        Parameter("self", POSITIONAL_ONLY, has_default=False),
        Parameter("key", POSITIONAL_ONLY, has_default=False),
    )
    assert _member(table, "unittest.TestCase", "subTest").parameters == (
        Parameter("self", POSITIONAL_OR_KEYWORD, has_default=False),
        Parameter("msg", POSITIONAL_OR_KEYWORD, has_default=True),
        Parameter("params", VAR_KEYWORD, has_default=False),
    )
    get = _member(table, "collections.abc.Mapping", "get")
    assert get.overloaded
    assert get.parameters is None


@pytest.mark.parametrize(
    ("dotted", "member"),
    [
        ("builtins.object", "close"),
        ("builtins.object", "__name__"),
        ("builtins.object", "_private"),
        ("abc.ABC", "__await__"),
        ("collections.abc.Mapping", "_data"),
        ("enum.Enum", "colour"),
        ("builtins.ValueError", "code"),
        ("unittest.TestCase", "asertEqual"),
        ("threading.Thread", "stop"),
        ("typing.Protocol", "send"),
        ("logging.Handler", "shutdown"),
    ],
)
def test_what_certainly_is_lacking(
    table: StdlibTable, dotted: str, member: str
) -> None:
    assert table.lacks(dotted, member)


@pytest.mark.parametrize(
    ("dotted", "member"),
    [
        ("threading.Thread", "_target"),
        ("argparse.Namespace", "verbose"),
        ("types.SimpleNamespace", "verbose"),
        ("unittest.mock.Mock", "verbose"),
        ("threading.local", "request"),
        ("logging.LogRecord", "request_id"),
        ("enum.Enum", "__members__"),
        ("typing.Any", "anything"),
        ("numpy.ndarray", "shape"),
        ("os.environ", "anything"),
    ],
)
def test_what_may_exist_is_not_lacking(
    table: StdlibTable, dotted: str, member: str
) -> None:
    assert not table.lacks(dotted, member)


def test_openness_and_completeness(table: StdlibTable) -> None:
    assert _class(table, "types.SimpleNamespace").is_open
    assert not _class(table, "unittest.TestCase").is_open
    assert not _class(table, "unittest.TestCase").is_complete
    assert _class(table, "collections.abc.Mapping").is_complete


def test_find_class_is_none_for_other_things(table: StdlibTable) -> None:
    assert table.find_class("os.environ") is None
    assert table.find_class("os.path.join") is None
    assert table.find_class("numpy.ndarray") is None
