"""Imports before and after, from `moved_imports.md`, and what is left alone."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import SourceFile
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import Import, Span
from ssot_audit.fix.apply import Edited, edited
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.task import Task
from ssot_audit.rules.finding import Place
from ssot_audit.rules.remedies import Move, MoveImports, Remedy
from tests.support.projects import settings_for

MOVES = (
    Move("a.b.Name", "c.d.Name"),
    Move("a.b.Old", "c.d.New"),
    Move("a.m", "c.n"),
)
CASES = re.findall(
    r"(?ms)^### ([^\n]+)\n+```python( crlf)?\n(.*?)^```\n+```python[^\n]*\n(.*?)^```",
    Path(__file__).with_name("moved_imports.md").read_text(encoding="utf-8"),
)


def full_name(file: SourceFile, found: Import) -> str:
    package = file.module if file.is_package else file.module.rpartition(".")[0]
    module = found.module
    if found.level:
        base = package.split(".")[: package.count(".") + 2 - found.level]
        module = ".".join([*base, module] if module else base)
    return f"{module}.{found.name}" if found.name else module


def task(path: str, span: Span, remedy: Remedy) -> Task:
    return Task("SSOT203", ("SSOT203", "", "", ""), "", Place(path, span), remedy)


def moved(
    source: str | bytes,
    path: str = "shop/app.py",
    others: Mapping[str, str] | None = None,
    moves: tuple[Move, ...] = MOVES,
) -> Edited:
    content = source.encode() if isinstance(source, str) else source
    files: dict[str, str | bytes] = {"shop/__init__.py": "", **(others or {})}
    files[path] = content
    tree = in_memory(files, settings_for(files))
    (file,) = (file for file in tree.files if file.path == path)
    tasks = [
        task(path, found.span, MoveImports(moves=(move,)))
        for found in extract(content).imports
        for move in moves
        if f"{full_name(file, found)}.".startswith(f"{move.old}.")
        or (found.name == "*" and full_name(file, found)[:-2] in move.old)
    ]
    return edited(file, content, tasks, Surroundings(tree, {}))


@pytest.mark.parametrize(
    ("line_end", "before", "after"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_imports_move(line_end: str, before: str, after: str) -> None:
    end = "\r\n" if line_end else "\n"
    result = moved(before.replace("\n", end))
    assert result.content.decode() == after.replace("\n", end)
    assert result.declined == {}
    assert moved(result.content).content == result.content, "a second time"


def test_all_cases_are_read() -> None:
    text = Path(__file__).with_name("moved_imports.md").read_text(encoding="utf-8")
    assert len(CASES) == text.count("\n### ")


def test_a_relative_import_stays_relative_in_its_package() -> None:
    moves = (Move("shop.state.Old", "shop.context.Old"), Move("shop.x.Y", "lib.x.Y"))
    result = moved("from .state import Old\nfrom .x import Y\n", moves=moves)
    assert result.content == b"from .context import Old\nfrom lib.x import Y\n"


def test_a_relative_import_of_the_package_itself() -> None:
    moves = (Move("shop.Old", "shop.sub.Old"), Move("shop.sub.New", "shop.New"))
    result = moved("from . import Old\nfrom .sub import New\n", moves=moves)
    assert result.content == b"from .sub import Old\nfrom . import New\n"


def test_a_package_keeps_the_names_it_hands_on() -> None:
    result = moved("from a.b import Old\n", "shop/__init__.py")
    assert result.content == b"from c.d import New as Old\n"


def test_a_name_that_another_file_takes_stays() -> None:
    others = {"till.py": "import shop.app as t\nt.Old\n"}
    result = moved("from a.b import Old\n", others=others)
    assert result.content == b"from c.d import New as Old\n"


def test_a_star_import_is_left_with_the_reason() -> None:
    result = moved("from a.b import *\n")
    assert result.content == b"from a.b import *\n"
    assert set(result.declined.values()) == {"a star import does not say what it takes"}


def test_a_package_used_for_more_is_left() -> None:
    result = moved("import a.m\nprint(a.m.X, a.other)\n")
    assert set(result.declined.values()) == {"`a` is used for more than what has moved"}


def test_the_new_home_does_not_import_from_itself() -> None:
    result = moved("from a.b import Name\n", "c/d.py")
    assert set(result.declined.values()) == {"`c.d` would import from itself"}


def test_a_mark_and_an_encoding_are_kept() -> None:
    source = "\ufefffrom a.b import Name  # é\n".encode()
    assert moved(source).content == "\ufefffrom c.d import Name  # é\n".encode()
    source = "# coding: latin-1\nfrom a.b import Name  # é\n".encode("latin-1")
    wanted = "# coding: latin-1\nfrom c.d import Name  # é\n".encode("latin-1")
    assert moved(source).content == wanted


def test_a_file_that_libcst_would_change_is_left() -> None:
    result = moved("from a.b import Name\rprint(Name)\r")
    assert set(result.declined.values()) == {"LibCST would change more than asked for"}


def test_a_type_parameter_is_another_name() -> None:
    source = "from a.b import Old\n\n\ndef f[Old](x: Old) -> Old: ...\n"
    after = moved(source).content.decode()
    assert after == source.replace("from a.b import Old", "from c.d import New as Old")


def test_an_example_that_uses_a_name_keeps_it() -> None:
    source = 'from a.b import Old\n\n\ndef f():\n    """Do.\n\n    >>> Old.x\n    """\n'
    after = moved(source).content.decode()
    assert after == source.replace("from a.b import Old", "from c.d import New as Old")


def test_a_name_of_a_module_that_is_loaded_by_a_string_stays() -> None:
    others = {"tests/t.py": "m = import_module('shop.app')\nprint(m.Old)\n"}
    after = moved("from a.b import Old\n\nOld()\n", others=others).content
    assert after == b"from c.d import New as Old\n\nOld()\n"
