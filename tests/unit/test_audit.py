"""The recipe's two doors, and what they do when something goes wrong."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path, audit_sources, link_path
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import Scope
from ssot_audit.errors import ConfigError, InternalError
from ssot_audit.extract import extractor
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import ModuleFacts
from ssot_audit.extract.parse import Parser
from ssot_audit.report import json_document
from ssot_audit.rules.api import Policy, Program
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.registry import all_rules
from ssot_audit.rules.run import run
from tests.support.projects import TODAY, linked, settings_for

REQUEST = Request(today=TODAY)
TOML = 'exclude = ["gen/"]\n[environment]\naccessor = "shop.config.get_env"\n'
PROJECT = {
    "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n',
    "src/shop/__init__.py": "from shop import _speed, prices\nfrom acme.y import z\n",
    "src/shop/_speed.pyx": "",
    "src/shop/config.py": "def get_env(): ...\n",
    "src/acme/y.py": "type X = int\n",
    "src/gen/a.py": "def broken(:\n",
    "tests/test_shop.py": "import os\nprint(os.environ['A'])\nimport shop.gone\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def test_a_project_in_memory_is_judged_like_one_on_disk(tmp_path: Path) -> None:
    root = written(tmp_path, {**PROJECT, "ssot-audit.toml": TOML})
    settings = load(root, None, {})
    on_disk = json_document.render(audit_path(settings, REQUEST))
    in_memory = json_document.render(audit_sources(PROJECT, settings, REQUEST))
    assert in_memory == on_disk
    assert len(json.loads(on_disk)["findings"]) >= 4


def test_files_in_memory_are_named_and_scoped_by_their_paths() -> None:
    tree = in_memory(
        {"src/a/b.py": "", "tests/c.pyi": "", "d.txt": ""}, settings_for({})
    )
    assert tree.roots == ("src", "")
    assert [(file.path, file.module, file.scope) for file in tree.files] == [
        ("src/a/b.py", "a.b", Scope.PRODUCTION),
        ("tests/c.pyi", "tests.c", Scope.TEST),
    ]


def test_content_may_be_text_or_bytes() -> None:
    settings = settings_for({})
    tree = in_memory({"a.py": "é", "b.py": b"\xe9"}, settings)
    assert [tree.read(file) for file in tree.files] == ["é".encode(), b"\xe9"]


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        (Settings(Path("p"), exclude=("gone/",)), ["exclude: `gone/` matches no"]),
        (Settings(Path("p"), roots=("lib",)), ["roots: there is no Python file below"]),
        (
            Settings(Path("p"), exclude=("gone/",), roots=("lib",)),
            ["roots: ", "exclude: "],
        ),
    ],
)
def test_settings_that_lead_nowhere_are_faults_in_memory_too(
    settings: Settings, faults: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        audit_sources({"a.py": ""}, settings, REQUEST)
    found = [str(fault) for fault in caught.value.faults]
    assert len(found) == len(faults)
    assert all(map(str.startswith, found, faults))


def test_nothing_to_analyse_is_an_error_not_a_success() -> None:
    with pytest.raises(ConfigError, match="there is no Python file to analyse"):
        audit_sources({"README.md": ""}, settings_for({}), REQUEST)


def test_names_in_the_configuration_must_exist_in_the_project() -> None:
    files = {"app.py": "class Socket: ..."}
    toml = '[[contract]]\ninterface = "app.Sock"\nimplementers = ["*Nothing"]'
    with pytest.raises(ConfigError) as caught:
        audit_sources(files, settings_for(files, toml), REQUEST)
    first, second = map(str, caught.value.faults)
    assert first.endswith(
        "there is no class `app.Sock` in the project; did you mean `app.Socket`?"
    )
    assert second.endswith("`*Nothing` matches no production class")


def test_a_file_that_we_fail_on_is_a_finding_and_the_scan_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fragile(source: bytes, parser: Parser) -> ModuleFacts:
        if source == b"odd":
            raise ZeroDivisionError("oops")
        return extract(source, parser)

    monkeypatch.setattr(extractor, "extract", fragile)
    # A worker that is spawned would have the extractor as it stands in its file.
    monkeypatch.setattr("ssot_audit.extract.pool.start_method", lambda: "fork")
    files = {"a.py": "odd", "b.py": "def f(): ...\ndef f(): ..."}
    found = audit_sources(files, settings_for({}), REQUEST).findings
    assert [item.finding.code for item in found] == ["SSOT005", "SSOT108"]
    assert "internal error: ZeroDivisionError: oops" in found[0].finding.message


def test_a_question_after_an_audit_parses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(written(tmp_path / "project", PROJECT), None, {})
    request = dataclasses.replace(REQUEST, cache=tmp_path / "cache")
    parsed = []

    def watched(source: bytes, parser: Parser) -> ModuleFacts:
        parsed.append(source)
        return extract(source, parser)

    monkeypatch.setattr(extractor, "extract", watched)
    audit_path(settings, request)
    assert len(parsed) == 5
    parsed.clear()
    program = link_path(settings, request)
    assert [module.name for module in program.modules] == [
        "acme.y",
        "gen.a",
        "shop",
        "shop.config",
        "tests.test_shop",
    ]
    assert parsed == []


def test_a_rule_that_fails_is_named() -> None:
    def broken(_program: Program, _policy: Policy) -> Iterator[Finding]:
        raise ZeroDivisionError("oops")

    rule = dataclasses.replace(all_rules()["SSOT205"], check=broken)
    with pytest.raises(InternalError) as caught:
        list(run([rule], linked({"a.py": ""}), settings_for({})))
    expected = "rule SSOT205 (import-cycle) failed: ZeroDivisionError: oops"
    assert str(caught.value) == expected


def test_progress_is_told_after_every_file() -> None:
    steps: list[tuple[int, int]] = []
    request = Request(TODAY, progress=lambda done, all_: steps.append((done, all_)))
    audit_sources({"a.py": "", "b.py": ""}, settings_for({}), request)
    assert steps == [(1, 2), (2, 2)]
