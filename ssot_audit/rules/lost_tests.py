"""What is said of tests that no runner collects."""

from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.link.testing.losses import Loss
from ssot_audit.link.testing.written import LostKind
from ssot_audit.rules.finding import Finding, Hop, Part, Place


def finding_on(loss: Loss) -> Finding | None:
    """Return the finding on a cause; None: that is no fault to report."""
    match loss.lost.kind:
        case LostKind.CONSTRUCTOR:
            return _of_constructor(loss)
        case LostKind.IMPORT:
            return _of_import(loss)
        case LostKind.REPLACED:
            return _of_replacement(loss)
        case LostKind.NAMESAKE:
            return _of_namesake(loss)
        case LostKind.GENERATOR | LostKind.ELSEWHERE:
            return None


def _of_constructor(loss: Loss) -> Finding:
    lost = loss.lost
    place = Place.of(lost.module, lost.span)
    says = f"`{_last(lost.cause)}` {lost.detail}"
    parts = tuple(
        Part(Place.of(module, known.span), node.dotted, f"`{node.name}`")
        for node in loss.by_class
        for module, known in (node.source,)
    )
    return Finding(
        code="SSOT602",
        place=place,
        module=lost.module.name,
        symbol=lost.cause,
        subject="constructor",
        message=f"{says}, so pytest leaves out {_tests(loss, parts, 'classes')}",
        help="Move it into `setup_method` or a fixture, or say `__test__ = False`.",
        parts=parts,
        evidence=(Hop(place, says), *_costs(parts, loss.by_class.values())),
        listing=f"{says}, so pytest leaves out the tests of {{}}",
    )


def _of_import(loss: Loss) -> Finding:
    lost = loss.lost
    place = Place.of(lost.module, lost.span)
    parts = _files(loss)
    return Finding(
        code="SSOT602",
        place=place,
        module=lost.cause,
        symbol="",
        subject=lost.cause,
        message=(
            f"the import of `{lost.cause}` fails, and with it "
            f"{_tests(loss, parts, 'files')}"
        ),
        help="Mend the import.",
        parts=parts,
        evidence=(
            Hop(place, f"`{lost.module.name}` imports `{lost.cause}`"),
            *_costs(parts, loss.by_file.values()),
        ),
        listing=f"the import of `{lost.cause}` fails, and with it the tests of {{}}",
    )


def _of_replacement(loss: Loss) -> Finding:
    lost, item = loss.lost, loss.tests[0]
    later, name = Place.of(lost.module, lost.span), _last(lost.cause)
    first, what = Place.of(lost.module, item.test.function.span), "test"
    if lost.detail == "class" and item.suite is not None:
        first = Place.of(lost.module, item.suite.source[1].span)
        what = f"class of {_count(len(loss.tests), 'test')}"
    return Finding(
        code="SSOT602",
        place=later,
        module=lost.module.name,
        symbol=lost.cause,
        subject="replaced",
        message=f"a second `{name}` replaces a {what}, which never runs",
        help="Give them different names, or remove one of the two.",
        parts=(Part(later, "later"), Part(first, "first")),
        evidence=(
            Hop(first, f"`{name}` is defined"),
            Hop(later, f"`{name}` is defined again"),
        ),
    )


def _of_namesake(loss: Loss) -> Finding:
    lost = loss.lost
    parts = _files(loss)
    says = f"`{lost.detail.rpartition('/')[2]}` is imported from `{lost.cause}` already"
    return Finding(
        code="SSOT602",
        place=parts[0].place,
        module=lost.module.name,
        symbol="",
        subject=lost.cause,
        message=f"{says}, so pytest refuses {_tests(loss, parts, 'files')}",
        help=(
            "Add an `__init__.py` to each of the directories, rename the file, or set "
            "`--import-mode=importlib`."
        ),
        parts=parts,
        evidence=tuple(_costs(parts, loss.by_file.values())),
        listing=f"{says}, so pytest refuses the tests of {{}}",
    )


def _files(loss: Loss) -> tuple[Part, ...]:
    return tuple(
        Part(Place.of(module), module.path, f"`{module.path}`")
        for module in loss.by_file
    )


def _costs(parts: Iterable[Part], numbers: Iterable[int]) -> Iterator[Hop]:
    for part, number in zip(parts, numbers, strict=True):
        message = f"{part.message} has {_count(number, 'test')}"
        yield Hop(part.place, message, part.name)


def _tests(loss: Loss, parts: Sequence[Part], kind: str) -> str:
    """Return how many tests are lost, and of how many classes or files."""
    number = len(loss.tests)
    tests = f"the {number} tests" if number > 1 else "the only test"
    several = f" of {len(parts)} {kind}" if len(parts) > 1 else ""
    return f"{tests}{several}" if several else f"{tests} of {parts[0].message}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]
