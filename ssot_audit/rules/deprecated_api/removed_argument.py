"""A call that passes an argument which the callable no longer has.

## Why

A library drops a parameter, one service pins the version from before, another does not:
the same call works here and raises `TypeError` there, often on a path no test takes.

Calls count through aliases, re-exports and `functools.partial`; of a class of the
project, also calls of its subclasses that take over the constructor. With `when`, the
nearest directory upwards counts that declares the library in `pyproject.toml`,
`setup.cfg` or a requirements file: the versions that it accepts must meet the
condition. If only some of them do, the finding is a warning.

## Bad

```toml
[[argument]]
callable = "websockets.connect"
removed = "extra_headers"
use = "additional_headers"
when = "websockets>=14"
```

```text title="chat/requirements.txt"
websockets>=14,<16
```

```python title="chat/client.py"
import websockets


async def listen(url, token):
    async with websockets.connect(
        url,
        extra_headers={"token": token},  # expect: SSOT502
    ) as socket:
        return await socket.recv()
```

## Good

```toml
[[argument]]
callable = "websockets.connect"
removed = "extra_headers"
when = "websockets>=14"
```

```text title="chat/requirements.txt"
websockets>=13,<14
```

```python title="chat/client.py"
import websockets


async def listen(url, token):
    async with websockets.connect(url, extra_headers={"token": token}) as socket:
        return await socket.recv()
```

## Not reported

A library that no project file declares: nothing says which version runs. Leave `when`
out to have every call reported. What `**options` pass. Calls of methods, and calls in
the module that defines what is called.
"""

from collections.abc import Iterable, Iterator

from ssot_audit.config.settings import Argument
from ssot_audit.extract.facts import Class, Span
from ssot_audit.link.located import Module
from ssot_audit.link.required_versions import Answer
from ssot_audit.link.symbols import Definition
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    reason,
    rule,
)
from ssot_audit.rules.remedies import RenameArgument

_CONSTRUCTORS = ("__init__", "__new__")
_Passed = dict[Module, list[tuple[Span, str]]]
"""By module: place and scope of each."""


@rule("SSOT502", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each module that passes what was removed."""
    for argument in policy.settings.arguments:
        for module, passed in _passed(program, argument).items():
            answer = (
                program.required_versions.meet(module, argument.when)
                if argument.when
                else Answer.ALL
            )
            if answer in {Answer.ALL, Answer.SOME}:
                yield _finding(module, argument, passed, answer)


def _passed(program: Program, argument: Argument) -> _Passed:
    found: _Passed = {}
    for thing in _things(program, argument.callable):
        for usage in program.things.of(thing):
            if usage.name == thing and usage.is_certain:
                found.setdefault(usage.module, []).extend(
                    (word.span, usage.scope)
                    for word in usage.use.keywords
                    if word.name == argument.removed
                )
    return {module: sorted(passed) for module, passed in found.items() if passed}


def _things(program: Program, dotted: str) -> Iterable[str]:
    """Return a callable and the classes whose constructor it is."""
    thing = program.things.canonical(dotted)
    made = program.lookup(dotted)
    if not (isinstance(made, Definition) and isinstance(made.fact, Class)):
        return (thing,)
    node = program.hierarchy.node(made.module, made.fact)
    below = (
        sub.dotted
        for sub in node.all_subclasses()
        if not any(
            name in each.members
            for each in sub.mro[: sub.mro.index(node)]
            for name in _CONSTRUCTORS
        )
    )
    return (thing, *sorted(below))


def _finding(
    module: Module,
    argument: Argument,
    passed: list[tuple[Span, str]],
    answer: Answer,
) -> Finding:
    places = [Place.of(module, span) for span, _ in passed]
    since = f" with `{argument.when}`" if argument.when else ""
    partly = ", which its project accepts" if answer is Answer.SOME else ""
    times = f", {len(passed)} times" if len(passed) > 1 else ""
    return Finding(
        code="SSOT502",
        place=places[0],
        module=module.name,
        symbol="",
        subject=f"{argument.callable}({argument.removed}",
        message=(
            f"`{module.name}` passes `{argument.removed}` to `{argument.callable}`"
            f"{times}, which no longer takes it{since}{partly}"
            f"{reason(argument.because)}"
        ),
        help=(
            f"Pass `{argument.use}` instead."
            if argument.use
            else f"Stop passing `{argument.removed}`."
        ),
        parts=tuple(
            Part(place, scope or module.name)
            for place, (_, scope) in zip(places, passed, strict=True)
        ),
        evidence=tuple(
            Hop(place, f"`{scope or module.name}` passes it")
            for place, (_, scope) in zip(places, passed, strict=True)
        ),
        level=Level.WARNING if answer is Answer.SOME else None,
        remedy=(
            RenameArgument(
                old=argument.removed,
                new=argument.use,
                is_safe=answer is Answer.ALL,
            )
            if argument.use
            else None
        ),
    )
