"""`ssot-audit impact TARGET`: who depends on it."""

from functools import partial
from typing import Annotated

import typer

from ssot_audit.cli import options
from ssot_audit.cli.outputs import Canvas, parse_outputs
from ssot_audit.cli.question import AnswerFormat, answer, linked, unknown
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.link import impact as links
from ssot_audit.link.dependants import Target
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import ending_in
from ssot_audit.report import impact_json, impact_markdown

_LISTED = 10
"""Names that an error lists."""


def impact(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="Module, class, function, method or `Class.attribute`: a dotted name, "
            "or the end of one.",
        ),
    ],
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show who depends on a module, a class, a function or a member."""
    outputs = parse_outputs(output or ["text"], AnswerFormat)
    _, program = linked(config, jobs, cache_dir, no_cache=no_cache)
    found = links.impact(program, _target(program, target))
    answer(outputs, partial(_rendered, found))


def _target(program: Program, name: str) -> Target:
    """Return the one thing a name means; raises `ConfigError` for none or several."""
    exact = links.targets(program, name)
    if exact:
        return exact[0]
    known = set(links.names(program))
    meant = ending_in(name, known)
    if len(meant) > 1:
        more = ", ..." if len(meant) > _LISTED else ""
        listed = ", ".join(f"`{dotted}`" for dotted in meant[:_LISTED])
        message = f"`{name}` may be {listed}{more}; write more of it"
        raise ConfigError((Fault("impact", message),))
    found = links.targets(program, meant[0]) if meant else ()
    if not found:
        raise unknown("impact", "module, class or member", name, known)
    return found[0]


def _rendered(found: links.Impact, chosen: AnswerFormat, canvas: Canvas) -> str:
    match chosen:
        case AnswerFormat.JSON:
            return impact_json.render(found)
        case AnswerFormat.MARKDOWN:
            return impact_markdown.render(found)
        case AnswerFormat.TEXT:
            from ssot_audit.report import impact_text  # noqa: PLC0415 - rich

            width, color = canvas.width, canvas.color
            return impact_text.render(found, width=width, color=color)
