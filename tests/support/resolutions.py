"""What names mean, in words that are short enough to compare."""

from ssot_audit.link.located import External, MissingModule, Module, Namespace, Unknown
from ssot_audit.link.program import Program
from ssot_audit.link.symbols import Definition, Missing, Resolution
from tests.support.projects import Files, linked


def module_at(program: Program, path: str) -> Module:
    (module,) = (module for module in program.modules if module.path == path)
    return module


def described(found: Resolution) -> str:
    match found:
        case Definition(module, fact):
            return f"{type(fact).__name__} {module.path} {found.qualname}"
        case Module():
            return found.path
        case Namespace(location):
            return f"namespace {location}"
        case External(dotted):
            return f"external {dotted}"
        case Unknown(reason):
            return f"unknown: {reason}"
        case Missing(module, name):
            return f"no {name} in {module.location}"
        case MissingModule(dotted, _, parent):
            return f"no module {dotted} below {parent.location}"


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
