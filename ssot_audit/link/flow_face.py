"""The face of a file's flow: all of it, with the order of its spans for the spans.

Who looks at flows sees bodies, so more than `link.face` has. What is concluded from one
flow holds for another with the same face, though not at the same places.
"""

from hashlib import blake2b
from operator import attrgetter

from msgspec.structs import astuple

from ssot_audit.extract.facts import Span, Struct
from ssot_audit.extract.flow_facts import ModuleFlow, Value

_rest = attrgetter(*(name for name in Value.__struct_fields__ if name != "span"))


def flow_face(flow: ModuleFlow) -> bytes:
    """Return a digest that two flows share if they differ in nothing but positions."""
    spans: list[Span] = []
    found = repr(_without_spans(flow, spans))
    ranks = {span: rank for rank, span in enumerate(sorted(set(spans)))}
    order = repr([ranks[span] for span in spans])
    return blake2b(f"{found}{order}".encode(), digest_size=16).digest()


def _without_spans(part: object, spans: list[Span]) -> object:
    """Return what `repr` tells apart; spans are added to a list instead."""
    if isinstance(part, Value):
        # Nearly all of a flow are values: a short way.
        if part.span is not None:
            spans.append(part.span)
        return part.span is None, _rest(part)
    if isinstance(part, Span):
        spans.append(part)
        return Span
    if isinstance(part, Struct):
        return _without_spans(astuple(part), spans)
    if isinstance(part, tuple):
        return [_without_spans(inner, spans) for inner in part]
    return part
