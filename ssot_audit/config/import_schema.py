"""How `[[layers]]`, `[[forbidden]]` and the other tables about imports are read."""

import re
from collections import Counter
from typing import Any

from ssot_audit.config.convert import (
    Place,
    Reader,
    array,
    choice,
    did_you_mean,
    flag,
    matching,
    record,
    text,
)
from ssot_audit.config.import_contracts import (
    EdgeKind,
    Exemption,
    Forbidden,
    Independence,
    Layer,
    Layers,
    Protected,
)
from ssot_audit.config.lines import line_of

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_SEGMENT = r"(?:\*\*|\*|\*?\w+(?:\*\w+)*\*?)"
_PATTERN = rf"{_SEGMENT}(?:\.{_SEGMENT})*"
_EXEMPTION = re.compile(rf"\s*({_PATTERN})\s*->\s*({_PATTERN})\s*")
_SIBLING = re.compile(rf"\s*(?:({_NAME})|\(\s*({_NAME})\s*\))\s*")

_name = matching(_NAME, "the name of a module such as `core` or `api.v1`")
_names = array(_name, "names")
_patterns = array(
    matching(_PATTERN, "a pattern of module names such as `shop.core` or `shop.*.api`"),
    "patterns",
    may_be_empty=False,
)
_kinds = array(
    choice({kind.value: kind for kind in EdgeKind}),
    "kinds of imports",
    may_be_empty=False,
)


def exemption(value: object, place: Place) -> Exemption | None:
    """Read an import that a contract leaves alone."""
    found = _EXEMPTION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        place.expected("an import such as `shop.core -> shop.routes`", value)
        return None
    line = line_of(place.source, place.path, found.string)
    return Exemption(found[1], found[2], place.file, line)


def layer(value: object, place: Place) -> Layer | None:
    """Read a layer: a name, or siblings between `|` or `:`; optional in brackets."""
    if not isinstance(value, str) or ("|" in value and ":" in value):
        place.expected("modules such as `a`, `a | b` or `a : (b)`", value)
        return None
    siblings = [_SIBLING.fullmatch(each) for each in re.split(r"[|:]", value)]
    matches = [match for match in siblings if match]
    if len(matches) < len(siblings):
        place.expected("modules such as `a`, `a | b` or `a : (b)`", value)
        return None
    optional = tuple(match[2] for match in matches if match[2])
    modules = tuple(match[1] or match[2] for match in matches)
    return Layer(modules, optional, is_independent=":" not in value)


_common: dict[str, Reader[Any]] = {
    "name": text,
    "transitive": flag,
    "imports": _kinds,
    "ignore": array(exemption, "imports"),
    "because": text,
}


_read_layers = record(
    Layers,
    {
        "order": array(layer, "layers", may_be_empty=False),
        "containers": _patterns,
        "closed": _names,
        "exhaustive": flag,
        "exhaustive-ignores": _names,
    }
    | _common,
    required=["order"],
)


def layers(value: object, place: Place) -> Layers | None:
    """Read `[[layers]]`: each module once, and only layers are closed."""
    contract = _read_layers(value, place)
    # What was wrong is read as None, and has been told.
    if contract is None or None in (contract.order, *(contract.order or ())):
        return contract
    known = Counter(name for each in contract.order for name in each.modules)
    for name, count in known.items():
        if count > 1:
            place.key("order").fault(f"`{name}` is in it {count} times")
    for index, name in enumerate(contract.closed or ()):
        if name not in {*known, None}:
            message = f"`{name}` is no layer{did_you_mean(name, known)}"
            place.key("closed").item(index).fault(message)
    if contract.exhaustive and not contract.containers:
        place.key("exhaustive").fault("needs `containers`: of what, is not said")
    return contract


forbidden = record(
    Forbidden,
    {"from": _patterns, "to": _patterns} | _common,
    required=["from", "to"],
)
independence = record(
    Independence, {"modules": _patterns} | _common, required=["modules"]
)
protected = record(
    Protected,
    {"modules": _patterns, "allowed": _patterns}
    | {key: read for key, read in _common.items() if key != "transitive"},
    required=["modules", "allowed"],
)
