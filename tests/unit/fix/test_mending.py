"""Findings mended in whole projects, and what is left with a reason."""

import pytest

from tests.support.fixes import after, mended, reasons

ENVIRONMENT = '[environment]\naccessor = "shop.config.env"\n'
MAPPING = "import os\n\n\ndef env():\n    return os.environ\n"
GETTER = (
    "import os\n\n\n"
    "def env(key, default={}):\n    return os.environ.get(key, default)\n"
)


def accesses(config: str, source: str, *, unsafe: bool = False) -> str:
    files = {
        "shop/__init__.py": "",
        "shop/config.py": config,
        "shop/app.py": source,
    }
    return after(files, ENVIRONMENT, unsafe=unsafe).get("shop/app.py", source)


@pytest.mark.parametrize(
    ("config", "read", "wanted"),
    [
        (MAPPING, "os.environ['K']", "env()['K']"),
        (MAPPING, "os.environ.get('K', 1)", "env().get('K', 1)"),
        (MAPPING, "os.getenv('K')", "env().get('K')"),
        (MAPPING, "os.getenv(key='K')", "env().get(key='K')"),
        (MAPPING, "'K' not in os.environ", "'K' not in env()"),
        (
            MAPPING,
            "f\"{os.environ['K']} {os.getenv('L')}\"",
            "f\"{env()['K']} {env().get('L')}\"",
        ),
        (MAPPING, "(os.environ)['K']", "env()['K']"),
        (GETTER.format(None), "os.environ.get('K')", "env('K')"),
        (GETTER.format(None), "os.getenv('K', 'd')", "env('K', 'd')"),
        (GETTER.format("''"), "os.getenv('K', '')", "env('K')"),
        (GETTER.format("''"), "os.getenv('K')", "env('K', None)"),
        (
            "import os\n\n\ndef env(key):\n    return os.environ[key]\n",
            "os.environ['K']",
            "env('K')",
        ),
        (
            "from os import environ\ndef env(n): 'R.'; return environ.get(n, 'x')",
            "os.environ.get('K', 'x')",
            "env('K')",
        ),
    ],
)
def test_reads_go_through_the_accessor(config: str, read: str, wanted: str) -> None:
    source = f"import os\n\nprint({read})\n"
    text = accesses(config, source)
    assert text == f"from shop.config import env\n\nprint({wanted})\n"


@pytest.mark.parametrize(
    ("config", "statement"),
    [
        (MAPPING, "os.environ['K'] = '1'"),
        (MAPPING, "del os.environ['K']"),
        (MAPPING, "os.environ.setdefault('K', '1')"),
        (MAPPING, "print(dict(os.environ))"),
        (MAPPING, "env = os.environ['K']"),
        (GETTER.format(None), "print(os.environ['K'])"),
        (GETTER.format(None), "print('K' in os.environ)"),
        (
            "import os\n\n\ndef env(key):\n    return os.environ[key]\n",
            "os.getenv('K')",
        ),
        (
            "import os\n\n\ndef env(key):\n    return os.environ.get(key, 'x')\n",
            "os.getenv('K')",
        ),
        ("def env():\n    return load()\n\n\ndef load(): ...\n", "os.environ['K']"),
    ],
)
def test_what_may_not_be_equal_is_left(config: str, statement: str) -> None:
    source = f"import os\n\n{statement}\n"
    assert accesses(config, source) == source


def test_what_is_not_certain_is_done_when_asked_for() -> None:
    config = "def env():\n    return load()\n\n\ndef load(): ...\n"
    text = accesses(config, "import os\n\nos.environ['K']\n", unsafe=True)
    assert text == "from shop.config import env\n\nenv()['K']\n"


def test_os_stays_where_it_is_used_and_the_accessor_is_imported_once() -> None:
    source = (
        '"""App."""\n\nimport os\nimport sys\n\n\n'
        "def f():\n    return os.environ['A'], os.environ['B'], os.sep\n"
    )
    assert accesses(MAPPING, source) == (
        '"""App."""\n\nimport os\nimport sys\nfrom shop.config import env\n\n\n'
        "def f():\n    return env()['A'], env()['B'], os.sep\n"
    )


