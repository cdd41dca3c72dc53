"""Find the configuration and turn it into settings, or raise every fault at once.

One file, with what it extends, configures a project: files do not cascade by folder.
"""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from ssot_audit.config.chain import Chain
from ssot_audit.config.conflicts import conflicts
from ssot_audit.config.convert import Place, Reader, Table, fields, shown
from ssot_audit.config.files import PYPROJECT, configures
from ssot_audit.config.schema import RuleOptions, document, relative
from ssot_audit.config.settings import (
    TEST_PATTERNS,
    BaselineSetting,
    Environment,
    Gate,
    Level,
    RuleSetting,
    Settings,
)
from ssot_audit.errors import ConfigError, Fault

_FILES = ("ssot-audit.toml", ".ssot-audit.toml")
_ROOT_MARKS = (".git", PYPROJECT, "setup.py", "setup.cfg")


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration file in the folder of `start` or above."""
    for folder in _upwards(start):
        for name in _FILES:
            # A dangling link or a folder of that name is a mistake to tell of, later.
            if os.path.lexists(folder / name):
                return folder / name
        if configures(folder / PYPROJECT):
            return folder / PYPROJECT
    return None


def project_root(start: Path) -> Path:
    """Return the folder that a scan of `start` audits, whatever it configures."""
    file = find_config(start)
    return _default_root(start) if file is None else _real(file.parent)


def load(
    start: Path, config: Path | None, known_rules: Mapping[str, RuleOptions]
) -> Settings:
    """Return the settings for a scan of `start`; `config` overrides the search.

    `known_rules` has the options dataclass of every rule, by code.
    """
    if config is not None and not os.path.lexists(config):
        raise ConfigError((Fault("--config", f"no file `{config}`"),))
    file = config or find_config(start)
    if file is None:
        return Settings(root=_default_root(start))
    root = _real(file.parent)
    chain = Chain(root, document(known_rules, _directory_in(root)))
    chain.add(root / file.name)
    _require_accessor(chain)
    if chain.faults:
        raise ConfigError(tuple(chain.faults))
    settings = _settings(root, file.name, chain.merged())
    faults = tuple(conflicts(settings))
    if faults:
        raise ConfigError(faults)
    return settings


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _upwards(start: Path) -> tuple[Path, ...]:
    """Return the folder of `start` and all above it."""
    path = _real(start)
    folder = path.parent if path.is_file() else path
    return (folder, *folder.parents)


def _default_root(start: Path) -> Path:
    folders = _upwards(start)
    marked = (
        folder
        for folder in folders
        if any(os.path.lexists(folder / mark) for mark in _ROOT_MARKS)
    )
    return next(marked, folders[0])


def _directory_in(root: Path) -> Reader[str]:
    """Return a reader of directories that exist below `root`."""

    def read(value: object, place: Place) -> str | None:
        path = relative(value, place)
        if path is None:
            return None
        if not os.path.isdir(root / path):  # noqa: PTH112 - unlike Path's, never raises
            place.fault(f"{shown(path)} matches nothing: there is no such directory")
        return str(PurePosixPath(path))

    return read


def _require_accessor(chain: Chain) -> None:
    tables = [layer["environment"] for layer in chain.layers if "environment" in layer]
    if tables and not any(table is None or "accessor" in table for table in tables):
        message = "required key `accessor` is missing"
        chain.faults.append(Fault(tables[-1]["where"], message))


def _settings(root: Path, source: str, content: Table) -> Settings:
    gate = dict(content.get("gate", {}))
    fail_on = gate.pop("fail-on", Level.ERROR)
    rules = content.get("rules", {})
    environment = content.get("environment")
    return Settings(
        root=root,
        source=source,
        roots=content.get("roots", ()),
        exclude=content.get("exclude", ()),
        generated=content.get("generated", ()),
        target_version=content.get("target-version"),
        test_patterns=content.get("scopes", {}).get("test", TEST_PATTERNS),
        contracts=content.get("contract", ()),
        deprecations=content.get("deprecated", ()),
        canonical=content.get("canonical", ()),
        owners=content.get("owner", ()),
        arguments=content.get("argument", ()),
        events=content.get("events", ()),
        layers=content.get("layers", ()),
        forbidden=content.get("forbidden", ()),
        independence=content.get("independence", ()),
        protected=content.get("protected", ()),
        environment=Environment(**environment) if environment else None,
        rules=MappingProxyType({code: _rule(rules[code]) for code in sorted(rules)}),
        gate=Gate(fail_on, MappingProxyType(gate)),
        baseline=BaselineSetting(**fields(content.get("baseline", {}))),
    )


def _rule(content: Table) -> RuleSetting:
    options = MappingProxyType(content["options"])
    return RuleSetting(**content | {"options": options})
