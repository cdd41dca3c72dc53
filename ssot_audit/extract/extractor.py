"""`extract`: the bytes of one file to its facts. Pure and total."""

import ast
import re
import sys
from collections.abc import Iterator

from ssot_audit.extract import facts, syntax_nodes
from ssot_audit.extract.builtin_names import BUILTIN_NAMES
from ssot_audit.extract.collect_environment import environment
from ssot_audit.extract.collect_shims import handed_on
from ssot_audit.extract.comments import directives
from ssot_audit.extract.facts import Failure, ModuleFacts, Span, not_analysed
from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.flow_facts import encoded
from ssot_audit.extract.generated import is_generated
from ssot_audit.extract.kept_imports import kept_imports
from ssot_audit.extract.looks import LOOKS
from ssot_audit.extract.parse import ParseError, Parser, parse
from ssot_audit.extract.shapes import shapes
from ssot_audit.extract.surrogates import escape_halves
from ssot_audit.extract.syntax_versions import features
from ssot_audit.extract.testing.collect import tests_of
from ssot_audit.extract.testing.facts import encoded as encoded_tests
from ssot_audit.extract.tests_in_files import consists_of_tests
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_CAPITALS = tuple(
    re.compile(mark + rb"""([A-Z][A-Z0-9_]+)["']""") for mark in (b"'", b'"')
)
"""One by one, as what begins with a certain character is found four times as fast."""
_STAND_INS = re.compile(rb"[Mm]ock|[Pp]atch|Fake|Stub|Dummy")


def extract(source: bytes, parser: Parser = Parser.AUTO) -> ModuleFacts:
    """Return the facts of one file; a file nobody can read gives a `failure`."""
    lines = _number_of_lines(source)
    try:
        parsed = parse(source, parser)
    except ParseError as error:
        return ModuleFacts(failure=_failure(error), lines=lines)
    tree, text = parsed.tree, SourceText(source)
    escape_halves(source, tree)
    walk = StatementWalk(text)
    walk.module_body(tree)
    found = features(walk.novelties, text)
    rejection = parsed.rejection
    if rejection and rejection.is_certain and not _needs_newer_python(found):
        return ModuleFacts(failure=_failure(rejection), lines=lines)
    return ModuleFacts(
        imports=tuple(walk.imports),
        classes=tuple(walk.classes),
        functions=tuple(walk.functions),
        variables=(*walk.variables, *_other_names(walk)),
        exports=None if walk.exports is None else tuple(walk.exports),
        has_computed_exports=walk.has_computed_exports,
        has_getattr="__getattr__" in walk.module.bound,
        dynamic=walk.dynamic,
        deprecation=walk.deprecation,
        stored_attributes=tuple(sorted(walk.stored)),
        patched=_patched(walk),
        handed_over=tuple(sorted(set(walk.handed_over) - {""})),
        class_arguments=tuple(sorted(walk.class_arguments)),
        used_classes=_used_classes(walk),
        combiners=tuple(sorted(walk.combiners)),
        builds=tuple(sorted(walk.builds)),
        called=tuple(sorted(walk.called.items())),
        keyword_calls=tuple(sorted(walk.keyword_calls)),
        unbound=_unbound(walk),
        redefinitions=tuple(walk.redefinitions),
        environment=environment(source, tree, walk.imports, text, walk.keys.fallbacks),
        keys=walk.keys.facts(),
        settings=tuple(walk.keys.settings),
        capitals=_capitals(source),
        directives=_directives(source, tree, text),
        features=found,
        lines=lines,
        shapes=tuple(_shapes(tree, walk)),
        handed_on=handed_on(tree, source),
        kept_imports=kept_imports(source, tree),
        is_generated=is_generated(source),
        flow=_flow(source, tree, text, walk),
        tests=encoded_tests(tests_of(source, tree, text, walk)),
        looks=_looks(source, tree) if rejection or _needs_newer_python(found) else None,
    )


