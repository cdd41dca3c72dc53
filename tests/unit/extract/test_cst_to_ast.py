import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.front_ends import DEFECTS, Defect, Outcome, differences, judge
from tests.support.sources import STATEMENT

SNIPPETS = Path(__file__).with_name("cst_snippets.txt")
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = """
    __future__ _collections_abc _weakrefset abc antigravity ast base64 bdb bisect
    calendar cmd code codecs collections/__init__ colorsys compileall configparser
    contextlib copy csv dataclasses decimal difflib dis enum fileinput fnmatch
    fractions functools getopt gettext glob hashlib heapq html/entities inspect
    ipaddress json/decoder keyword linecache logging/__init__ mimetypes ntpath
    operator pickletools platform plistlib pprint pstats
    queue random re/_parser reprlib sched selectors shlex signal smtplib sre_compile
    statistics string stringprep struct symtable textwrap this timeit tokenize
    tomllib/_parser trace traceback turtle types typing weakref xml/dom/minidom
"""


def law_holds(source: bytes) -> bool:
    verdict = judge(source)
    assert not verdict.is_breach, verdict.detail
    return verdict.outcome is Outcome.EQUAL


def snippets() -> list[str]:
    return SNIPPETS.read_text(encoding="utf-8").split("\n----\n")


@pytest.mark.parametrize("source", snippets())
def test_snippet_yields_the_tree_of_cpython(source: str) -> None:
    assert law_holds(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n\n  \n",
        b"# only a comment",
        b"x",
        b"x = 1;",
        b"\xef\xbb\xbfx = 1\n",
        "\ufeff# coding: utf-8\né = 1\n".encode(),
        b"# -*- coding: latin-1 -*-\nx = '\xe9'; y = 2\n",
        b"# coding: iso-8859-15\nf('\xa4', x)\n",
        b"x = 1\r\nif x:\r\n  y = '''a\r\nb'''\r\n",
        b"x = 1\ry = 'a' \\\r 'b'\r",
        b"x = 1\r\ny = 2\nz = '''\r'''\r\n",
        b"x = 1\n\x0cy = 2\n\x0c\nif x:\n\x0c  z\n",
        b"if x:\n\ty\n\tz\n",
        b"x = 1 \\\n + 2\n",
    ],
)
def test_encoding_and_newlines_are_read_as_cpython_reads_them(source: bytes) -> None:
    assert law_holds(source)


@pytest.mark.parametrize("module", MODULES.split())
def test_standard_library_yields_the_tree_of_cpython(module: str) -> None:
    assert law_holds((STANDARD_LIBRARY / f"{module}.py").read_bytes())


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_named_defect_of_libcst_is_still_there(defect: Defect) -> None:
    verdict = judge(defect.example.encode())
    assert verdict.outcome is Outcome.ONLY_CPYTHON
    assert verdict.defect is defect


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STATEMENT, min_size=1, max_size=3).map("\n".join))
def test_composed_source_yields_the_tree_of_cpython(source: str) -> None:
    law_holds(source.encode())


def test_comparison_of_trees_sees_positions_and_values() -> None:
    tree = ast.parse("f(1, [x])")
    assert not list(differences(tree, ast.parse("f(1, [x])")))
    assert list(differences(tree, ast.parse("f(1, [y])")))
    assert list(differences(tree, ast.parse("f(1.0, [x])")))
    assert list(differences(tree, ast.parse("f(1,  [x])")))
