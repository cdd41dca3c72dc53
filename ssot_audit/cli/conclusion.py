"""How a scan ends: its reports, its summary and its exit code."""

from functools import partial

import typer

from ssot_audit.cli.exits import Exit
from ssot_audit.cli.formats import Format, rendered
from ssot_audit.cli.outputs import Output, write_outputs
from ssot_audit.cli.summary import summary
from ssot_audit.errors import ConfigError, Fault
from ssot_audit.verdict.verdict import Verdict


def conclude(
    verdict: Verdict,
    outputs: tuple[Output[Format], ...],
    *,
    quiet: bool,
    exit_zero: bool,
) -> None:
    """Write all reports, and leave as the gate demands; raises `ConfigError`."""
    faults = write_outputs(outputs, partial(rendered, verdict))
    if not quiet:
        typer.echo(summary(verdict), err=True, nl=False)
    if not verdict.coverage.analysed and verdict.gate.passed:
        # Nobody may take it for a clean project that not one file could be read.
        faults += (Fault("scan", "no file could be analysed"),)
    if faults:
        raise ConfigError(faults)
    if not verdict.gate.passed and not exit_zero:
        raise typer.Exit(Exit.GATE_FAILED)