def test_an_accessor_that_is_imported_already_is_called_by_its_name() -> None:
    source = (
        "import os\nfrom shop.config import env as settings\n\n"
        "print(settings(), os.environ['K'])\n"
    )
    assert accesses(MAPPING, source) == (
        "from shop.config import env as settings\n\n"
        "print(settings(), settings()['K'])\n"
    )


DEPRECATED = '[[deprecated]]\nimport = "shop.old.Thing"\nuse = "shop.new.Thing"\n'
SHIM = {
    "shop/__init__.py": "",
    "shop/new.py": "class Thing: ...\n",
    "shop/old.py": "from shop.new import Thing\n\n__all__ = ['Thing']\n",
}


def test_an_import_from_a_shim_moves_to_the_home() -> None:
    files = {**SHIM, "shop/app.py": "from shop.old import Thing\n\nThing()\n"}
    outcome = mended(files, DEPRECATED)
    (change,) = outcome.changes
    assert change.after == b"from shop.new import Thing\n\nThing()\n"
    assert (outcome.fixed, outcome.unfixed, outcome.unsafe) == ({"SSOT203": 1}, (), 0)


def test_a_declared_substitute_that_is_another_class_is_unsafe() -> None:
    files = {
        **SHIM,
        "shop/old.py": "class Thing: ...\n",
        "shop/app.py": "from shop.old import Thing\n\nThing()\n",
    }
    outcome = mended(files, DEPRECATED)
    assert (outcome.changes, outcome.unsafe) == ((), 1)
    assert "shop/app.py" in after(files, DEPRECATED, unsafe=True)


def test_an_edit_that_makes_a_cycle_is_taken_back() -> None:
    files = {
        **SHIM,
        "shop/new.py": "import shop.app\n\n\nclass Thing: ...\n",
        "shop/old.py": "class Thing: ...\n",
        "shop/app.py": "from shop.old import Thing\n",
        "shop/fine.py": "from shop.old import Thing\n",
    }
    outcome = mended(files, DEPRECATED, unsafe=True)
    assert [change.path for change in outcome.changes] == ["shop/fine.py"]
    (unfixed,) = outcome.unfixed
    assert unfixed.path == "shop/app.py"
    assert unfixed.reason.startswith("SSOT205 would be new")


def test_an_edit_that_only_shifts_the_problem_is_taken_back() -> None:
    toml = DEPRECATED + (
        '[[deprecated]]\nimport = "shop.older.Thing"\nuse = "shop.old.Thing"\n'
    )
    files = {
        **SHIM,
        "shop/older.py": "from shop.new import Thing\n\n__all__ = ['Thing']\n",
        "shop/app.py": "from shop.older import Thing\n\nThing()\n",
    }
    (reason,) = reasons(files, toml)
    assert reason.startswith("SSOT203 would be new: `shop.old.Thing` is deprecated")


def test_only_what_is_selected_is_mended() -> None:
    files = {**SHIM, "shop/app.py": "from shop.old import Thing\n\nThing()\n"}
    assert after_selected(files, "SSOT3") == []
    assert after_selected(files, "SSOT2") == ["shop/app.py"]


def after_selected(files: dict[str, str], code: str) -> list[str]:
    return list(after(files, DEPRECATED, select=(code,)))


SUPPRESSED = (
    "import os  # ssot: ignore[SSOT301]\n"
    '# ssot: ignore[SSOT202] reason="x"\n'
    "X = os.sep\n"
    'Y = os.environ  # ssot: ignore[SSOT301, SSOT107] reason="y"\n'
    "Z = 1  # a # ssot: ignore[SSOT301]  # noqa\n"
)


def test_suppressions_that_hide_nothing_go() -> None:
    text = after({"shop.py": SUPPRESSED}, '[gate]\nfail-on = "off"\n')["shop.py"]
    assert text == (
        "import os\n"
        "X = os.sep\n"
        'Y = os.environ  # ssot: ignore[SSOT301] reason="y"\n'
        "Z = 1  # a # noqa\n"
    )


