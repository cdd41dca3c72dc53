"""Imports that a comment keeps for others."""

import pytest

from ssot_audit.extract.extractor import extract

SEVERAL = "from a import (  # noqa: E501, F401  # for others\n    b,\n    c as d,\n)\n"
ONE = "from a import (\n    b,\n    c,  # noqa:F401\n)\n"


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("from a import b  # noqa: F401\n", ("b",)),
        ("import a.b  # NOQA: F401\r\nimport c\r\n", ("a.b",)),
        (SEVERAL, ("b", "d")),
        (ONE, ("c",)),
        ("# ruff: noqa: F401\nfrom a import b\n", ("*",)),
        ("from a import b  # noqa\n", ()),
        ("from a import b  # noqa: E501\n", ()),
        ("from a import b  # not F401\n", ()),
        ("from a import b\nx = 1  # noqa: F401\n", ()),
        ("def f():\n    from a import b  # noqa: F401\n", ()),
    ],
)
def test_names_that_are_kept(source: str, kept: tuple[str, ...]) -> None:
    assert extract(source.encode()).kept_imports == kept
