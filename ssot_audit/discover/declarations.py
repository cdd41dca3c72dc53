"""Read what the files that describe a project say about Python and dependencies.

Nothing here is executed. A malformed file declares nothing and says why; it is no
finding, since that is the business of the tool that the file is for.
"""

import ast
import configparser
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

import tomli

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:[\[(<>=!~;@,#\s]|$)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_POETRY_OPERATOR = re.compile(r"[\^~](?!=)")


@dataclass(frozen=True, slots=True)
class Declared:
    """The Python a project needs and what it depends on."""

    python_requires: str | None = None
    dependencies: frozenset[str] = frozenset()
    """Normalised names (PEP 503)."""
    fault: str = ""
    """Why the file says nothing, if it is malformed: a short phrase."""


def parsed_toml(content: bytes) -> dict[str, object]:
    """Return a TOML document; an empty one if it is malformed."""
    try:
        return _toml(content)
    except (ValueError, RecursionError):
        return {}


def _toml(content: bytes) -> dict[str, object]:
    return tomli.loads(content.decode("utf-8-sig"))


def _declared(version: object, requirements: Iterable[object]) -> Declared:
    """Make sense of values that may be anything."""
    names = (_name(text) for text in requirements if isinstance(text, str))
    return Declared(
        version.strip() or None if isinstance(version, str) else None,
        frozenset(name for name in names if name),
    )


def _name(requirement: str) -> str | None:
    found = _REQUIREMENT.match(requirement) or _EGG.search(requirement)
    return re.sub(r"[-_.]+", "-", found[1]).lower() if found else None


def pyproject(content: bytes) -> Declared:
    """Read `[project]`, `[dependency-groups]` and Poetry's tables."""
    try:
        document = _toml(content)
    except (ValueError, RecursionError) as error:
        return Declared(fault=_not("TOML", error))
    project = _table(document, "project")
    poetry = _table(document, "tool", "poetry")
    packages = dict(_poetry_packages(poetry))
    python = packages.pop("python", None)
    groups = (
        *_table(project, "optional-dependencies").values(),
        *_table(document, "dependency-groups").values(),
    )
    version = project.get("requires-python") or _poetry_version(python)
    listed = (
        *_array(project.get("dependencies")),
        *(n for g in groups for n in _array(g)),
    )
    return _declared(version, (*listed, *packages))


def _not(form: str, error: Exception) -> str:
    """Return what is wrong with a file that should have a form."""
    match error:
        case UnicodeDecodeError():
            return "not UTF-8"
        case tomli.TOMLDecodeError():
            return f"not {form} (line {error.lineno}, column {error.colno})"
        case configparser.MissingSectionHeaderError():
            return f"not {form} (line {error.lineno})"
        case configparser.ParsingError() if error.errors:
            return f"not {form} (line {error.errors[0][0]})"
        case _:
            return f"not {form}"


def _poetry_packages(poetry: dict[str, object]) -> Iterator[tuple[str, object]]:
    for group in _table(poetry, "group").values():
        yield from _table(group, "dependencies").items()
    yield from _table(poetry, "dev-dependencies").items()
    yield from _table(poetry, "dependencies").items()


def _poetry_version(value: object) -> str | None:
    """Return the oldest Python in standard form; nobody asks for the newest."""
    return _POETRY_OPERATOR.sub(">=", value) if isinstance(value, str) else None


def _table(value: object, *keys: str) -> dict[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _array(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def setup_cfg(content: bytes) -> Declared:
    """Read `[options]` and the extras of a `setup.cfg`."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(content.decode("utf-8-sig"))
    except (ValueError, configparser.Error) as error:
        return Declared(fault=_not("INI", error))
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    options = sections.get("options", {})
    extras = sections.get("options.extras_require", {})
    lists = (options.get("install_requires", ""), *extras.values())
    lines = (line for text in lists for line in text.splitlines())
    return _declared(options.get("python_requires"), lines)


def setup_py(content: bytes) -> Declared:
    """Read the literal keywords of a `setup.py`; what it computes stays unknown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return Declared()
    keywords = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    values = {word.arg: word.value for word in keywords}
    version = values.get("python_requires")
    install = values.get("install_requires")
    return _declared(
        version.value if isinstance(version, ast.Constant) else None,
        (node.value for node in _elements(install) if isinstance(node, ast.Constant)),
    )


def _elements(node: ast.expr | None) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.List | ast.Tuple) else []


def metadata(content: bytes) -> Declared:
    """Read the headers of a built distribution; the body is prose."""
    lines = content.decode("utf-8", "replace").splitlines()
    headers = [line.partition(": ") for line in takewhile(bool, lines)]
    versions = [value for key, _, value in headers if key == "Requires-Python"]
    requirements = (value for key, _, value in headers if key == "Requires-Dist")
    return _declared(versions[0] if versions else None, requirements)


def requirements(content: bytes) -> Declared:
    """Read a requirements file; options and paths in it name nothing."""
    return _declared(None, content.decode("utf-8", "replace").splitlines())