PROTOCOL = """from abc import abstractmethod
from typing import Any, Protocol

LIMIT = 3


class Base(Protocol):
    async def close(self, *, code: int = 1, why: str = LIMIT) -> None: ...


class Connection(Base, Protocol):
    @property
    def name(self) -> str: ...

    @abstractmethod
    def send(self, text: str, extra: Any = None) -> list[int]: ...
"""
CONTRACT = (
    '[[contract]]\ninterface = "chat.protocols.Connection"\nimplementers = ["Socket"]\n'
)
OWED = '''class Socket:
    """A socket."""

    @property
    def name(self) -> str:
        """See `chat.protocols.Connection.name`."""
        raise NotImplementedError('`name` is owed to `chat.protocols.Connection`')

    def send(self, text: str, extra=None) -> list[int]:
        """See `chat.protocols.Connection.send`."""
        raise NotImplementedError('`send` is owed to `chat.protocols.Connection`')

    async def close(self, *, code: int=1, why: str=...) -> None:
        """See `chat.protocols.Base.close`."""
        raise NotImplementedError('`close` is owed to `chat.protocols.Base`')
'''


def test_missing_members_are_added_as_stubs_when_asked_for() -> None:
    files = {
        "chat/__init__.py": "",
        "chat/protocols.py": PROTOCOL,
        "chat/sockets.py": 'class Socket:\n    """A socket."""\n',
    }
    assert after(files, CONTRACT) == {}
    text = after(files, CONTRACT, unsafe=True)["chat/sockets.py"]
    assert text == OWED


def test_an_attribute_is_no_member_to_stub() -> None:
    files = {
        "chat.py": "from typing import Protocol\n\n\nclass P(Protocol):\n    x: int\n\n"
        "    def f(self) -> int: ...\n\n\nclass A:\n    pass\n"
    }
    toml = '[[contract]]\ninterface = "chat.P"\nimplementers = ["A"]\n'
    text = after(files, toml, unsafe=True)
    found = reasons(files, toml, unsafe=True)
    assert "raise NotImplementedError" in text["chat.py"]
    assert found == ["`P.x` is an attribute, not a method"]


def test_members_of_what_has_moved_stay_members() -> None:
    source = "import shop.old\n\nprint(shop.old.Thing.x.y, shop.old.Thing)\n"
    done = after({**SHIM, "shop/app.py": source}, DEPRECATED)
    assert done["shop/app.py"] == (
        "from shop.new import Thing\n\nprint(Thing.x.y, Thing)\n"
    )


def test_what_stood_in_the_way_is_tried_again_once_it_is_gone() -> None:
    files = {
        **SHIM,
        "shop/__init__.py": "from .old import Thing\nfrom . import oldmod\n",
        "shop/newmod.py": "class Other: ...\n",
        "shop/oldmod.py": "from shop.newmod import Other\n__all__ = ['Other']\n",
        "shop/app.py": "from shop import oldmod\n\nprint(oldmod.Other)\n",
    }
    toml = DEPRECATED + '[[deprecated]]\nimport = "shop.oldmod"\nuse = "shop.newmod"\n'
    done = {**files, **after(files, toml)}
    assert done != files
    assert after(done, toml) == {}


