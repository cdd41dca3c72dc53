"""A document that shows an import of this project which does not work any more.

## Why

People and coding agents copy imports from a README before they read the code. What it
shows of a path that is gone, or deprecated, they take over.

## Bad

```markdown title="docs/prices.md"
Prices come from one place:

~~~python
from shop.prices import total  # expect: SSOT210
~~~
```

```python title="shop/__init__.py"
```

```python title="shop/price.py"
def total(): ...
```

## Good

```markdown title="docs/prices.md"
Prices come from one place:

~~~python
from shop.price import total
~~~

Never use the old one:

~~~python
from shop.prices import total
~~~
```

```python title="shop/__init__.py"
```

```python title="shop/price.py"
def total(): ...
```

## Options

`ignore` names documents that speak of other versions, as gitignore-style patterns. By
default they are changelogs, release notes and guides on upgrading; and guides on style
and for contributors, which show code that is yet to be written.

## Not reported

What SSOT201 and SSOT202 leave alone in code. Names such as `yourmodule` and `foo`.
Packages of examples, in documents elsewhere. Documents among the tests.

Bad examples: blocks below a heading, a paragraph or a comment that begins with a word
such as `Bad`, `Don't`, `Never`, `Wrong`, `Deprecated`, or has a cross in it; below a
paragraph on the past (`no longer`); and below `<!-- ssot: skip -->`, which is
`.. ssot: skip` in reStructuredText.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract.facts import OPTIONAL, Import
from ssot_audit.link.documents import LocatedDocument
from ssot_audit.link.located import MissingModule
from ssot_audit.link.symbols import Missing
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    rule,
)

NOT_OF_NOW = (
    *("[Cc]ontribut*", "CONTRIBUT*", "*[Cc]ompatib*"),
    *("*[Cc]oding[-_]st*", "*[Ss]tyle[-_]guide*", "CODING*"),
    *("*[Cc]hange*[Ll]og*", "CHANGE*", "[Cc]hanges*", "HISTORY*", "[Hh]istory*"),
    *("NEWS*", "[Nn]ews*", "[Rr]eleases", "*[Rr]elease[-_]*", "RELEASE*"),
    *("*[Dd]eprecat*", "*DEPRECAT*", "*[Ww]hats*[Nn]ew*"),
    *("*[Uu]pgrad*", "UPGRAD*", "*[Mm]igrat*", "MIGRAT*"),
)


_APART = re.compile(r"(?:^|/)(?:tests?|docs?|examples?|samples?|demos?|tutorials?)/")
"""Folders with packages that are known to documents beside them, and to no others."""
_PLACEHOLDER = re.compile(
    r"(?i)_*(?:(?:your|my|some|example).*|foo|bar|baz|x+|xyz|spam|kind|name|module)"
)
"""Words that readers put something in the place of."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    ignore: tuple[str, ...] = NOT_OF_NOW
    """Patterns of documents that speak of other versions, or of no real code."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with something that a document imports."""

    dotted: str
    fact: str
    help: str


@rule("SSOT210", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each broken or deprecated target once, with all that show its import."""
    faults: dict[str, _Fault] = {}
    places: dict[str, list[Place]] = {}
    for document, found in program.documents.shown(policy.own(Options).ignore):
        if document.is_test or found.guard & OPTIONAL:
            continue
        fault = _broken(program, document, found) or _deprecated(
            program, policy, document, found
        )
        if fault is not None:
            faults.setdefault(fault.dotted, fault)
            place = Place(document.path, found.span)
            places.setdefault(fault.dotted, []).append(place)
    for dotted, fault in faults.items():
        yield _finding(fault, places[dotted])


def _broken(
    program: Program, document: LocatedDocument, found: Import
) -> _Fault | None:
    match program.imported(document.code, found):
        case MissingModule() as module if _means_ours(document, module.location, found):
            help_ = program.suggestions.for_module(module)
            fact = f"module `{module.dotted}` does not exist"
            return _Fault(module.dotted, fact, help_ or "Mend the documents.")
        case Missing(owner, name) as missing:
            if name != found.name or name in program.stored_attributes:
                return None
            if not _means_ours(document, owner.location, found):
                return None
            module_name = program.dotted(owner.location)
            help_ = program.suggestions.for_name(missing)
            fact = f"`{module_name}` has no name `{name}`"
            return _Fault(f"{module_name}.{name}", fact, help_ or "Mend the documents.")
        case _:
            return None


def _means_ours(document: LocatedDocument, location: str, found: Import) -> bool:
    """Tell whether an import is meant to work as it stands."""
    words = (*found.module.split("."), found.name or "")
    if any(_PLACEHOLDER.fullmatch(word) for word in words):
        return False
    apart = _APART.search(location)
    return apart is None or document.path.startswith(location[: apart.end()])


def _deprecated(
    program: Program, policy: Policy, document: LocatedDocument, found: Import
) -> _Fault | None:
    declared = policy.settings.deprecations
    target = program.deprecation(document.code, found, declared)
    if target is None:
        return None
    help_ = f"Show `{target.use}` instead." if target.use else "Stop showing it."
    return _Fault(target.dotted, f"`{target.dotted}` is deprecated", help_)


def _finding(fault: _Fault, places: list[Place]) -> Finding:
    count = f"{len(places)} place{'s' if len(places) > 1 else ''}"
    return Finding(
        code="SSOT210",
        place=places[0],
        module="",
        symbol="",
        subject=fault.dotted,
        message=f"{fault.fact}; documents import it in {count}",
        help=fault.help,
        parts=tuple(Part(place, place.path) for place in places),
        evidence=tuple(Hop(place, f"`{place.path}` shows it") for place in places),
    )
