"""An attribute of shared state is read, and nothing ever sets it.

## Why

Whoever reads `app.state.manager` trusts that start-up has put it there. When the line
that did is removed or renamed, nothing fails until the first request reads it, and the
`AttributeError` names neither the line nor the reason.

## Bad

```python title="chat/app.py"
from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI()
    app.state.sockets = {}
    return app
```

```python title="chat/routes.py"
def close(request):
    request.app.state.websocket_manager.close()  # expect: SSOT109
```

## Good

```python title="chat/app.py"
from fastapi import FastAPI


def create_app(websocket_manager) -> FastAPI:
    app = FastAPI()
    app.state.websocket_manager = websocket_manager
    return app
```

```python title="chat/routes.py"
def close(request):
    request.app.state.websocket_manager.close()
```

## Not reported

Attributes asked for with `hasattr`, with `getattr` and a default, or in a `try` that
catches `AttributeError`; attributes set anywhere in production, also by `setattr` and
through aliases; objects on which attributes are set by computed names, or that are
handed to code outside the project.

## Limits

These objects are looked at: `app.state` and `request.state` of Starlette and FastAPI,
or of an application of ours whose `state` is a `SimpleNamespace`; `g` of Flask; module
variables that hold a `SimpleNamespace`, an `argparse.Namespace` or a `threading.local`.
All `app.state` of a project count as one object.

Code that runs in tests only does not set an attribute for production.
"""

from collections.abc import Iterator, Sequence

from ssot_audit.link.shared_state import Read, SharedState, never_set
from ssot_audit.rules.api import Finding, Hop, Level, Part, Place, Policy, Program, rule


@rule("SSOT109", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each attribute of a closed shared object that nothing sets."""
    for state, name, reads in never_set(program):
        yield _finding(state, name, reads)


def _finding(state: SharedState, name: str, reads: Sequence[Read]) -> Finding:
    shown = f"{state.name}.{name}"
    places = [Place.of(read.module, read.span) for read in reads]
    where = "in 1 place" if len(reads) == 1 else f"in {len(reads)} places"
    only = ", except in tests" if name in state.test_writes else ""
    return Finding(
        code="SSOT109",
        place=places[0],
        module="",
        symbol=state.name,
        subject=name,
        message=f"`{shown}` is read {where} and set nowhere{only}",
        help=f"Set `{shown}` at start-up, or remove what reads it.",
        parts=tuple(
            Part(place, f"{read.module.name}:{read.function}")
            for place, read in zip(places, reads, strict=True)
        ),
        evidence=tuple(_evidence(shown, reads)),
    )


def _evidence(shown: str, reads: Sequence[Read]) -> Iterator[Hop]:
    for read in reads:
        hidden = " (a handler for every exception hides that)" * read.is_swallowed
        place = Place.of(read.module, read.span)
        yield Hop(place, f"`{shown}` is read here{hidden}")
