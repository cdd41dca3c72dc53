"""Files that cannot be read as TOML are faults with a place."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.config.files import configures
from ssot_audit.config.load import load
from ssot_audit.errors import ConfigError

FaultsOf = Callable[[Mapping[str, str]], list[str]]


def faults_in(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, None, {})
    return [str(fault) for fault in caught.value.faults]


def test_a_syntax_error_names_line_and_column(faults_of: FaultsOf) -> None:
    assert faults_of({"ssot-audit.toml": "roots = []\nexclude 3"}) == [
        (
            "ssot-audit.toml: line 2, column 9: is not TOML: "
            "Expected '=' after a key in a key/value pair"
        )
    ]


def test_a_syntax_error_at_the_end_has_a_place_too(faults_of: FaultsOf) -> None:
    assert faults_of({"pyproject.toml": "[tool.ssot-audit]\nroots = ["}) == [
        "pyproject.toml: line 2, column 10: is not TOML: Invalid value"
    ]


@pytest.mark.parametrize("text", [f"a = {'[' * 2000}", f"a = {'9' * 6000}"])
def test_what_the_parser_gives_up_on_is_a_fault(faults_of: FaultsOf, text: str) -> None:
    (fault,) = faults_of({"ssot-audit.toml": text})
    assert fault.startswith("ssot-audit.toml: is not TOML: ")


def test_bytes_that_are_not_utf8_are_a_fault(tmp_path: Path) -> None:
    tmp_path.joinpath("ssot-audit.toml").write_bytes(b"roots = []\n# caf\xe9\n")
    assert faults_in(tmp_path) == ["ssot-audit.toml: line 2: is not UTF-8"]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "ssot-audit.toml"
    file.write_text("generated = ['a.py']", encoding="utf-8-sig")
    assert load(tmp_path, None, {}).generated == ("a.py",)


def test_a_folder_in_place_of_the_file_is_a_fault(tmp_path: Path) -> None:
    tmp_path.joinpath("ssot-audit.toml").mkdir()
    assert faults_in(tmp_path) == ["ssot-audit.toml: cannot be read: Is a directory"]


def test_a_link_to_nothing_is_a_fault(tmp_path: Path) -> None:
    tmp_path.joinpath("ssot-audit.toml").symlink_to("gone.toml")
    message = "ssot-audit.toml: cannot be read: No such file or directory"
    assert faults_in(tmp_path) == [message]


def test_an_unreadable_pyproject_is_taken_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("pyproject.toml").write_text("", encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert configures(tmp_path / "pyproject.toml")
    assert faults_in(tmp_path) == ["pyproject.toml: cannot be read: Permission denied"]
