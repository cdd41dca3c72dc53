"""Whatever front end reads the files, the same is found."""

import sys

import pytest

from tests.support.command import scan_json

FIXTURES = ("fixtures/chat_platform", "fixtures/clean_platform")


@pytest.mark.parametrize("fixture", FIXTURES)
def test_libcst_finds_what_the_default_finds(fixture: str) -> None:
    assert scan_json(fixture, "--parser", "libcst") == scan_json(fixture)


def test_cpython_alone_finds_the_same_in_files_it_can_read() -> None:
    alone = scan_json("fixtures/chat_platform", "--parser", "python")
    default = scan_json("fixtures/chat_platform")
    newer = set() if sys.version_info >= (3, 12) else {"backend/usage_report.py"}
    assert set(alone["coverage"]["unparsable"]) == newer | set(
        default["coverage"]["unparsable"]
    )
    assert [f for f in alone["findings"] if f["path"] not in newer] == [
        f for f in default["findings"] if f["path"] not in newer
    ]
