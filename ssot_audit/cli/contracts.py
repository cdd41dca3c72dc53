"""`ssot-audit contracts`: who is held to which interface, and keeps how much of it."""

from functools import partial
from typing import Annotated

import typer

from ssot_audit.cli import options
from ssot_audit.cli.outputs import Canvas, parse_outputs
from ssot_audit.cli.question import AnswerFormat, answer, linked, unknown
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.link.inferred import Tally, inferred, shortfalls
from ssot_audit.link.matrix import Contract, matrix
from ssot_audit.link.program import Program
from ssot_audit.link.slots import slots_named
from ssot_audit.link.suggestions import ending_in
from ssot_audit.report import contracts_json, contracts_markdown


def contracts(  # noqa: PLR0913, PLR0917 - one parameter for each option
    interface: Annotated[
        str | None,
        typer.Argument(
            metavar="[INTERFACE]",
            help="Dotted name of an interface, or the end of one.",
            show_default="all",
        ),
    ] = None,
    consumer: Annotated[
        str | None,
        typer.Option(
            metavar="SLOT",
            help="What code uses on `Class.attribute`, `Class.method(parameter)` or "
            "`module.variable`, and what gets there; `*` stands for any name.",
        ),
    ] = None,
    config: options.Config = None,
    output: options.DocumentOutput = None,
    jobs: options.Jobs = None,
    cache_dir: options.CacheDirectory = None,
    no_cache: options.NoCache = False,
) -> None:
    """Show the interfaces, the classes held to them, and what those lack."""
    outputs = parse_outputs(output or ["text"], AnswerFormat)
    settings, program = linked(config, jobs, cache_dir, no_cache=no_cache)
    found: tuple[Contract, ...] = ()
    tally = None
    if interface is not None or consumer is None:
        found = matrix(program, settings.contracts)
    if interface is not None:
        found = _chosen(interface, found, program)
    if interface is None or consumer is not None:
        known = inferred(program)
        tally = Tally.of(known)
        found += _of_consumers(consumer, known)
    answer(outputs, partial(_rendered, found, tally))


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


def _of_consumers(
    name: str | None, known: tuple[Contract, ...]
) -> tuple[Contract, ...]:
    """Return the inferred contracts of that name, else those that are not kept."""
    if name is None:
        return shortfalls(known)
    meant = slots_named(name, {contract.name for contract in known})
    if not meant:
        names = {contract.name for contract in known}
        raise unknown("contracts", "inferred contract", name, names)
    return tuple(contract for contract in known if contract.name in meant)


def _rendered(
    found: tuple[Contract, ...],
    tally: Tally | None,
    chosen: AnswerFormat,
    canvas: Canvas,
) -> str:
    match chosen:
        case AnswerFormat.JSON:
            return contracts_json.render(found, tally)
        case AnswerFormat.MARKDOWN:
            return contracts_markdown.render(found, tally)
        case AnswerFormat.TEXT:
            from ssot_audit.report import contracts_text  # noqa: PLC0415 - rich

            width, color = canvas.width, canvas.color
            return contracts_text.render(found, tally, width=width, color=color)
