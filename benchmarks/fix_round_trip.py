"""Show that `fix` moves imports of real projects, and nothing else.

In a copy of each project, twenty names that packages hand on are declared to live where
they are defined: the re-export path is deprecated, its home is what to use. Then `fix`
runs. What must hold: every file compiles that did, every touched module can be imported
that could, apart from import statements each syntax tree is what it was (but for uses
that had to follow), no comment is lost, and a second run changes nothing.
"""

import ast
import io
import json
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from benchmarks.fetch import arguments, corpus
from benchmarks.table import table
from ssot_audit.audit import Request, link_path
from ssot_audit.cli.cores import usable_cores
from ssot_audit.config.load import load
from ssot_audit.discover.source import SourceFile
from ssot_audit.extract.parse import Parser, parse
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition
from ssot_audit.rules.registry import all_rules

HEADER = (
    "project",
    "moves",
    "imports",
    "moved",
    "left",
    "files",
    "compile",
    "import",
    "foreign",
    "comments lost",
    "again",
    "seconds",
)
CONFIGURATION = "ssot-audit.toml"
_IMPORTER = """
import importlib, json, sys
try:
    from django.conf import settings
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    apps = ["contenttypes", "auth", "sites", "sessions", "admin", "messages"]
    settings.configure(
        INSTALLED_APPS=[f"django.contrib.{app}" for app in apps],
        DATABASES={"default": database},
    )
    import django
    django.setup()
except ImportError:
    pass
found = {}
for name in json.load(sys.stdin):
    try:
        importlib.import_module(name)
        found[name] = "ok"
    except BaseException as error:
        found[name] = type(error).__name__
print("\\n" + json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that a package hands on, and its home."""

    old: str
    new: str
    imports: int


def renames(program: Program, number: int) -> tuple[Rename, ...]:
    """Return the re-exports that are imported most, of names at the top of a module."""
    counts: Counter[tuple[str, str]] = Counter()
    for module in program.modules:
        for found in module.facts.imports:
            located = program.locate(module, found)
            target = program.imported(module, found)
            if (
                found.name not in {None, "*"}
                and isinstance(located, Module)
                and isinstance(target, Definition)
                and target.module is not located
                and not located.is_test
                and not target.module.is_test
                and "." not in target.qualname
            ):
                counts[f"{located.name}.{found.name}", target.dotted] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Rename(*names, count) for names, count in ranked[:number])


def configuration(moves: Sequence[Rename]) -> str:
    """Return the tables that declare the moves."""
    return "".join(
        f'[[deprecated]]\nimport = "{move.old}"\nuse = "{move.new}"\n' for move in moves
    )


def fix(root: Path) -> dict[str, object]:
    """Run the command, and return what it says."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ssot_audit", "fix", "--no-cache", "--quiet"),
            *("--select", "SSOT203", "--allow-dirty", "--output", "json"),
        ],
        cwd=root,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    said: dict[str, object] = json.loads(done.stdout)
    return said


def uncompiled(python: str, root: Path) -> frozenset[str]:
    """Return the files that an interpreter does not compile."""
    script = (
        "import sys, pathlib\n"
        "for p in sorted(pathlib.Path('.').rglob('*.py')):\n"
        "    try: compile(p.read_bytes(), str(p), 'exec', dont_inherit=True)\n"
        "    except Exception: print(p)\n"
    )
    command = [python, "-W", "ignore", "-c", script]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True)
    return frozenset(done.stdout.decode().splitlines())


def compileall(python: str, root: Path) -> int:
    """Return the exit code of `python -m compileall`."""
    command = [python, "-W", "ignore", "-m", "compileall", "-q", "-f", "."]
    return subprocess.run(
        command, cwd=root, check=False, capture_output=True
    ).returncode


def importable(
    python: str, root: Path, roots: Sequence[str], names: Sequence[str]
) -> Mapping[str, str]:
    """Import modules, each outcome by name, all in one process of the project."""
    path = ":".join(str(root / folder) for folder in roots)
    done = subprocess.run(
        [python, "-W", "ignore", "-c", _IMPORTER],
        cwd=root,
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(list(names)),
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Bare(ast.NodeTransformer):
    """Removes imports, and what only says that there is no statement left."""

    def visit_Import(self, node: ast.Import) -> None:
        """Remove `import a`."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Remove `from a import b`."""


