"""What is said of tests that nothing awaits, by what is to be mended."""

from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.facts import START
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.testing.awaiting import Coroutine, Reason, Unawaited
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.rules.finding import Finding, Hop, Part, Place

_CODE = "SSOT603"
_NAMED = 3
"""How many tests a message names."""


def of_case(
    cause: ClassNode,
    tests: Sequence[Unawaited],
    hooks: Sequence[Coroutine],
    *,
    is_case: bool,
) -> Finding:
    """Return the finding on a class below which a case awaits nothing."""
    module, known = cause.source
    written = _written(tests)
    classes = {found.taken.node for found in tests}
    files = {found.taken.module for found in tests}
    where = (
        f" in {_counted(len(classes), 'class', 'classes')} of "
        f"{_counted(len(files), 'file')}"
        if len(classes) > 1
        else ""
    )
    count = _counted(len(written), "async test")
    passes = "passes" if len(written) == 1 else "pass"
    also = f"; {_counted(len(hooks), 'async hook')} never run" if hooks else ""
    what = (
        "is a `unittest.TestCase`, which awaits nothing"
        if is_case
        else "is mixed into cases of `unittest` that await nothing"
    )
    return Finding(
        code=_CODE,
        place=Place.of(module, known.span),
        module=module.name,
        symbol=known.qualname,
        subject="unittest.TestCase",
        message=(
            f"`{cause.name}` {what}: {count}{where} {passes} without being run{also}"
        ),
        help=_help(cause, is_case=is_case, has_hooks=bool(hooks)),
        parts=tuple(map(_part, [*written, *hooks])),
        evidence=tuple(_way_to_case(cause)),
    )


def of_hooks(hooks: Iterable[Coroutine]) -> Iterator[Finding]:
    """Yield a finding for each class of which only hooks are never awaited."""
    by_class: dict[ClassNode, list[Coroutine]] = {}
    for hook in hooks:
        if hook.node is not None:
            by_class.setdefault(hook.node, []).append(hook)
    for node, own in by_class.items():
        module, known = node.source
        names = ", ".join(f"`{_name(hook)}`" for hook in own)
        yield Finding(
            code=_CODE,
            place=_part(own[0]).place,
            module=module.name,
            symbol=known.qualname,
            subject="hooks",
            message=f"`{node.name}` has {names} as `async def`, which no case awaits",
            help=(
                "Make it `asyncSetUp` or `asyncTearDown` of an "
                "`unittest.IsolatedAsyncioTestCase`, or no `async def`."
            ),
            parts=tuple(map(_part, own)),
        )


def of_tests(
    cause: ClassNode | Module | PytestSettings,
    reason: Reason,
    tests: Sequence[Unawaited],
) -> Finding:
    """Return the finding on a class or file whose own tests are at fault."""
    written = _written(tests)
    parts = tuple(map(_part, written))
    known = cause.source[1] if isinstance(cause, ClassNode) else None
    names = ", ".join(f"`{_name(test)}`" for test in written[:_NAMED])
    more = f" and {len(written) - _NAMED} more" if len(written) > _NAMED else ""
    is_one = len(written) == 1
    if reason is Reason.GENERATOR:
        message = f"{names}{more} {'is' if is_one else 'are'} async with a `yield`: "
        message += "nothing runs such tests"
        help_ = "Take the `yield` out."
    else:
        message = f"{names}{more} {'is' if is_one else 'are'} async without a mark: "
        message += "in strict mode no plugin awaits that"
        help_ = "Mark with `@pytest.mark.asyncio`, or set `asyncio_mode = auto`."
    return Finding(
        code=_CODE,
        place=parts[0].place,
        module=written[0].module.name,
        symbol=known.qualname if known else "",
        subject=reason.value,
        message=message,
        help=help_,
        parts=parts,
    )


def of_settings(cause: PytestSettings, tests: Sequence[Unawaited]) -> Finding:
    """Return the finding on settings under which no plugin can run async tests."""
    written = _written(tests)
    parts = tuple(map(_part, written))
    files = _counted(len({test.module for test in written}), "file")
    count = _counted(len(written), "async test")
    evidence = (
        (Hop(Place(cause.path, START), "the settings of pytest, without a mode"),)
        if cause.path
        else ()
    )
    return Finding(
        code=_CODE,
        place=parts[0].place,
        module=cause.directory,
        symbol="",
        subject=Reason.NO_PLUGIN.value,
        message=f"{count} in {files} cannot run: no plugin for them is declared",
        help="Declare pytest-asyncio or anyio for the tests, and mark them for it.",
        parts=parts,
        evidence=evidence,
    )


def _written(tests: Iterable[Unawaited]) -> list[Coroutine]:
    """Return each test once, by place: several classes may inherit it."""
    by_place = {found.taken.test.place: found.taken.test for found in tests}
    return [by_place[place] for place in sorted(by_place)]


def _part(test: Coroutine) -> Part:
    place = Place.of(test.module, test.function.span)
    return Part(place, f"{test.module.name}.{test.function.qualname}")


def _name(test: Coroutine) -> str:
    return test.function.qualname.rpartition(".")[2]


def _help(cause: ClassNode, *, is_case: bool, has_hooks: bool) -> str:
    also = ", and rename the hooks to `asyncSetUp` and `asyncTearDown`"
    name = cause.name if is_case else "the classes that inherit it"
    return (
        f"Make `unittest.IsolatedAsyncioTestCase` a base of "
        f"{f'`{name}`' if is_case else name}{also if has_hooks else ''}."
    )


def _way_to_case(cause: ClassNode) -> Iterator[Hop]:
    """Yield a step for each class of ours on the way to the case."""
    for node in cause.mro:
        if node.fact is not None:
            module, known = node.source
            bases = ", ".join(f"`{base}`" for base in known.bases if base)
            if bases:
                place = Place.of(module, known.span)
                yield Hop(place, f"`{node.name}` inherits from {bases}")


def _counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
