"""Which definitions are meant to be the only ones: those that others can import.

Only what stands at the top of production code that people write by hand counts: not
what is nested, conditional or generated, no stubs, no copies of other people's code.
"""

import re
from collections.abc import Iterable, Iterator

from ssot_audit.discover.source import FileKind
from ssot_audit.extract.facts import Class, Function, Span
from ssot_audit.link.located import Module

_APART = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed|ing)?|_?third_?party|extern(?:al)?s?|site-packages"
    r"|node_modules|migrations|versions|alembic|examples?|samples?|demos?|docs?(?:_src)?"
    r"|benchmarks?|tutorials?|templates?|cookbooks?|fixtures?|testing|tests?[_-]?\w*"
    r"|test_?utils?|conftest|setup|_?compat|_?six|\w+_pb2(?:_grpc)?)(?:/|$)"
)
"""Locations of what is copied, generated, shown, or only there for tests."""


def is_original(module: Module) -> bool:
    """Tell whether definitions in a file are meant to be the only ones."""
    return (
        not module.is_test
        and module.file.kind is not FileKind.STUB
        and not module.facts.failure
        and not module.facts.is_generated
        and not _APART.search(module.location)
    )


def originals(modules: Iterable[Module]) -> Iterator[Module]:
    """Yield the files that count."""
    return filter(is_original, modules)


def is_at_top(definition: Class | Function) -> bool:
    """Tell whether a definition always exists, and can be imported by its name."""
    return "." not in definition.qualname and not definition.guard


def definitions(module: Module) -> tuple[Span, ...]:
    """Return where a file that counts defines something that others can import."""
    if not is_original(module):
        return ()
    known: tuple[Class | Function, ...] = (
        *module.facts.classes,
        *module.facts.functions,
    )
    return tuple(found.span for found in known if is_at_top(found))