def attempt(source: bytes, parser: Parser) -> ModuleFacts:
    """Extract; a defect of ours costs this one file its facts, never the scan."""
    try:
        return extract(source, parser)
    except Exception as error:  # noqa: BLE001 - one odd file must not end the scan
        return not_analysed(f"internal error: {type(error).__name__}: {error}")


def _number_of_lines(source: bytes) -> int:
    ends = source.count(b"\n")
    if b"\r" in source:
        ends += source.count(b"\r") - source.count(b"\r\n")
    return ends + bool(source and source[-1] not in b"\r\n")


def _other_names(walk: StatementWalk) -> list[facts.Variable]:
    """Return module-level names bound in less common ways: `except … as`, walrus."""
    known = {v.name for v in walk.variables} | walk.module.defined
    return [
        facts.Variable(name, facts.START, "", is_bound=True, guard=facts.CONDITIONAL)
        for name in sorted(walk.module.bound - known)
    ]


def _flow(
    source: bytes, tree: ast.Module, text: SourceText, walk: StatementWalk
) -> bytes:
    """Return the flow of a file; of tests only if something may stand in for a class.

    Nothing that a test makes reaches production code, so of most tests nobody asks.
    """
    if consists_of_tests(walk.functions, walk.classes) and not _STAND_INS.search(
        source
    ):
        return b""
    return encoded(flow_of(tree, text))


def _shapes(tree: ast.Module, walk: StatementWalk) -> Iterator[facts.Shape]:
    """Yield the shapes of a file's functions; those of tests repeat each other."""
    if not consists_of_tests(walk.functions, walk.classes):
        yield from shapes(walk.bodies, tree)


def _looks(source: bytes, tree: ast.Module) -> dict[str, bytes]:
    """Return all second looks at a file at which others may not look again."""
    return {name: look(source, tree) for name, look in LOOKS.items()}


def _patched(walk: StatementWalk) -> tuple[str, ...]:
    references = {scope.reference(dotted) for dotted, scope in walk.patched}
    return tuple(sorted(references - {""}))


def _unbound(walk: StatementWalk) -> tuple[facts.NameUse, ...]:
    loads = walk.type_loads | walk.loads
    names = loads.keys() - walk.bound_anywhere - BUILTIN_NAMES
    uses = []
    for name in names:
        node, guard, scope = loads[name]
        uses.append(facts.NameUse(name, walk.text.span(node), guard & 0xFF, scope))
    return tuple(sorted(uses, key=lambda use: (use.span, use.name)))


def _used_classes(walk: StatementWalk) -> tuple[str, ...]:
    names = {name for name in walk.loads if name[0].isupper()}
    return tuple(sorted(names | walk.class_members))


def _capitals(source: bytes) -> tuple[str, ...]:
    """Return what looks like a key between quotes, in code or not."""
    found = {text for pattern in _CAPITALS for text in pattern.findall(source)}
    return tuple(sorted(text.decode() for text in found))


def _directives(
    source: bytes, tree: ast.Module, text: SourceText
) -> tuple[facts.Directive, ...]:
    if b"ssot:" not in source:
        return ()
    strings = []
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.JoinedStr, syntax_nodes.TemplateStr)) or (
            isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        ):
            strings.append(text.span(node))
        else:
            pending += ast.iter_child_nodes(node)
    return directives(source, text, strings)


def _failure(error: ParseError) -> Failure:
    place = Span(error.line, error.column, error.line, error.column + 1)
    kind = "unparsable" if error.is_certain else "not-analysed"
    return Failure(kind, error.message, place, error.is_passing)


def _needs_newer_python(found: tuple[facts.SyntaxFeature, ...]) -> bool:
    """Tell whether the running interpreter has a reason to reject a file.

    LibCST is the more lenient parser: what it alone accepts is only trusted where
    the file shows a construct newer than the interpreter.
    """
    return any(feature.version > sys.version_info[:2] for feature in found)
