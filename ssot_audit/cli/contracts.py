"""`ssot-audit contracts`: who is held to which interface, and keeps how much of it."""

from functools import partial
from typing import Annotated

import typer

from ssot_audit.cli import options
from ssot_audit.cli.outputs import Canvas, parse_outputs
from ssot_audit.cli.question import Format, answer, linked, unknown
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.link.matrix import Contract, matrix
from ssot_audit.link.program import Program
from ssot_audit.link.suggestions import ending_in
from ssot_audit.report import contracts_json, contracts_markdown


def contracts(
    interface: Annotated[
        str | None,
        typer.Argument(
            metavar="[INTERFACE]",
            help="Dotted name of an interface, or the end of one.",
            show_default="all",
        ),
    ] = None,
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show the interfaces, the classes held to them, and what those lack."""
    outputs = parse_outputs(output or ["text"], Format)
    settings, program = linked(config, jobs, cache_dir, no_cache=no_cache)
    found = matrix(program, settings.contracts)
    if interface is not None:
        found = _chosen(interface, found, program)
    answer(outputs, partial(_rendered, found))


def _chosen(
    name: str, known: tuple[Contract, ...], program: Program
) -> tuple[Contract, ...]:
    """Return the contracts of that name; raises `ConfigError` if there is none."""
    dotted = {contract.name for contract in known}
    meant = ending_in(name, dotted)
    classes = ending_in(name, (node.dotted for node in program.hierarchy.classes))
    if classes and not meant:
        message = (
            f"`{classes[0]}` is no interface: it is neither a Protocol nor abstract, "
            "or asks for nothing, and no `[[contract]]` names it"
        )
        raise ConfigError((Fault("contracts", message),))
    if not meant:
        raise unknown("contracts", "interface", name, dotted)
    return tuple(contract for contract in known if contract.name in meant)


def _rendered(found: tuple[Contract, ...], chosen: Format, canvas: Canvas) -> str:
    match chosen:
        case Format.JSON:
            return contracts_json.render(found)
        case Format.MARKDOWN:
            return contracts_markdown.render(found)
        case Format.TEXT:
            from ssot_audit.report import contracts_text  # noqa: PLC0415 - rich

            width, color = canvas.width, canvas.color
            return contracts_text.render(found, width=width, color=color)
