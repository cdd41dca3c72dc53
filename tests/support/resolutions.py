"""What names mean, in words that are short enough to compare."""

from typing import assert_never

from ssot_audit.link.located import External, MissingModule, Module, Namespace, Unknown
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Missing, Resolution
from tests.support.projects import Files, linked


def module_at(program: Program, path: str) -> Module:
    (module,) = (module for module in program.modules if module.path == path)
    return module


def described(found: Resolution) -> str:
    """Return a definition with its kind and file, and what is none with the reason."""
    match found:
        case Definition(module, fact):
            text = f"{type(fact).__name__} {module.path} {found.qualname}"
        case Module():
            text = found.path
        case Namespace(location):
            text = f"namespace {location}"
        case External(dotted):
            text = f"external {dotted}"
        case Unknown(reason):
            text = f"unknown: {reason}"
        case Missing(module, name):
            text = f"no {name} in {module.location}"
        case MissingModule(dotted, _, parent):
            text = f"no module {dotted} below {parent.location}"
        case _:
            assert_never(found)
    return text


def imports_of(path: str, files: Files, toml: str = "") -> list[str]:
    """Return which module each import of a file names."""
    program = linked(files, toml)
    importer = module_at(program, path)
    return [
        described(program.locate(importer, found)) for found in importer.facts.imports
    ]


def meaning_of(name: str, path: str, files: Files) -> str:
    """Return what a reference in a file means."""
    program = linked(files)
    return described(program.resolve(module_at(program, path), name))
