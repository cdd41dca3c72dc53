"""The JSON report keeps its published schema."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from ssot_audit.report import json_document
from tests.support.command import REPOSITORY, scan_json
from tests.support.projects import Files, verdict_on

SCHEMA: Mapping[str, Any] = json.loads(
    (REPOSITORY / "docs/schema/report-1.schema.json").read_text(encoding="utf-8")
)
HOSTILE: Files = {
    "shop/__init__.py": "",
    'shop/"\x1b[31m\n\u202e<b>.py': "from shop import gone\n",
    "shop/\udcff.py": "import os\nclass \N{MICRO SIGN}: x = os.environ['\\x00']\n",
    "shop/broken.py": "def (:\n",
    "shop/not_utf_8.py": b"# coding: no-such\n\xff",
    "shop/contracts.py": (
        "from typing import Protocol\n"
        "class Cart(Protocol):\n    def add(self): ...\n"
        "class Basket(Cart):\n    pass\n"
        "class Open(__import__('abc').ABC, metaclass=type('', (), {})): pass\n"
    ),
    "tests/test_shop.py": (
        "import shop.gone  # ssot: ignore[SSOT201] reason='\\'\n"
        "import shop.away  # ssot: ignore[SSOT201]\n"
        "import os\nfrom unittest.mock import patch\npatch.dict(os.environ)\n"
    ),
}


def faults(document: object, schema: Mapping[str, Any] = SCHEMA) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [
        f"{error.json_path}: {error.message}"
        for error in validator.iter_errors(document)
    ]


def objects(schema: object) -> list[Mapping[str, Any]]:
    """Return every description of an object in a schema."""
    match schema:
        case list():
            return [found for each in schema for found in objects(each)]
        case dict():
            own = [schema] if schema.get("type") == "object" else []
            return own + [found for each in schema.values() for found in objects(each)]
        case _:
            return []


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_says_all_and_only_what_there_is() -> None:
    for described in objects(SCHEMA):
        assert described["additionalProperties"] is False
        assert described["required"] == list(described["properties"])


@pytest.mark.parametrize("fixture", ["chat_platform", "clean_platform"])
def test_the_report_of_a_fixture_keeps_the_schema(fixture: str) -> None:
    assert faults(scan_json(f"fixtures/{fixture}")) == []


def test_the_report_of_hostile_names_keeps_the_schema() -> None:
    document = json.loads(json_document.render(verdict_on(HOSTILE)))
    assert faults(document) == []
    paths = {finding["path"] for finding in document["findings"]}
    assert 'shop/"\x1b[31m\n\u202e<b>.py' in paths
    assert "shop/\\udcff.py" in paths
    assert document["coverage"]["unparsable"] == [
        "shop/broken.py",
        "shop/not_utf_8.py",
    ]


def test_the_report_of_a_partial_scan_keeps_the_schema() -> None:
    document = scan_json("fixtures/chat_platform/shared", "--select", "SSOT2")
    assert faults(document) == []
    assert len(document["summary"]["partial_because"]) == 2


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_a_report_without_one_of_its_keys_is_refused(key: str) -> None:
    document = json.loads(json_document.render(verdict_on({"a.py": ""})))
    assert faults(document) == []
    del document[key]
    assert faults(document) == [f"$: '{key}' is a required property"]
