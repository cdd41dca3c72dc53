"""How each tool is called for the work nearest to a scan, and what it lacks of it.

A tool is given the same files as the scan: the whole tree, or a sample by name. It runs
in the tree, with what it needs written there beforehand and removed afterwards.
"""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.trees import Share, importable, without

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Job:
    """One command on one share of a project."""

    command: tuple[str, ...]
    share: Share
    """What it looks at; less than was given where it cannot take everything."""
    writes: Mapping[str, str] = field(default_factory=dict)
    """Configuration to put into the tree, by path."""
    environment: Mapping[str, str] = field(default_factory=dict)

    def shown(self, scratch: Path) -> str:
        """Return the command as a person would type it."""
        names = [part for part in self.command if part not in self.share.files]
        if len(names) < len(self.command):
            names.append("FILES")
        return shlex.join(names).replace(str(scratch), "SCRATCH")


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool of the comparison."""

    name: str
    job: Callable[[Share, Path], Job]
    """Takes the files and a folder for its cache and lists, outside the tree."""
    does: str
    lacks: str
    """What of a scan it does not do."""
    exit_codes: frozenset[int] = frozenset({0, 1})
    """That mean: it ran to its end."""
    keeps_cache: bool = False
    """A second run may be faster than the first."""
    program: str = ""
    """Where it is not called by its name."""


def _mypy(share: Share, scratch: Path) -> Job:
    chosen = importable(without(share, share.project.stops_mypy))
    listed = scratch / "files.txt"
    listed.write_text("\n".join(chosen.files), encoding="utf-8")
    return Job(
        (
            "mypy",
            "--config-file=",
            "--ignore-missing-imports",
            "--explicit-package-bases",
            "--namespace-packages",
            f"--python-version={share.project.python}",
            f"--cache-dir={scratch / 'cache'}",
            f"@{listed}",
        ),
        chosen,
        environment={"MYPYPATH": ":".join(share.project.roots)},
    )


def _pyright(share: Share, _scratch: Path) -> Job:
    settings = {
        "include": list(share.files) if share.is_sample else ["."],
        "exclude": [],
        "extraPaths": list(share.project.roots),
        "pythonVersion": share.project.python,
    }
    return Job(
        ("pyright", "--threads", str(PROCESSES), "-p", "pyrightconfig.json"),
        share,
        writes={"pyrightconfig.json": json.dumps(settings)},
    )


def _ty(share: Share, _scratch: Path) -> Job:
    roots = json.dumps([f"./{root}" for root in share.project.roots])
    return Job(
        (
            "ty",
            "check",
            "--no-progress",
            "--output-format=concise",
            f"--python-version={share.project.python}",
            "--config",
            f"environment.root={roots}",
            ".",
        ),
        share,
    )


def _pyrefly(share: Share, _scratch: Path) -> Job:
    lines = (
        'project-includes = ["**/*.py", "**/*.pyi"]',
        "project-excludes = []",
        f"search-path = {json.dumps(list(share.project.roots))}",
        f'python-version = "{share.project.python}"',
    )
    return Job(
        ("pyrefly", "check", "-c", "pyrefly.toml", "--output-format=min-text"),
        share,
        writes={"pyrefly.toml": "\n".join(lines)},
    )


def _pylint(share: Share, _scratch: Path) -> Job:
    roots = ",".join(share.project.roots)
    return Job(
        (
            "pylint",
            "--errors-only",
            f"--jobs={PROCESSES}",
            "--rcfile=/dev/null",
            f"--source-roots={roots}",
            "--disable=import-error",
            *(share.files if share.is_sample else ("--recursive=y", ".")),
        ),
        share,
    )


def _fixit(share: Share, _scratch: Path) -> Job:
    # A rule for every Python: with none that applies, Fixit parses nothing.
    rule = "fixit.rules.no_redundant_lambda:NoRedundantLambda"
    files = share.files if share.is_sample else (".",)
    return Job(("fixit", "--quiet", "--rules", rule, "lint", *files), share)


def _import_linter(share: Share, scratch: Path) -> Job:
    packages = "\n    ".join(share.project.packages)
    settings = scratch / "contract.ini"
    settings.write_text(
        f"[importlinter]\nroot_packages =\n    {packages}\n"
        "include_external_packages = True\n\n"
        "[importlinter:contract:one]\nname = One home for old build tools\n"
        f"type = forbidden\nsource_modules =\n    {packages}\n"
        "forbidden_modules =\n    distutils\nallow_indirect_imports = True\n",
        encoding="utf-8",
    )
    cache = scratch / "cache"
    return Job(
        ("lint-imports", f"--config={settings}", f"--cache-dir={cache}", "--no-logo"),
        share,
        environment={"PYTHONPATH": ":".join(share.project.roots)},
    )


def _tach(share: Share, _scratch: Path) -> Job:
    modules = "".join(
        f'[[modules]]\npath = "{package}"\ndepends_on = []\n'
        for package in share.project.packages
    )
    roots = json.dumps(list(share.project.roots))
    return Job(
        ("tach", "check"),
        share,
        writes={"tach.toml": f"source_roots = {roots}\nexclude = []\n{modules}"},
    )


def _ruff(share: Share, scratch: Path) -> Job:
    banned = '{"distutils" = {msg = "removed"}}'
    return Job(
        (
            "ruff",
            "check",
            "--isolated",
            "--no-respect-gitignore",
            "--output-format=concise",
            f"--cache-dir={scratch / 'cache'}",
            "--select=TID251",
            "--config",
            f"lint.flake8-tidy-imports.banned-api={banned}",
            ".",
        ),
        share,
    )


TOOLS = (
    Tool(
        "mypy",
        _mypy,
        "checks types of the whole program, with members, protocols and calls",
        "untyped functions are not looked into; files that stop it, without a module "
        "name of their own or with one that another file has, are left out; "
        "one process, which is faster here than its `--num-workers 2`",
        keeps_cache=True,
    ),
    Tool(
        "pyright",
        _pyright,
        "checks types of the whole program and of every function",
        "no cache, no duplicates, no environment or import policy",
    ),
    Tool(
        "ty",
        _ty,
        "checks types of the whole program and of every function, in threads",
        "no cache between runs, no duplicates, no environment or import policy",
    ),
    Tool(
        "pyrefly",
        _pyrefly,
        "checks types of the whole program and of every function, in threads",
        "no cache between runs, no duplicates, no environment or import policy",
    ),
    Tool(
        "pylint",
        _pylint,
        "infers values over the whole program and reports errors only, among them "
        "missing members",
        "no protocols that are not inherited, no cache",
        exit_codes=frozenset(range(32)),  # a bit for each category of message
    ),
    Tool(
        "fixit",
        _fixit,
        "runs one rule on the LibCST tree of each file, one process for each core",
        "no program: one file at a time",
        exit_codes=frozenset({0, 1, 2, 3}),  # bits: findings, files not understood
    ),
    Tool(
        "import-linter",
        _import_linter,
        "builds the import graph and checks one contract",
        "packages only, so no tests beside them; nothing but imports",
        keeps_cache=True,
        program="lint-imports",
    ),
    Tool(
        "tach",
        _tach,
        "checks the imports of every module against declared dependencies",
        "nothing but imports",
    ),
    Tool(
        "ruff",
        _ruff,
        "looks for one banned name in each file",
        "no program: one file at a time, and one rule",
        keeps_cache=True,
    ),
)