TWO = {
    "shop/__init__.py": "",
    "shop/new.py": "class Thing: ...\n\n\nclass Other: ...\n",
    "shop/old.py": (
        "from shop.new import Other, Thing\n\n__all__ = ['Other', 'Thing']\n"
    ),
    "shop/older.py": "from shop.new import Other\n\n__all__ = ['Other']\n",
    "shop/config.py": MAPPING,
}
BOTH = (
    "".join(
        DEPRECATED.replace("shop.old.Thing", f"shop.{old}").replace("Thing", new)
        for old, new in (("old.Thing", "Thing"), ("old.Other", "Other"))
    )
    + '[[deprecated]]\nimport = "shop.older.Other"\nuse = "shop.new.Other"\n'
)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (
            "import os, shop.old\n\nprint(os.environ['K'], shop.old.Thing)\n",
            (
                "from shop.new import Thing\nfrom shop.config import env\n\n"
                "print(env()['K'], Thing)\n"
            ),
        ),
        (
            (
                "from os import environ, getenv, sep\n\n"
                "print(environ['K'], getenv('L'), sep)\n"
            ),
            (
                "from os import sep\nfrom shop.config import env\n\n"
                "print(env()['K'], env().get('L'), sep)\n"
            ),
        ),
        (
            (
                "from os import sep, environ, getenv\n\n"
                "print(getenv('L'), environ['K'], sep)\n"
            ),
            (
                "from os import sep\nfrom shop.config import env\n\n"
                "print(env().get('L'), env()['K'], sep)\n"
            ),
        ),
        (
            "import sys, os, shop.old\n\nprint(sys, shop.old.Thing, os.environ['K'])\n",
            (
                "import sys\n"
                "from shop.new import Thing\n"
                "from shop.config import env\n\n"
                "print(sys, Thing, env()['K'])\n"
            ),
        ),
        (
            (
                "from shop import config, old, older\n\n"
                "print(config, older.Other, old.Thing)\n"
            ),
            (
                "from shop import config\nfrom shop.new import Other, Thing\n\n"
                "print(config, Other, Thing)\n"
            ),
        ),
        (
            "import sys, os\n\nprint(sys, os.environ['K'])\n",
            "import sys\nfrom shop.config import env\n\nprint(sys, env()['K'])\n",
        ),
        (
            "import shop.old\n\nprint(shop.old.Thing, shop.old.Other)\n",
            "from shop.new import Thing, Other\n\nprint(Thing, Other)\n",
        ),
        (
            "from shop.old import Thing, Other\n\nprint(Thing, Other)\n",
            "from shop.new import Thing, Other\n\nprint(Thing, Other)\n",
        ),
    ],
)
def test_edits_of_one_statement_come_together(before: str, wanted: str) -> None:
    files = {**TWO, "shop/app.py": before}
    assert after(files, ENVIRONMENT + BOTH)["shop/app.py"] == wanted


@pytest.mark.parametrize(
    ("other", "is_kept"),
    [
        ("from shop.app import os\n", True),
        ("from shop.app import (\n    run,\n    os,\n)\n", True),
        ("from shop import app as a\n\na.os.sep\n", True),
        ("from shop.app import *\n\nos.sep\n", True),
        ("def test(monkeypatch):\n    monkeypatch.setattr('shop.app.os', 1)\n", True),
        ("import os\n\nimport shop.app\n\nos.sep\n", False),
        ("import shop.app  # needs os\n", False),
    ],
)
def test_an_import_that_nothing_uses_any_more_goes(
    other: str, *, is_kept: bool
) -> None:
    source = "import os\n\n\ndef run():\n    return os.environ['K']\n"
    files = {**TWO, "shop/app.py": source, "tests/test_app.py": other}
    text = after(files, ENVIRONMENT)["shop/app.py"]
    assert text.startswith("import os\n") is is_kept


OLD_MODULE = '[[deprecated]]\nimport = "shop.old"\nuse = "shop.new"\n'


def test_a_module_that_only_hands_on_moves_as_a_whole() -> None:
    source = "from shop import old\n\nprint(old.Thing, old.Other)\n"
    outcome = mended({**TWO, "shop/app.py": source}, OLD_MODULE)
    (change,) = outcome.changes
    assert change.after.decode() == (
        "from shop import new\n\nprint(new.Thing, new.Other)\n"
    )
    assert (outcome.unfixed, outcome.unsafe) == ((), 0)


@pytest.mark.parametrize(
    "old",
    [
        "from shop.new import Thing\n\nclass Other: ...\n",
        "from shop.new import Thing, Thing as Other\n\n__all__ = ['Other', 'Thing']\n",
        (
            "from shop.new import Thing\nfrom shop.old_other import Other\n\n"
            "__all__ = ['Other', 'Thing']\n"
        ),
    ],
)
def test_a_module_that_has_something_else_moves_when_asked_for(old: str) -> None:
    files = {
        **TWO,
        "shop/old.py": old,
        "shop/old_other.py": "class Other: ...\n",
        "shop/app.py": "from shop import old\n\nprint(old.Thing, old.Other)\n",
    }
    outcome = mended(files, OLD_MODULE)
    assert ("shop/app.py" in {c.path for c in outcome.changes}, outcome.unsafe) == (
        False,
        1,
    )
