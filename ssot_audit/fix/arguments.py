"""Keyword arguments that have another name now."""

from collections.abc import Iterator

import libcst as cst

from ssot_audit.extract.facts import Span
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.rules.remedies import RenameArgument


def rename_argument(site: Site, span: Span, remedy: RenameArgument) -> None:
    """Rename an argument of the call, or the argument, at a place; or `Untouched`."""
    found = list(_arguments(site, span))
    if any(_named(argument, remedy.new) for argument in found):
        raise Untouched(f"`{remedy.new}` is passed already")
    named = [argument for argument in found if _named(argument, remedy.old)]
    if not named:
        raise Untouched(f"no argument is passed as `{remedy.old}=` here")
    for argument in named:
        keyword = cst.ensure_type(argument.keyword, cst.Name)
        site.edits.nodes[keyword] = lambda now: now.with_changes(value=remedy.new)


def _arguments(site: Site, span: Span) -> Iterator[cst.Arg]:
    """Yield the arguments of the call that a place is in or is."""
    calls = [
        node
        for node in site.tree.nodes
        if isinstance(node, cst.Call) and _is_meant(site, node, span)
    ]
    if calls:
        yield from calls[-1].args


def _is_meant(site: Site, call: cst.Call, span: Span) -> bool:
    """Tell whether a place is a call, what it calls, or one of its arguments."""
    nodes = [call, call.func, *call.args]
    nodes += [argument.keyword for argument in call.args if argument.keyword]
    nodes += [argument.value for argument in call.args]
    start = span.line, span.column
    return any(site.tree.spans[node] == span for node in nodes) or any(
        (site.tree.spans[argument].line, site.tree.spans[argument].column) == start
        for argument in call.args
        if argument.keyword
    )


def _named(argument: cst.Arg, name: str) -> bool:
    return argument.keyword is not None and argument.keyword.value == name
