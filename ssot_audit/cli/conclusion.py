"""How a scan ends: its reports, its summary and its exit code."""

import functools
from contextlib import ExitStack, nullcontext
from functools import partial

import typer

from ssot_audit.cli.actions import is_runner, unobeyed
from ssot_audit.cli.exits import Exit
from ssot_audit.cli.formats import Format, rendered
from ssot_audit.cli.outputs import Output, parse_outputs, write_outputs
from ssot_audit.cli.summary import summary
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.report.background import AskBackground, OpenBackground
from ssot_audit.verdict.verdict import Verdict

_FOR_PEOPLE = frozenset({Format.TEXT, Format.CONCISE})


def asked_outputs(values: list[str] | None) -> tuple[Output[Format], ...]:
    """Return the reports to write: text, and annotations where they are seen.

    Raises `ConfigError` with every fault.
    """
    outputs = parse_outputs(values or [Format.TEXT], Format)
    if values is None and is_runner():
        outputs = (*outputs, Output(Format.GITHUB, None))
    return outputs


def conclude(
    verdict: Verdict,
    outputs: tuple[Output[Format], ...],
    open_background: OpenBackground,
    *,
    quiet: bool,
    exit_zero: bool,
) -> None:
    """Write all reports, and leave as the gate demands; raises `ConfigError`."""
    with ExitStack() as stack:
        ask = functools.cache(lambda: stack.enter_context(open_background()))
        faults = _written(verdict, outputs, ask)
    if not quiet:
        typer.echo(summary(verdict), err=True, nl=False)
    coverage = verdict.coverage
    if not (coverage.analysed or coverage.documents) and verdict.gate.passed:
        # Nobody may take it for a clean project that not one file could be read.
        faults += (Fault("scan", "no file could be analysed"),)
    if faults:
        raise ConfigError(faults)
    if not verdict.gate.passed and not exit_zero:
        raise typer.Exit(Exit.GATE_FAILED)


def _written(
    verdict: Verdict, outputs: tuple[Output[Format], ...], ask: AskBackground
) -> tuple[Fault, ...]:
    faults: tuple[Fault, ...] = ()
    for output in outputs:
        is_quoting = output.path is None and output.format in _FOR_PEOPLE
        with unobeyed() if is_quoting else nullcontext():
            faults += write_outputs([output], partial(rendered, verdict, ask))
    return faults
