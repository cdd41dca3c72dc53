"""`docs/configuration.md` names every key there is, and its example loads."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.config.load import load
from ssot_audit.config.packs import shipped_packs
from ssot_audit.config.settings import TEST_PATTERNS
from ssot_audit.errors import ConfigError
from ssot_audit.rules.registry import all_rules
from tests.support.command import REPOSITORY

Write = Callable[[Mapping[str, str]], Path]

PAGE = (REPOSITORY / "docs/configuration.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", PAGE))
RULES = {code: rule.options for code, rule in all_rules().items()}
TABLES = {
    "Top level": "",
    "`[scopes]`": "[scopes]\n",
    "`[[contract]]`": "[[contract]]\n",
    "`[[deprecated]]`": "[[deprecated]]\n",
    "`[[canonical]]`": "[[canonical]]\n",
    "`[[owner]]`": "[[owner]]\n",
    "`[[argument]]`": "[[argument]]\n",
    "`[[events]]`": "[[events]]\n",
    "`[[layers]]`": "[[layers]]\n",
    "`[[forbidden]]`": "[[forbidden]]\n",
    "`[[independence]]`": "[[independence]]\n",
    "`[[protected]]`": "[[protected]]\n",
    "`[environment]`": "[environment]\n",
    "`[baseline]`": "[baseline]\n",
    "`[gate]`": "[gate]\n",
}


def rows(section: str) -> dict[str, str]:
    """Return the rest of each line of a section's table by the code it begins with."""
    return dict(re.findall(r"(?m)^\| `([^`]+)` \|(.*)$", SECTIONS[section]))


def keys(root: Path) -> list[str]:
    """Return what is allowed in the table that has the unknown key `?`."""
    with pytest.raises(ConfigError) as raised:
        load(root, None, RULES)
    (message,) = [
        fault.message
        for fault in raised.value.faults
        if fault.message.startswith("unknown key")
    ]
    return re.findall("`([^`]+)`", message)


@pytest.mark.parametrize("section", TABLES)
def test_the_page_has_every_key_of_a_table(write: Write, section: str) -> None:
    root = write({"ssot-audit.toml": f'{TABLES[section]}"?" = 1\n'})
    assert list(rows(section)) == keys(root)


def test_the_page_has_every_section_of_the_schema() -> None:
    assert {name for name in SECTIONS if "[" in name} == {*TABLES, "`[rules]`"} - {
        "Top level"
    }


def test_the_page_has_every_shipped_pack() -> None:
    assert sorted(rows("Packs")) == sorted(shipped_packs())


def test_the_page_has_the_patterns_of_tests() -> None:
    default = rows("`[scopes]`")["test"].rpartition(" | ")[2]
    assert tuple(re.findall("`([^`]+)`", default)) == TEST_PATTERNS


@pytest.mark.parametrize("section", ["A whole file", "`[rules]`"])
def test_an_example_loads(write: Write, section: str) -> None:
    (example,) = re.findall(r"(?ms)^```toml\n(.*?)^```", SECTIONS[section])
    root = write({"ssot-audit.toml": example, "src/shop/cart.py": ""})
    assert load(root, None, RULES).rules


def test_the_whole_file_has_every_key() -> None:
    (example,) = re.findall(r"(?ms)^```toml\n(.*?)^```", SECTIONS["A whole file"])
    mentioned = set(re.findall(r"(?m)^\[*([\w-]+)(?:\.[\w-]+)?[\] ]", example))
    for section in TABLES:
        assert set(rows(section)) - mentioned - {"test"} == set()