def bare(source: bytes, names: Mapping[str, str]) -> str:
    """Return a file's syntax without imports, with names replaced."""
    tree = _Bare().visit(parse(source, Parser.AUTO).tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return ast.dump(tree)


def comments(source: bytes) -> Counter[str]:
    """Return the comments of a file; none of one that needs a newer Python."""
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return Counter()
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def row(name: str, project: Path, python: str, number: int) -> Iterator[str]:
    """Yield the cells of one project."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(project, root, symlinks=True)
        options = {code: rule.options for code, rule in all_rules().items()}
        request = Request(date(2026, 1, 1), jobs=usable_cores())
        program = link_path(load(root, None, options), request)
        moves = renames(program, number)
        files: dict[str, SourceFile] = {f.path: f for f in program.tree.files}
        (root / CONFIGURATION).write_text(configuration(moves), encoding="utf-8")
        failing = uncompiled(python, root)
        start = perf_counter()
        said = fix(root)
        seconds = perf_counter() - start
        touched = [str(entry["path"]) for entry in said["files"]]  # type: ignore[attr-defined]
        names = [files[path].module for path in touched]
        roots = [folder or "." for folder in program.tree.roots]
        again = fix(root)
        renamed = {
            move.old.rpartition(".")[2]: move.new.rpartition(".")[2] for move in moves
        }
        foreign = lost = 0
        for path in touched:
            before, after = (project / path).read_bytes(), (root / path).read_bytes()
            is_same = bare(before, renamed) == bare(after, renamed)
            foreign += not is_same
            lost += sum((comments(before) - comments(after)).values())
            if not is_same:
                print(f"{name}: {path} differs otherwise", file=sys.stderr)
        was = importable(python, project, roots, names)
        now = importable(python, root, roots, names)
        for module in names:
            if was[module] != now[module]:
                print(
                    f"{name}: {module} {was[module]} → {now[module]}", file=sys.stderr
                )
        fine = sum(outcome == "ok" for outcome in now.values())
        fewer = sum(was[n] == "ok" != now[n] for n in names)
        worse = uncompiled(python, root) - failing
        unfixed = said["unfixed"]
        for entry in unfixed:  # type: ignore[attr-defined]
            print(f"{name}: {entry}", file=sys.stderr)
        yield name
        yield str(len(moves))
        yield str(sum(move.imports for move in moves))
        yield str(sum(said["fixed"].values()))  # type: ignore[attr-defined]
        yield str(len(unfixed))  # type: ignore[arg-type]
        yield str(len(touched))
        yield f"exit {compileall(python, root)}, {len(worse)} worse of {len(failing)}"
        yield f"{fine} of {len(names)}, {fewer} fewer"
        yield str(foreign)
        yield str(lost)
        yield str(len(again["files"]))  # type: ignore[arg-type]
        yield f"{seconds:.0f}"


def main() -> int:
    """Fix the projects, print the table, fail on anything but the moves."""
    parser = arguments("Move imports of real projects with `ssot-audit fix`.")
    parser.add_argument("--moves", type=int, default=20, help="for each project")
    parser.add_argument("--python", default=sys.executable, help="compiles and imports")
    chosen = parser.parse_args()
    names = chosen.names or ("Django", "SQLAlchemy", "homeassistant")
    found = [
        tuple(row(name, root, chosen.python, chosen.moves))
        for name, root in corpus(chosen.into, names).items()
    ]
    print(table(HEADER, found))
    return int(any(line[8:11] != ("0", "0", "0") for line in found))


if __name__ == "__main__":
    sys.exit(main())
